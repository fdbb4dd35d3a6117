# From verdicts to readers: the report, the list of checksums, and the only step that fails.

from scripts import gate, review
from scripts.publish import _settings

FIGURES = [*SPECTRA_FIGURES, *FINITE_FIGURES, *HESSIAN_FIGURES]
NOTEBOOKS = [*SPECTRA_NOTEBOOKS, *FINITE_NOTEBOOKS, *HESSIAN_NOTEBOOKS]
SEEDS = range(1, 21)  # master seeds with which verdicts are tried for stability
CLAIMS = [*SPECTRA_CLAIMS, *FINITE_CLAIMS, *HESSIAN_CLAIMS]
EXPLORER = ["results/explorer.npz", "results/explorer.json", "results/explorer.html"]
EXPLORED = [path for path in FINITE if Path(path).stem in ("dilution", "localisation")]
JUDGED_BY = {"spectra": COMPARED, "finite": FINITE, "hessians": HESSIANS}
OWN_CLAIMS = [path for study in JUDGED_BY for path in yours.findings(study)]
FINDINGS = [*CLAIMS, *OWN_CLAIMS]
TOLD = from_grids.told(  # what the overview shows
    [*OLD_COMPARED, *sampled(OLD_COMPARED), *OLD_LAWS]
)
OVERVIEW = [f"figures/overview.{ending}" for ending in ("png", *ENDINGS)]
EVIDENCE = [path.replace(".json", ".png") for path in FINDINGS]

# All that a run is to have, but for the pages that it ends with (see scripts/gate.py).
PROMISED = [
    *SPECTRA,
    *records([*LAWS, *COMPARED]),
    *FINITE,
    *HESSIANS,
    *records(TABLES),
    *FINDINGS,
    *EVIDENCE,
    *(sheet.figure() for sheet in FIGURES),
    *beside(FIGURES, "figure", [*ENDINGS, "rst"]),
    *beside(NOTEBOOKS, "notebook", ["html", "ipynb", "json"]),
    *OVERVIEW,
    *EXPLORER,
]

gate.guard(workflow, [*PROMISED, *gate.PAGES], config["seed"], logger.warning)


# On a cluster these stay where the run was started: they take seconds.
localrules:
    overview,
    report,
    manifest,
    verify,


rule overview:
    input:
        claims=CLAIMS,
        results=TOLD,
    output:
        png=report(
            OVERVIEW[0],
            category="Report",
            caption=str(ROOT / "workflow/report/overview.rst"),
        ),
        rest=update(OVERVIEW[1:]),
    log:
        "logs/figures/overview.log",
    benchmark:
        "benchmarks/results/overview.tsv"
    threads: 1
    resources:
        mem_mb=ASKED.memory("overview"),
        runtime=ASKED.minutes("overview"),
    params:
        vector="--vector" if config["vector"] else "",
        code=code("scripts.overview.draw"),
    message:
        "Draw the overview."
    shell:
        "python -m scripts.overview.draw {output.png:q} {params.vector}"
        " --claims {input.claims:q} --results {input.results:q} > {log:q} 2>&1"


rule explorer:
    input:
        results=[*SAMPLED, *LAWS],
        experiments=EXPLORED,
    output:
        html="results/explorer.html",
        kept=update(["results/explorer.npz", "results/explorer.json"]),
    log:
        "logs/explorer.log",
    benchmark:
        "benchmarks/results/explorer.tsv"
    priority: 1  # one of them is long, or much waits for it
    threads: 1
    resources:
        mem_mb=ASKED.memory("explorer"),
        runtime=ASKED.minutes("explorer"),
    params:
        sizes=config["profile"],
        code=code(
            "scripts.explorer.page",
            *from_grids.law_modules(GRIDS),
            *from_grids.comparison_modules(GRIDS),
        ),
        template=template_digest("explorer.*", "report.css"),
    message:
        "Solve the laws of the explorer."
    shell:
        "python -m scripts.explorer.page {output.html:q} --laws {output.kept[0]:q}"
        " --sizes {params.sizes:q} --results {input.results:q}"
        " --experiments {input.experiments:q} > {log:q} 2>&1"


rule report:
    input:
        overview=OVERVIEW[:2],
        claims=FINDINGS,
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
        mem_mb=ASKED.memory("report"),
        runtime=ASKED.minutes("report"),
    params:
        settings=list(_settings.words(config)),
        cores=os.cpu_count(),
        code=code("scripts.publish.report"),
        template=template_digest("report.*", "card.*"),
    message:
        "Write the report."
    shell:
        "python -m scripts.publish.report {output.html:q} --claims {input.claims:q}"
        " --figures {input.figures:q} --notebooks {input.pages:q} --record {output.settings:q}"
        " --overview {input.overview[0]:q}"
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
        mem_mb=ASKED.memory("manifest"),
        runtime=ASKED.minutes("manifest"),
    params:
        code=code("scripts.publish.manifest"),
    message:
        "List the checksums of everything."
    shell:
        "python -m scripts.publish.manifest {output:q} {input:q} > {log:q} 2>&1"


