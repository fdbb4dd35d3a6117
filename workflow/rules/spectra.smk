# Spectra of Jacobians against their limit laws.

from scripts import _options
from scripts.folders import module
from scripts.spectra import sheets as spectra
from scripts.spectra._kinds import KINDS, further
from scripts.spectra.grids import grids

GRIDS = grids(config)
SAMPLED, COMPARED = (
    [
        f"results/{stage}/{name}/{ensemble}.npz"
        for name, grid in GRIDS.items()
        for ensemble in grid.ensembles
    ]
    for stage in ("spectra", "compare")
)
LAWS = [
    f"results/laws/{name}/{activation}.npz"
    for name, grid in GRIDS.items()
    for activation in grid.activations
]
SPECTRA = [*COMPARED, *SAMPLED, *LAWS]
SPECTRA_FIGURES = spectra.figures(GRIDS)
SPECTRA_NOTEBOOKS = spectra.notebooks(GRIDS)
SPECTRA_CLAIMS = claims("spectra")


wildcard_constraints:
    grid="|".join(GRIDS),


rule sample:
    output:
        "results/spectra/{grid}/{ensemble}.npz",
    log:
        "logs/sample/{grid}-{ensemble}.log",
    benchmark:
        "benchmarks/results/sample/{grid}-{ensemble}.tsv"
    priority: 1  # the longest way to the report
    threads: 1
    resources:
        mem_mb=1000,
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
    message:
        "Sample {wildcards.ensemble} networks of grid {wildcards.grid}."
    shell:
        "python -m scripts.spectra.sample {output:q} --grid {wildcards.grid}"
        " --ensemble {wildcards.ensemble} --activations {params.activations}"
        " --dependences {params.dependences} {params.architecture} {params.sizes}"
        " --seed {params.seed} --device {params.device:q} --code {params.code} > {log:q} 2>&1"


rule laws:
    output:
        "results/laws/{grid}/{activation}.npz",
    log:
        "logs/laws/{grid}-{activation}.log",
    benchmark:
        "benchmarks/results/laws/{grid}-{activation}.tsv"
    priority: 1  # the longest way to the report
    threads: 1
    resources:
        mem_mb=500,
    params:
        architecture=lambda w: _options.words(GRIDS[w.grid].architecture),
        kinds=lambda w: [*KINDS, *further(GRIDS[w.grid].ensembles)],
        rivals=lambda w: GRIDS[w.grid].rivals,
        # ensembles of further kinds say themselves which law of singular values they have
        code=lambda w: code(
            "scripts.spectra.laws",
            module(w.activation, "freewidth/activations"),
            module(GRIDS[w.grid].architecture.bias, "freewidth/biases"),
            *(
                module(each, "freewidth/ensembles")
                for each in GRIDS[w.grid].ensembles
                if further([each])
            ),
        ),
    message:
        "Solve for the limit laws of {wildcards.activation} networks of grid {wildcards.grid}."
    shell:
        "python -m scripts.spectra.laws {output:q} --activation {wildcards.activation}"
        " --kinds {params.kinds} --rivals {params.rivals} {params.architecture} > {log:q} 2>&1"


rule compare:
    input:
        spectra="results/spectra/{grid}/{ensemble}.npz",
        laws=lambda w: expand(
            "results/laws/{grid}/{activation}.npz",
            grid=w.grid,
            activation=GRIDS[w.grid].activations,
        ),
    output:
        "results/compare/{grid}/{ensemble}.npz",
    log:
        "logs/compare/{grid}-{ensemble}.log",
    benchmark:
        "benchmarks/results/compare/{grid}-{ensemble}.tsv"
    priority: 1  # the longest way to the report
    threads: 1
    resources:
        mem_mb=1000,
    params:
        rivals=lambda w: GRIDS[w.grid].rivals,
        code=lambda w: code(
            "scripts.spectra.compare",
            module(w.ensemble, "freewidth/ensembles"),
            module(GRIDS[w.grid].architecture.bias, "freewidth/biases"),
        ),
    message:
        "Compare {wildcards.ensemble} networks of grid {wildcards.grid} with the limit law."
    shell:
        "python -m scripts.spectra.compare {input.spectra:q} {output:q} --laws {input.laws:q}"
        " --rivals {params.rivals} > {log:q} 2>&1"


rule spectra_claims:
    input:
        COMPARED,
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
        mem_mb=600,
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
        mem_mb=800,
    params:
        pdf="--pdf" if config["vector"] else "",
        code=figure_code(spectra, SPECTRA_FIGURES, SPECTRA),
    message:
        "Draw the figures of spectra."
    shell:
        "python -m scripts.publish.figures spectra {output.png:q} {params.pdf}"
        " --results {input:q} > {log:q} 2>&1"


rule spectra_notebooks:
    input:
        SPECTRA,
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
        mem_mb=1200,
    params:
        code=notebook_code(spectra, SPECTRA_NOTEBOOKS, SPECTRA),
    message:
        "Execute the notebooks on spectra."
    shell:
        "python -m scripts.publish.notebooks spectra {output.html:q}"
        " --results {input:q} > {log:q} 2>&1"
