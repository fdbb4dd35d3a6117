# From verdicts to readers: the report, the list of checksums, and the only step that fails.

from scripts import gate
from scripts.publish import _settings

FIGURES = [*SPECTRA_FIGURES, *FINITE_FIGURES, *HESSIAN_FIGURES]
NOTEBOOKS = [*SPECTRA_NOTEBOOKS, *FINITE_NOTEBOOKS, *HESSIAN_NOTEBOOKS]
SEEDS = range(1, 21)  # master seeds with which verdicts are tried for stability
CLAIMS = [*SPECTRA_CLAIMS, *FINITE_CLAIMS, *HESSIAN_CLAIMS]
EVIDENCE = [path.replace(".json", ".png") for path in CLAIMS]

# All that a run is to have, but for the pages that it ends with (see scripts/gate.py).
PROMISED = [
    *SPECTRA,
    *records([*LAWS, *COMPARED]),
    *FINITE,
    *HESSIANS,
    *records(TABLES),
    *CLAIMS,
    *EVIDENCE,
    *(sheet.figure() for sheet in FIGURES),
    *beside(FIGURES, "figure", [*ENDINGS, "rst"]),
    *beside(NOTEBOOKS, "notebook", ["html", "ipynb", "json"]),
]

gate.guard(workflow, [*PROMISED, *gate.PAGES], config["seed"], logger.warning)


rule report:
    input:
        claims=CLAIMS,
        pictures=EVIDENCE,
        figures=[sheet.figure() for sheet in FIGURES],
        records=beside(FIGURES, "figure", ["json"]),
        notebooks=beside(NOTEBOOKS, "notebook", ["json"]),
        pages=[sheet.notebook() for sheet in NOTEBOOKS],
    output:
        html=report(
            "results/report.html",
            category="Report",
            caption=str(ROOT / "workflow/report/report.rst"),
        ),
        captions=beside(FIGURES, "figure", ["rst"]),
        settings="results/config.yaml",
    log:
        "logs/report.log",
    benchmark:
        "benchmarks/results/report.tsv"
    threads: 1
    resources:
        mem_mb=800,
    params:
        settings=list(_settings.words(config)),
        cores=os.cpu_count(),
        code=code("scripts.publish.report"),
        template=template_digest(),
    message:
        "Write the report."
    shell:
        "python -m scripts.publish.report {output.html:q} --claims {input.claims:q}"
        " --figures {input.figures:q} --notebooks {input.pages:q} --record {output.settings:q}"
        " --cores {params.cores:q} --settings {params.settings:q} > {log:q} 2>&1"


rule manifest:
    input:
        PROMISED,
    output:
        "results/manifest.sha256",
    log:
        "logs/manifest.log",
    benchmark:
        "benchmarks/results/manifest.tsv"
    threads: 1
    resources:
        mem_mb=200,
    params:
        code=code("scripts.publish.manifest"),
    message:
        "List the checksums of everything."
    shell:
        "python -m scripts.publish.manifest {output:q} {input:q} > {log:q} 2>&1"


rule verify:
    input:
        claims=CLAIMS,
        notebooks=beside(NOTEBOOKS, "notebook", ["json"]),
        evidence=["results/report.html", "results/manifest.sha256"],
    output:
        "results/verdicts.txt",
    log:
        "logs/verify.log",
    benchmark:
        "benchmarks/results/verify.tsv"
    threads: 1
    resources:
        mem_mb=200,
    params:
        code=code("scripts.publish.verify"),
    message:
        "Check that what should hold does."
    shell:
        "python -m scripts.publish.verify {output:q} --claims {input.claims:q}"
        " --notebooks {input.notebooks:q} > {log:q} 2>&1"


# Not part of `all`: it rewrites two committed files from the results at hand.
rule readme:
    input:
        claims=CLAIMS,
        image="figures/spectra/cases-tanh.png",
        settings="results/config.yaml",
    log:
        "logs/readme.log",
    benchmark:
        "benchmarks/results/readme.tsv"
    threads: 1
    resources:
        mem_mb=300,
    params:
        folder=ROOT,
        code=code("scripts.publish.readme"),
    message:
        "Put the verdicts into README.md."
    shell:
        "python -m scripts.publish.readme {params.folder:q} --claims {input.claims:q}"
        " --image {input.image:q} --config {input.settings:q} > {log:q} 2>&1"


# Not part of `all`: the verdicts from other master seeds, with the settings of this run.
rule seed:
    input:
        settings="results/config.yaml",
    output:
        "results/stability/{seed}.json",
    log:
        "logs/stability/{seed}.log",
    benchmark:
        "benchmarks/results/stability/{seed}.tsv"
    wildcard_constraints:
        seed=r"\d+",
    threads: 1
    resources:
        mem_mb=2000,
    params:
        code=code(
            "scripts.publish.stability",
            *claim_modules("spectra"),
            *claim_modules("finite"),
            *claim_modules("hessians"),
        ),
    message:
        "Sample and judge everything from seed {wildcards.seed}."
    shell:
        "python -m scripts.publish.stability {output:q} --seed {wildcards.seed:q}"
        " --settings {input.settings:q} > {log:q} 2>&1"


rule stability:
    input:
        expand("results/stability/{seed}.json", seed=SEEDS),
    output:
        "results/stability.json",
    log:
        "logs/stability.log",
    benchmark:
        "benchmarks/results/stability.tsv"
    threads: 1
    resources:
        mem_mb=200,
    params:
        code=code("scripts.publish.stability"),
    message:
        "Count the verdicts."
    shell:
        "python -m scripts.publish.stability {output:q} --count {input:q} > {log:q} 2>&1"
