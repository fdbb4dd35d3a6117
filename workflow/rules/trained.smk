# Trained networks: train, solve the laws to compare with, fit them, and the controls.

TRAINED = config["trained"]
NETWORKS = hessians.cases(config)
FAMILIES = hessians.families(config)
TABLES = hessians.index(config)["tables"]
STUDIES["trained"] = hessians.study(config)


rule train:
    output:
        "results/trained/runs/{network}.npz",
    log:
        "logs/trained/runs-{network}.log",
    benchmark:
        "benchmarks/results/train/{network}.tsv"
    threads: 1
    resources:
        mem_mb=2000,
    params:
        code=lambda w: code(
            "trained", f"activations.{NETWORKS[w.network]['activation']}"
        ),
        job=lambda w, output: job(
            case=NETWORKS[w.network],
            runs=TRAINED["runs"],
            epochs=TRAINED["epochs"],
            rate=TRAINED["rate"],
            seed=config["seed"],
            path=output[0],
        ),
    message:
        "Train {wildcards.network} and take its Hessians' spectra."
    shell:
        '"$FREEWIDTH_PYTHON" -m scripts.trained {params.job:q} > {log} 2>&1'


rule sweep:
    output:
        "results/trained/sweep.npz",
    log:
        "logs/trained/sweep.log",
    benchmark:
        "benchmarks/results/sweep.tsv"
    threads: 1
    resources:
        mem_mb=1500,
    params:
        code=code("sweep", f"activations.{TRAINED['sweep']['activation']}"),
        job=lambda w, output: job(
            cases=hessians.sweep(config),
            epochs=TRAINED["sweep"]["epochs"],
            rate=TRAINED["rate"],
            seed=config["seed"],
            path=output[0],
        ),
    message:
        "Train networks of many shapes on few samples."
    shell:
        '"$FREEWIDTH_PYTHON" -m scripts.sweep {params.job:q} > {log} 2>&1'


rule matrices:
    output:
        "results/trained/sampled.npz",
    log:
        "logs/trained/matrices.log",
    benchmark:
        "benchmarks/results/matrices.tsv"
    threads: 1
    resources:
        mem_mb=1000,
    params:
        code=code(
            "matrices", *(f"matrices.{law}" for law in TRAINED["controls"]["laws"])
        ),
        job=lambda w, output: job(
            **TRAINED["controls"], seed=config["seed"], path=output[0]
        ),
    message:
        "Sample matrices of known law."
    shell:
        '"$FREEWIDTH_PYTHON" -m scripts.matrices {params.job:q} > {log} 2>&1'


for label, some in hessians.batches(config):

    rule:
        name:
            f"tables_{label}"
        output:
            [TABLES[family] for family in some],
        log:
            f"logs/trained/tables-{label}.log",
        benchmark:
            f"benchmarks/results/tables/{label}.tsv"
        threads: 1
        resources:
            mem_mb=800,
        params:
            code=code("tables", *(f"matrixlaws.{family}" for family in some)),
            job=job(
                families={
                    family: {"shapes": FAMILIES[family], "path": TABLES[family]}
                    for family in some
                }
            ),
        message:
            f"Solve the laws of random matrices: {', '.join(some)}."
        shell:
            '"$FREEWIDTH_PYTHON" -m scripts.tables {params.job:q} > {log} 2>&1'


rule trials:
    input:
        source=hessians.source,
        laws=list(TABLES.values()),
    output:
        "results/trained/trials/{tried}.npz",
    log:
        "logs/trained/trials-{tried}.log",
    benchmark:
        "benchmarks/results/trials/{tried}.tsv"
    threads: 1
    resources:
        mem_mb=1500,
    params:
        code=code(
            "trials",
            *(f"matrixlaws.{family}" for family in FAMILIES),
            *(f"matrices.{family}" for family in FAMILIES),
        ),
        job=lambda w, input, output: job(
            source=input.source,
            sampled=w.tried == hessians.SAMPLED,
            laws=TABLES,
            removed=TRAINED["removed"],
            draws=TRAINED["draws"],
            seed=config["seed"],
            path=output[0],
        ),
    message:
        "Fit laws of random matrices to {wildcards.tried}."
    shell:
        '"$FREEWIDTH_PYTHON" -m scripts.trials {params.job:q} > {log} 2>&1'


rule lanczos:
    output:
        "results/trained/lanczos/{way}.npz",
    log:
        "logs/trained/lanczos-{way}.log",
    benchmark:
        "benchmarks/results/lanczos/{way}.tsv"
    threads: 1
    resources:
        mem_mb=3000,
    params:
        code=lambda w: code(
            "lanczos", f"activations.{TRAINED['lanczos'][w.way]['case']['activation']}"
        ),
        job=lambda w, output: job(
            **TRAINED["lanczos"][w.way],
            rate=TRAINED["rate"],
            seed=config["seed"],
            path=output[0],
        ),
    message:
        "Stochastic Lanczos quadrature of a Hessian: {wildcards.way}."
    shell:
        '"$FREEWIDTH_PYTHON" -m scripts.lanczos {params.job:q} > {log} 2>&1'


rule hessian_index:
    output:
        "results/trained/index.json",
    log:
        "logs/trained/index.log",
    benchmark:
        "benchmarks/results/hessian_index.tsv"
    threads: 1
    resources:
        mem_mb=100,
    params:
        code=fingerprint("scripts.index"),
        job=lambda w, output: job(content=hessians.index(config), path=output[0]),
    message:
        "List what there is about trained networks."
    shell:
        '"$FREEWIDTH_PYTHON" -m scripts.index {params.job:q} > {log} 2>&1'
