# Spectra of Jacobians against their limit laws.

from scripts import _options
from scripts.spectra import sheets as spectra
from scripts.spectra.grids import grids
from workflow import spectra as from_grids
from workflow.resources import sampled_megabytes, sampled_minutes

GRIDS = grids(config)
SAMPLED, COMPARED = (
    [
        f"results/{stage}/{name}/{ensemble}.npz"
        for name, grid in GRIDS.items()
        for ensemble in grid.ensembles
    ]
    for stage in ("spectra", "compare")
)
LAWS = from_grids.laws(GRIDS)
SPECTRA = [*COMPARED, *SAMPLED, *LAWS]
SHIPPED = yours.shipped(
    GRIDS
)  # the same without extensions from outside, made apart from them
OLD_LAWS = from_grids.laws(SHIPPED)
OLD_COMPARED = yours.unaffected(COMPARED, SHIPPED)
SPECTRA_FIGURES = spectra.figures(GRIDS)
SPECTRA_NOTEBOOKS = spectra.notebooks(GRIDS)
SPECTRA_CLAIMS = claims("spectra")


wildcard_constraints:
    grid="|".join(GRIDS),


rule sample:
    input:
        parts=lambda w: from_grids.parts(GRIDS[w.grid], w.ensemble),
    output:
        update("results/spectra/{grid}/{ensemble}.npz"),  # what is in it is not drawn again
    log:
        "logs/sample/{grid}-{ensemble}.log",
    benchmark:
        "benchmarks/results/sample/{grid}-{ensemble}.tsv"
    priority: 1  # the longest way to the report
    threads: 1
    resources:
        mem_mb=ASKED.memory("sample", lambda w: sampled_megabytes(GRIDS[w.grid])),
        runtime=ASKED.minutes("sample", lambda w: sampled_minutes(GRIDS[w.grid])),
    params:
        architecture=lambda w: _options.words(GRIDS[w.grid].architecture),
        sizes=lambda w: _options.words(GRIDS[w.grid].sizes),
        activations=lambda w: GRIDS[w.grid].activations,
        dependences=lambda w: GRIDS[w.grid].dependences,
        seed=config["seed"],
        device=config["device"],
        code=lambda w: drawing_code(
            w.ensemble, GRIDS[w.grid].activations, GRIDS[w.grid].architecture.bias
        ),
        share=[],  # all of it
    message:
        "Sample {wildcards.ensemble} networks of grid {wildcards.grid}."
    shell:
        "python -m scripts.spectra.sample {output:q} --grid {wildcards.grid:q}"
        " --ensemble {wildcards.ensemble:q} --activations {params.activations:q}"
        " --dependences {params.dependences:q} {params.architecture:q} {params.sizes:q}"
        " --seed {params.seed:q} --device {params.device:q} --code {params.code:q}"
        " {params.share:q} --parts {input.parts:q} > {log:q} 2>&1"


if any(grid.parts > 1 for grid in GRIDS.values()):

    use rule sample as part with:
        input:
            parts=[],
        output:
            temp("results/parts/{grid}/{ensemble}/{part}.npz"),
        log:
            "logs/sample/{grid}-{ensemble}-{part}.log",
        benchmark:
            "benchmarks/results/part/{grid}-{ensemble}-{part}.tsv"
        wildcard_constraints:
            part=r"\d+",
        params:
            share=lambda w: ["--part", w.part, "--of", GRIDS[w.grid].parts],
        message:
            "Sample {wildcards.ensemble} networks of grid {wildcards.grid}, part {wildcards.part}."


rule laws:
    output:
        npz=update(OLD_LAWS),
        rest=update(records(OLD_LAWS)),
    log:
        "logs/laws.log",
    benchmark:
        "benchmarks/results/laws.tsv"
    priority: 1  # the longest way to the report
    threads: 1
    resources:
        mem_mb=ASKED.memory("laws"),
        runtime=ASKED.minutes("laws"),
    params:
        grids=from_grids.law_options(SHIPPED),
        code=code("scripts.spectra.laws", *from_grids.law_modules(SHIPPED)),
    message:
        "Solve for limit laws."
    shell:
        "python -m scripts.spectra.laws {output.npz:q} {params.grids:q} > {log:q} 2>&1"