rule verify:
    input:
        claims=FINDINGS,
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
        mem_mb=ASKED.memory("verify"),
        runtime=ASKED.minutes("verify"),
    params:
        code=code("scripts.publish.verify"),
    message:
        "Check that what should hold does."
    shell:
        "python -m scripts.publish.verify {output:q} --claims {input.claims:q}"
        " --notebooks {input.notebooks:q} > {log:q} 2>&1"


# Not part of `all`: what ran, what came of it and what it cost, as a Workflow Run RO-Crate.
rule crate:
    input:
        manifest="results/manifest.sha256",
        report=rules.report.output.html,
        verdicts="results/verdicts.txt",
    output:
        "ro-crate-metadata.json",
    log:
        "logs/crate.log",
    benchmark:
        "benchmarks/results/crate.tsv"
    threads: 1
    resources:
        mem_mb=ASKED.memory("crate"),
        runtime=ASKED.minutes("crate"),
    params:
        code=code("scripts.publish.crate"),
    message:
        "Describe the run as an RO-Crate."
    shell:
        "python -m scripts.publish.crate {output:q} --manifest {input.manifest:q}"
        " --beside {input.report:q} {input.verdicts:q} > {log:q} 2>&1"


ruleorder: spectra_claims > finite_claims > hessian_claims > claim


# One claim by itself, from those files that it is judged by. `all` has the claims of extensions so.
rule claim:
    input:
        lambda w: review.needs(ROOT, config["profile"], w.claim, JUDGED_BY[w.study]),
    output:
        finding="results/{place}/{study}/{claim}.json",
        picture="results/{place}/{study}/{claim}.png",
    log:
        "logs/{place}/{study}/{claim}.log",
    benchmark:
        "benchmarks/results/{place}/{study}/{claim}.tsv"
    wildcard_constraints:
        place="alone|claims",
        study="|".join(JUDGED_BY),
        claim=r"\w+",
    threads: 1
    resources:
        mem_mb=ASKED.memory("claim"),
        runtime=ASKED.minutes("claim"),
    params:
        code=lambda w: code(
            "scripts.publish.claims",
            f"scripts.{w.study}.results",
            *yours.claim_module(w.study, w.claim),
        ),
    message:
        "Judge the claim {wildcards.claim}."
    shell:
        "python -m scripts.publish.claims {wildcards.study:q} {output.finding:q}"
        " --results {input:q} > {log:q} 2>&1"


# Not part of `all`: the numbers of this run into a committed file, figures/manifest.json.
rule reference:
    input:
        claims=CLAIMS,
        notebooks=beside(NOTEBOOKS, "notebook", ["json"]),
        manifest="results/manifest.sha256",
        settings="results/config.yaml",
        spectra=OLD_COMPARED,
        finite=yours.without("finite", FINITE),
        hessians=HESSIANS,
    log:
        "logs/reference.log",
    benchmark:
        "benchmarks/results/reference.tsv"
    threads: 1
    resources:
        mem_mb=ASKED.memory("reference"),
        runtime=ASKED.minutes("reference"),
    params:
        profile=config["profile"],
        code=code("scripts.publish.reference"),
    message:
        "Put the numbers of this run into figures/manifest.json."
    shell:
        "python -m scripts.publish.reference --profile {params.profile:q}"
        " --claims {input.claims:q} --notebooks {input.notebooks:q} --manifest {input.manifest:q}"
        " --config {input.settings:q} --results spectra {input.spectra:q}"
        " --results finite {input.finite:q} --results hessians {input.hessians:q} > {log:q} 2>&1"


# Not part of `all`: it rewrites committed files from the results at hand.
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
        mem_mb=ASKED.memory("readme"),
        runtime=ASKED.minutes("readme"),
    params:
        folder=ROOT,
        code=code("scripts.publish.readme"),
    message:
        "Put the verdicts into README.md and docs/claims.md."
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
        mem_mb=ASKED.memory("seed"),
        runtime=ASKED.minutes("seed"),
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
        mem_mb=ASKED.memory("stability"),
        runtime=ASKED.minutes("stability"),
    params:
        code=code("scripts.publish.stability"),
    message:
        "Count the verdicts."
    shell:
        "python -m scripts.publish.stability {output:q} --count {input:q} > {log:q} 2>&1"
