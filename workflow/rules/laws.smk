# Limit laws, comparisons with samples, and what follows for each claim.


def code(script, *entries):
    """What a step does: its script, and the entries of registries that it uses."""
    return fingerprint(
        f"scripts.{script}", *(f"freewidth.{entry}" for entry in entries)
    )


def compared(grid):
    return {
        dependence: [
            f"results/compare/{grid.name}/{dependence}/{ensemble}.npz"
            for d, ensemble in grid.cases()
            if d == dependence
        ]
        for dependence in plan.DEPENDENCES
    }


CLAIMS = {
    name: f"results/claims/{name}.json" for name in plan.entries("freewidth/claims")
}
COMPARED = {grid.name: compared(grid) for grid in GRIDS.values()}


rule theory:
    output:
        "results/theory/{grid}/{activation}.npz",
    log:
        "logs/theory/{grid}-{activation}.log",
    benchmark:
        "benchmarks/results/theory/{grid}-{activation}.tsv"
    threads: 1
    resources:
        mem_mb=500,
    params:
        code=lambda w: code("theory", f"activations.{w.activation}"),
        job=lambda w, output: job(
            activation=w.activation,
            depths=GRIDS[w.grid].design.depths,
            numbers=GRIDS[w.grid].design.numbers,
            path=output[0],
        ),
    message:
        "Solve for the limit laws of {wildcards.activation} networks."
    shell:
        "$FREEWIDTH_PYTHON -m scripts.theory {params.job:q} > {log} 2>&1"


rule compare:
    input:
        spectra="results/spectra/{grid}/{dependence}/{ensemble}.npz",
        theory=lambda w: [
            f"results/theory/{w.grid}/{activation}.npz"
            for activation in GRIDS[w.grid].design.activations
        ],
    output:
        "results/compare/{grid}/{dependence}/{ensemble}.npz",
    log:
        "logs/compare/{grid}-{dependence}-{ensemble}.log",
    benchmark:
        "benchmarks/results/compare/{grid}-{dependence}-{ensemble}.tsv"
    threads: 1
    resources:
        mem_mb=800,
    params:
        code=lambda w: code(
            "compare",
            f"ensembles.{w.ensemble}",
            *(f"activations.{a}" for a in GRIDS[w.grid].design.activations),
        ),
        job=lambda w, input, output: job(
            dependence=w.dependence,
            ensemble=w.ensemble,
            depths=GRIDS[w.grid].design.depths,
            numbers=GRIDS[w.grid].design.numbers,
            spectra=input.spectra,
            theory=dict(zip(GRIDS[w.grid].design.activations, input.theory)),
            path=output[0],
        ),
    message:
        "Compare {wildcards.ensemble}, {wildcards.dependence} D, with the limit law."
    shell:
        "$FREEWIDTH_PYTHON -m scripts.compare {params.job:q} > {log} 2>&1"


rule claims:
    input:
        [
            path
            for by_dependence in COMPARED.values()
            for paths in by_dependence.values()
            for path in paths
        ],
    output:
        list(CLAIMS.values()),
    log:
        "logs/claims.log",
    benchmark:
        "benchmarks/results/claims.tsv"
    threads: 1
    resources:
        mem_mb=500,
    params:
        code=code("claims", *(f"claims.{name}" for name in CLAIMS)),
        job=job(compared=COMPARED, claims=CLAIMS),
    message:
        "Judge the claims."
    shell:
        "$FREEWIDTH_PYTHON -m scripts.claims {params.job:q} > {log} 2>&1"
