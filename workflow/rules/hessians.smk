# Small networks trained on real data, and laws of random matrices fitted to their Hessians.

from scripts.hessians import sheets as trained
from workflow import hessians

TRAINED = config["trained"]
NETWORKS = hessians.networks(config)
TRAINED_ON = {**NETWORKS, hessians.SWEEP: hessians.sweep(config)}
FAMILIES = hessians.families(config)
CONTROLS = (
    "matrices"  # what the fits to sampled matrices are called, beside those to networks
)
CELLS = hessians.cells(config)
HELD_OUT = [*CELLS, *hessians.SAMPLED]
LANCZOS = TRAINED["lanczos"]
TABLES = expand("results/hessians/laws/{family}.npz", family=FAMILIES)

# What claims, figures and notebooks about trained networks read.
HESSIANS = [
    *expand("results/hessians/runs/{network}.npz", network=TRAINED_ON),
    "results/hessians/matrices.npz",
    *TABLES,
    *expand("results/hessians/trials/{spectra}.npz", spectra=[*NETWORKS, CONTROLS]),
    *expand("results/hessians/lanczos/{name}.npz", name=LANCZOS),
    *expand("results/hessians/cells/{data}.npz", data=CELLS),
    *expand("results/hessians/held_out/{spectra}.npz", spectra=HELD_OUT),
]

HESSIAN_FIGURES = trained.figures(NETWORKS)
HESSIAN_NOTEBOOKS = trained.notebooks(NETWORKS)
HESSIAN_CLAIMS = claims("hessians")


rule train:
    output:
        "results/hessians/runs/{network}.npz",
    log:
        "logs/hessians/train-{network}.log",
    benchmark:
        "benchmarks/results/train/{network}.tsv"
    wildcard_constraints:
        network="|".join(TRAINED_ON),
    threads: 1
    resources:
        mem_mb=ASKED.memory("train"),
        runtime=ASKED.minutes("train"),
    params:
        data=lambda w: TRAINED_ON[w.network].data,
        activation=lambda w: TRAINED_ON[w.network].activation,
        hidden=lambda w: hessians.repeated("--hidden", TRAINED_ON[w.network].hidden),
        samples=lambda w: TRAINED_ON[w.network].samples,
        runs=lambda w: TRAINED_ON[w.network].runs,
        epochs=lambda w: TRAINED_ON[w.network].epochs,
        rate=TRAINED["rate"],
        seed=config["seed"],
        code=lambda w: code(
            "scripts.hessians.train",
            f"freewidth.activations.{TRAINED_ON[w.network].activation}",
        ),
    message:
        "Train networks and take their Hessian spectra: {wildcards.network}."
    shell:
        "python -m scripts.hessians.train {output:q} --data {params.data:q}"
        " --activation {params.activation:q} {params.hidden} --samples {params.samples:q}"
        " --runs {params.runs:q} --epochs {params.epochs:q} --rate {params.rate:q}"
        " --seed {params.seed:q} --code {params.code:q} > {log:q} 2>&1"


rule matrices:
    output:
        "results/hessians/matrices.npz",
    log:
        "logs/hessians/matrices.log",
    benchmark:
        "benchmarks/results/matrices.tsv"
    threads: 1
    resources:
        mem_mb=ASKED.memory("matrices"),
        runtime=ASKED.minutes("matrices"),
    params:
        laws=hessians.pairs("--law", TRAINED["controls"]["laws"]),
        size=TRAINED["controls"]["size"],
        number=TRAINED["controls"]["count"],
        seed=config["seed"],
        code=code(
            "scripts.hessians.matrices",
            *(
                f"freewidth.symmetric.matrices.{law}"
                for law in TRAINED["controls"]["laws"]
            ),
        ),
    message:
        "Sample matrices of known law."
    shell:
        "python -m scripts.hessians.matrices {output:q} {params.laws} --size {params.size:q}"
        " --count {params.number:q} --seed {params.seed:q} --code {params.code:q} > {log:q} 2>&1"


