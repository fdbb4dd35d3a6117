# Limit laws, and comparisons with samples.

COMPARED = grids.index(GRIDS)
STUDIES["jacobian"] = {"compared": COMPARED}
READS["jacobian"] = [grids.INDEX, *plan.paths(COMPARED)]
ENTRIES["jacobian"] = sorted(
    {f"freewidth.ensembles.{case.ensemble}" for case in grids.cases(GRIDS)}
    | {f"freewidth.activations.{law.activation}" for law in grids.solved(GRIDS)}
)


for label, some in plan.batches(grids.solved(GRIDS), config["batch"]):

    rule:
        name:
            f"theory_{label.replace('-', '_')}"
        output:
            [law.path for law in some],
        log:
            f"logs/theory/{label}.log",
        benchmark:
            f"benchmarks/results/theory/{label}.tsv"
        threads: 1
        resources:
            mem_mb=500,
        params:
            code=code(
                "theory", *sorted({f"activations.{law.activation}" for law in some})
            ),
            job=job(cases=[law.task for law in some]),
        message:
            f"Solve for the limit laws of {', '.join(sorted({law.activation for law in some}))} networks."
        shell:
            '"$FREEWIDTH_PYTHON" -m scripts.theory {params.job:q} > {log} 2>&1'


for label, some in plan.batches(grids.cases(GRIDS), config["batch"]):

    rule:
        name:
            f"compare_{label.replace('-', '_')}"
        input:
            [case.at("spectra") for case in some],
            sorted({path for case in some for path in case.laws().values()}),
        output:
            [case.at("compare") for case in some],
        log:
            f"logs/compare/{label}.log",
        benchmark:
            f"benchmarks/results/compare/{label}.tsv"
        threads: 1
        resources:
            mem_mb=1000,
        params:
            code=code(
                "compare",
                *sorted({f"ensembles.{case.ensemble}" for case in some}),
                *sorted({f"activations.{a}" for case in some for a in case.laws()}),
            ),
            job=job(cases=[case.task for case in some]),
        message:
            f"Compare {listed(some)} with the limit law."
        shell:
            '"$FREEWIDTH_PYTHON" -m scripts.compare {params.job:q} > {log} 2>&1'


rule comparisons_index:
    output:
        grids.INDEX,
    log:
        "logs/compare/index.log",
    benchmark:
        "benchmarks/results/comparisons_index.tsv"
    threads: 1
    resources:
        mem_mb=100,
    params:
        code=fingerprint("scripts.index"),
        job=lambda w, output: job(content=COMPARED, path=output[0]),
    message:
        "List the comparisons."
    shell:
        '"$FREEWIDTH_PYTHON" -m scripts.index {params.job:q} > {log} 2>&1'