rule compare:
    input:
        spectra=sampled(OLD_COMPARED),
        laws=OLD_LAWS,
    output:
        npz=update(OLD_COMPARED),
        rest=update(records(OLD_COMPARED)),
    log:
        "logs/compare.log",
    benchmark:
        "benchmarks/results/compare.tsv"
    priority: 1  # the longest way to the report
    threads: 1
    resources:
        mem_mb=ASKED.memory("compare"),
        runtime=ASKED.minutes("compare"),
    params:
        rivals=from_grids.comparison_options(SHIPPED),
        code=code("scripts.spectra.compare", *from_grids.comparison_modules(SHIPPED)),
    message:
        "Compare spectra with limit laws."
    shell:
        "python -m scripts.spectra.compare {output.npz:q} --spectra {input.spectra:q}"
        " --laws {input.laws:q} {params.rivals:q} > {log:q} 2>&1"


if COMPARED != OLD_COMPARED:

    use rule laws as own_laws with:
        output:
            npz=update(without(LAWS, OLD_LAWS)),
            rest=update(records(without(LAWS, OLD_LAWS))),
        log:
            "logs/own_laws.log",
        benchmark:
            "benchmarks/results/own_laws.tsv"
        params:
            grids=from_grids.law_options(GRIDS),
            code=code("scripts.spectra.laws", *from_grids.law_modules(GRIDS)),

    use rule compare as own_compare with:
        input:
            spectra=sampled(without(COMPARED, OLD_COMPARED)),
            laws=LAWS,
        output:
            npz=update(without(COMPARED, OLD_COMPARED)),
            rest=update(records(without(COMPARED, OLD_COMPARED))),
        log:
            "logs/own_compare.log",
        benchmark:
            "benchmarks/results/own_compare.tsv"
        params:
            rivals=from_grids.comparison_options(GRIDS),
            code=code("scripts.spectra.compare", *from_grids.comparison_modules(GRIDS)),


rule spectra_claims:
    input:
        OLD_COMPARED,
    output:
        findings=SPECTRA_CLAIMS,
        pictures=[path.replace(".json", ".png") for path in SPECTRA_CLAIMS],
    log:
        "logs/claims/spectra.log",
    benchmark:
        "benchmarks/results/claims/spectra.tsv"
    priority: 1  # the longest way to the report
    threads: 1
    resources:
        mem_mb=ASKED.memory("spectra_claims"),
        runtime=ASKED.minutes("spectra_claims"),
    params:
        code=code(
            "scripts.publish.claims",
            "scripts.spectra.results",
            *claim_modules("spectra"),
        ),
    message:
        "Judge the claims about spectra."
    shell:
        "python -m scripts.publish.claims spectra {output.findings:q}"
        " --results {input:q} > {log:q} 2>&1"


rule spectra_figures:
    input:
        SPECTRA,
    output:
        png=update([picture(sheet) for sheet in SPECTRA_FIGURES]),
        rest=update(beside(SPECTRA_FIGURES, "figure", ENDINGS)),
    log:
        "logs/figures/spectra.log",
    benchmark:
        "benchmarks/results/figures/spectra.tsv"
    priority: 1  # the longest way to the report
    threads: 1
    resources:
        mem_mb=ASKED.memory("spectra_figures"),
        runtime=ASKED.minutes("spectra_figures"),
    params:
        vector="--vector" if config["vector"] else "",
        code=figure_code(spectra, SPECTRA_FIGURES, SPECTRA),
    message:
        "Draw the figures of spectra."
    shell:
        "python -m scripts.publish.figures spectra {output.png:q} {params.vector}"
        " --results {input:q} > {log:q} 2>&1"


rule spectra_notebooks:
    input:
        results=SPECTRA,
        figures=[sheet.figure() for sheet in SPECTRA_FIGURES],
        captions=beside(SPECTRA_FIGURES, "figure", ["json"]),
    output:
        html=update([webpage(sheet) for sheet in SPECTRA_NOTEBOOKS]),
        rest=update(beside(SPECTRA_NOTEBOOKS, "notebook", ["ipynb", "json"])),
    log:
        "logs/notebooks/spectra.log",
    benchmark:
        "benchmarks/results/notebooks/spectra.tsv"
    priority: 1  # the longest way to the report
    threads: 1
    resources:
        mem_mb=ASKED.memory("spectra_notebooks"),
        runtime=ASKED.minutes("spectra_notebooks"),
    params:
        code=notebook_code(spectra, SPECTRA_NOTEBOOKS, SPECTRA),
    message:
        "Execute the notebooks on spectra."
    shell:
        "python -m scripts.publish.notebooks spectra {output.html:q}"
        " --results {input.results:q} --figures {input.figures:q} > {log:q} 2>&1"
