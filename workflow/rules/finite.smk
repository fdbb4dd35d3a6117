# Finite networks beyond their spectra: one experiment a module of scripts/finite.

from scripts.finite import experiments, sheets as finite

EXPERIMENTS = experiments.names()
OWN = experiments.checked(
    config["experiments"]
)  # what a user wants otherwise, by experiment
SETTINGS = {
    name: experiments.settings(name, config["profile"], OWN.get(name, {}))
    for name in EXPERIMENTS
}
FINITE = expand("results/finite/{experiment}.npz", experiment=EXPERIMENTS)
FINITE_FIGURES = finite.figures()
FINITE_NOTEBOOKS = finite.notebooks()
FINITE_CLAIMS = claims("finite")


wildcard_constraints:
    experiment="|".join(EXPERIMENTS),


rule experiment:
    output:
        update("results/finite/{experiment}.npz"),  # what is in it is not drawn again
    log:
        "logs/finite/{experiment}.log",
    benchmark:
        "benchmarks/results/experiment/{experiment}.tsv"
    priority: 1  # one of them is long, or much waits for it
    threads: 1
    resources:
        mem_mb=ASKED.memory("experiment"),
        runtime=ASKED.minutes("experiment"),
    params:
        sizes=config["profile"],
        own=lambda w: experiments.words(OWN.get(w.experiment, {})),
        settings=lambda w: experiments.plain(SETTINGS[w.experiment]),
        seed=config["seed"],
        code=lambda w: [
            f"{case}={code(*modules)}"
            for case, modules in experiments.drawing(
                w.experiment, SETTINGS[w.experiment]
            ).items()
        ],
    message:
        "Sample the experiment {wildcards.experiment}."
    shell:
        "python -m scripts.finite.sample {wildcards.experiment:q} {output:q}"
        " --sizes {params.sizes:q} --set {params.own:q} --seed {params.seed:q} --code {params.code:q}"
        " > {log:q} 2>&1"


rule finite_claims:
    input:
        yours.without("finite", FINITE),
    output:
        findings=FINITE_CLAIMS,
        pictures=[path.replace(".json", ".png") for path in FINITE_CLAIMS],
    log:
        "logs/claims/finite.log",
    benchmark:
        "benchmarks/results/claims/finite.tsv"
    threads: 1
    resources:
        mem_mb=ASKED.memory("finite_claims"),
        runtime=ASKED.minutes("finite_claims"),
    params:
        code=code(
            "scripts.publish.claims",
            "scripts.finite.results",
            *claim_modules("finite"),
        ),
    message:
        "Judge the claims about finite networks."
    shell:
        "python -m scripts.publish.claims finite {output.findings:q}"
        " --results {input:q} > {log:q} 2>&1"


rule finite_figures:
    input:
        FINITE,
    output:
        png=update([picture(sheet) for sheet in FINITE_FIGURES]),
        rest=update(beside(FINITE_FIGURES, "figure", ENDINGS)),
    log:
        "logs/figures/finite.log",
    benchmark:
        "benchmarks/results/figures/finite.tsv"
    threads: 1
    resources:
        mem_mb=ASKED.memory("finite_figures"),
        runtime=ASKED.minutes("finite_figures"),
    params:
        vector="--vector" if config["vector"] else "",
        code=figure_code(finite, FINITE_FIGURES, FINITE),
    message:
        "Draw the figures of experiments."
    shell:
        "python -m scripts.publish.figures finite {output.png:q} {params.vector}"
        " --results {input:q} > {log:q} 2>&1"


rule finite_notebooks:
    input:
        results=FINITE,
        figures=[sheet.figure() for sheet in FINITE_FIGURES],
        captions=beside(FINITE_FIGURES, "figure", ["json"]),
    output:
        html=update([webpage(sheet) for sheet in FINITE_NOTEBOOKS]),
        rest=update(beside(FINITE_NOTEBOOKS, "notebook", ["ipynb", "json"])),
    log:
        "logs/notebooks/finite.log",
    benchmark:
        "benchmarks/results/notebooks/finite.tsv"
    threads: 1
    resources:
        mem_mb=ASKED.memory("finite_notebooks"),
        runtime=ASKED.minutes("finite_notebooks"),
    params:
        code=notebook_code(finite, FINITE_NOTEBOOKS, FINITE),
    message:
        "Execute the notebooks on experiments."
    shell:
        "python -m scripts.publish.notebooks finite {output.html:q}"
        " --results {input.results:q} --figures {input.figures:q} > {log:q} 2>&1"