rule tables:
    output:
        npz=update(TABLES),
        rest=update(records(TABLES)),
    log:
        "logs/hessians/tables.log",
    benchmark:
        "benchmarks/results/tables.tsv"
    priority: 1  # one of them is long, or much waits for it
    threads: 1
    resources:
        mem_mb=ASKED.memory("tables"),
        runtime=ASKED.minutes("tables"),
    params:
        shapes=hessians.shapes(FAMILIES),
        # laws of products are those of a linear Gaussian network
        code=code(
            "scripts.hessians.tables",
            *(f"freewidth.symmetric.laws.{family}" for family in FAMILIES),
            "freewidth.ensembles.gaussian",
            "freewidth.activations.linear",
        ),
    message:
        "Solve the laws of random matrices."
    shell:
        "python -m scripts.hessians.tables {output.npz:q} {params.shapes} > {log:q} 2>&1"


rule trials:
    input:
        spectra=lambda w: (
            "results/hessians/matrices.npz"
            if w.spectra == CONTROLS
            else "results/hessians/runs/{spectra}.npz"
        ),
        laws=TABLES,
    output:
        "results/hessians/trials/{spectra}.npz",
    log:
        "logs/hessians/trials-{spectra}.log",
    benchmark:
        "benchmarks/results/trials/{spectra}.tsv"
    wildcard_constraints:
        spectra="|".join([*NETWORKS, CONTROLS]),
    priority: 1  # one of them is long, or much waits for it
    threads: 1
    resources:
        mem_mb=ASKED.memory("trials"),
        runtime=ASKED.minutes("trials"),
    params:
        removed=TRAINED["removed"],
        matrices=TRAINED["draws"]["matrices"],
        spectra=TRAINED["draws"]["spectra"],
        seed=config["seed"],
        code=code(
            "scripts.hessians.trials",
            *(f"freewidth.symmetric.laws.{family}" for family in FAMILIES),
            *(f"freewidth.symmetric.matrices.{family}" for family in FAMILIES),
        ),
    message:
        "Fit laws of random matrices: {wildcards.spectra}."
    shell:
        "python -m scripts.hessians.trials {output:q} {input.spectra:q} --laws {input.laws:q}"
        " --removed {params.removed:q} --draws-matrices {params.matrices:q}"
        " --draws-spectra {params.spectra:q} --seed {params.seed:q} --code {params.code:q} > {log:q} 2>&1"


rule cells:
    output:
        "results/hessians/cells/{data}.npz",
    log:
        "logs/hessians/cells-{data}.log",
    benchmark:
        "benchmarks/results/cells/{data}.tsv"
    wildcard_constraints:
        data="|".join(CELLS),
    threads: 1
    resources:
        mem_mb=ASKED.memory("cells"),
        runtime=ASKED.minutes("cells"),
    params:
        data=lambda w: CELLS[w.data].data,
        networks=lambda w: CELLS[w.data].words,
        runs=lambda w: CELLS[w.data].runs,
        tries=lambda w: CELLS[w.data].tries,
        epochs=lambda w: CELLS[w.data].epochs,
        rate=TRAINED["rate"],
        seed=config["seed"],
        code=lambda w: code(
            "scripts.hessians.cells",
            *(f"freewidth.activations.{name}" for name in CELLS[w.data].activations),
        ),
    message:
        "Train networks of a cell: {wildcards.data}."
    shell:
        "python -m scripts.hessians.cells {output:q} --data {params.data:q} {params.networks}"
        " --runs {params.runs:q} --tries {params.tries:q} --epochs {params.epochs:q}"
        " --rate {params.rate:q} --seed {params.seed:q} --code {params.code:q} > {log:q} 2>&1"


rule held_out:
    input:
        cells=lambda w: (
            []
            if w.spectra in hessians.SAMPLED
            else "results/hessians/cells/{spectra}.npz"
        ),
        laws=TABLES,
    output:
        "results/hessians/held_out/{spectra}.npz",
    log:
        "logs/hessians/held-out-{spectra}.log",
    benchmark:
        "benchmarks/results/held_out/{spectra}.tsv"
    wildcard_constraints:
        spectra="|".join(HELD_OUT),
    threads: 1
    resources:
        mem_mb=ASKED.memory("held_out"),
        runtime=ASKED.minutes("held_out"),
    params:
        source=lambda w: hessians.held_out_source(config, w.spectra),
        code=code(
            "scripts.hessians.held_out",
            *(f"freewidth.symmetric.laws.{family}" for family in FAMILIES),
            *(f"freewidth.symmetric.matrices.{family}" for family in FAMILIES),
        ),
    message:
        "Judge fitted laws on other spectra: {wildcards.spectra}."
    shell:
        "python -m scripts.hessians.held_out {output:q} {params.source} {input.cells:q}"
        " --laws {input.laws:q} --code {params.code:q} > {log:q} 2>&1"


