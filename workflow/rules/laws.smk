# Limit laws, and comparisons with samples.

COMPARED = {grid.name: compared(grid) for grid in GRIDS.values()}
STUDIES["jacobian"] = {"compared": COMPARED}


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
        '"$FREEWIDTH_PYTHON" -m scripts.theory {params.job:q} > {log} 2>&1'


for some in plan.chunks(plan.DEPENDENCES, config["batch"]):

    rule:
        name:
            f"compare_{'_'.join(some)}"
        input:
            spectra=expand(
                "results/spectra/{{grid}}/{dependence}/{{ensemble}}.npz",
                dependence=some,
            ),
            theory=lambda w: theory_of(w).values(),
        output:
            expand(
                "results/compare/{{grid}}/{dependence}/{{ensemble}}.npz",
                dependence=some,
            ),
        log:
            f"logs/compare/{{grid}}-{'-'.join(some)}-{{ensemble}}.log",
        benchmark:
            f"benchmarks/results/compare/{{grid}}-{'-'.join(some)}-{{ensemble}}.tsv"
        threads: 1
        resources:
            mem_mb=800,
        params:
            code=lambda w: code(
                "compare",
                f"ensembles.{w.ensemble}",
                *(f"activations.{a}" for a in theory_of(w)),
            ),
            job=comparing_job(some),
        message:
            f"Compare {{wildcards.ensemble}} networks with {', '.join(some)} D with the limit law."
        shell:
            '"$FREEWIDTH_PYTHON" -m scripts.compare {params.job:q} > {log} 2>&1'