rule lanczos:
    output:
        "results/hessians/lanczos/{name}.npz",
    log:
        "logs/hessians/lanczos-{name}.log",
    benchmark:
        "benchmarks/results/lanczos/{name}.tsv"
    wildcard_constraints:
        name="|".join(LANCZOS),
    threads: 1
    resources:
        mem_mb=ASKED.memory("lanczos"),
        runtime=ASKED.minutes("lanczos"),
    params:
        data=lambda w: LANCZOS[w.name]["case"]["data"],
        activation=lambda w: LANCZOS[w.name]["case"]["activation"],
        hidden=lambda w: LANCZOS[w.name]["case"]["hidden"],
        samples=lambda w: LANCZOS[w.name]["case"]["samples"] or "",
        epochs=lambda w: LANCZOS[w.name]["epochs"],
        exact=lambda w: "--exact" if LANCZOS[w.name]["exact"] else "",
        ways=lambda w: hessians.pairs("--way", LANCZOS[w.name]["ways"]),
        rate=TRAINED["rate"],
        seed=config["seed"],
        code=lambda w: code(
            "scripts.hessians.lanczos",
            f"freewidth.activations.{LANCZOS[w.name]['case']['activation']}",
        ),
    message:
        "Lanczos quadrature of a Hessian: {wildcards.name}."
    shell:
        "python -m scripts.hessians.lanczos {output:q} --data {params.data:q}"
        " --activation {params.activation:q} --hidden {params.hidden:q} --samples {params.samples}"
        " --epochs {params.epochs:q} {params.exact} {params.ways} --rate {params.rate:q}"
        " --seed {params.seed:q} --code {params.code:q} > {log:q} 2>&1"


rule hessian_claims:
    input:
        HESSIANS,
    output:
        findings=HESSIAN_CLAIMS,
        pictures=[path.replace(".json", ".png") for path in HESSIAN_CLAIMS],
    log:
        "logs/claims/hessians.log",
    benchmark:
        "benchmarks/results/claims/hessians.tsv"
    threads: 1
    resources:
        mem_mb=ASKED.memory("hessian_claims"),
        runtime=ASKED.minutes("hessian_claims"),
    params:
        code=code(
            "scripts.publish.claims",
            "scripts.hessians.results",
            *claim_modules("hessians"),
        ),
    message:
        "Judge the claims about Hessians of trained networks."
    shell:
        "python -m scripts.publish.claims hessians {output.findings:q}"
        " --results {input:q} > {log:q} 2>&1"


rule hessian_figures:
    input:
        HESSIANS,
    output:
        png=update([picture(sheet) for sheet in HESSIAN_FIGURES]),
        rest=update(beside(HESSIAN_FIGURES, "figure", ENDINGS)),
    log:
        "logs/figures/hessians.log",
    benchmark:
        "benchmarks/results/figures/hessians.tsv"
    threads: 1
    resources:
        mem_mb=ASKED.memory("hessian_figures"),
        runtime=ASKED.minutes("hessian_figures"),
    params:
        vector="--vector" if config["vector"] else "",
        code=figure_code(trained, HESSIAN_FIGURES, HESSIANS),
    message:
        "Draw the figures of trained networks."
    shell:
        "python -m scripts.publish.figures hessians {output.png:q} {params.vector}"
        " --results {input:q} > {log:q} 2>&1"


rule hessian_notebooks:
    input:
        results=HESSIANS,
        figures=[sheet.figure() for sheet in HESSIAN_FIGURES],
        captions=beside(HESSIAN_FIGURES, "figure", ["json"]),
    output:
        html=update([webpage(sheet) for sheet in HESSIAN_NOTEBOOKS]),
        rest=update(beside(HESSIAN_NOTEBOOKS, "notebook", ["ipynb", "json"])),
    log:
        "logs/notebooks/hessians.log",
    benchmark:
        "benchmarks/results/notebooks/hessians.tsv"
    threads: 1
    resources:
        mem_mb=ASKED.memory("hessian_notebooks"),
        runtime=ASKED.minutes("hessian_notebooks"),
    params:
        code=notebook_code(trained, HESSIAN_NOTEBOOKS, HESSIANS),
    message:
        "Execute the notebooks on trained networks."
    shell:
        "python -m scripts.publish.notebooks hessians {output.html:q}"
        " --results {input.results:q} --figures {input.figures:q} > {log:q} 2>&1"
