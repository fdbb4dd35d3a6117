# Trained networks: train, solve the laws to compare with, fit them, and the controls.

TRAINED = config["trained"]
NETWORKS = hessians.cases(config)
FAMILIES = hessians.families(config)
TABLES = hessians.index(config)["tables"]
STUDIES["trained"] = hessians.study(config)
READS["trained"] = hessians.artifacts(config)
ENTRIES["trained"] = [f"freewidth.symmetric.laws.{family}" for family in FAMILIES]


for label, some in hessians.batches(NETWORKS, config):

    rule:
        name:
            f"train_{label}"
        output:
            hessians.runs(some),
        log:
            f"logs/trained/train-{label}.log",
        benchmark:
            f"benchmarks/results/train/{label}.tsv"
        threads: 1
        resources:
            mem_mb=300,
        params:
            code=code(
                "trained",
                *sorted(
                    {f"activations.{NETWORKS[name]['activation']}" for name in some}
                ),
            ),
            job=job(
                cases=dict(zip(hessians.runs(some), map(NETWORKS.get, some))),
                runs=TRAINED["runs"],
                epochs=TRAINED["epochs"],
                rate=TRAINED["rate"],
                seed=config["seed"],
            ),
        message:
            f"Train and take Hessian spectra: {', '.join(some)}."
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
        mem_mb=350,
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
        mem_mb=200,
    params:
        code=code(
            "matrices",
            *(f"symmetric.matrices.{law}" for law in TRAINED["controls"]["laws"]),
        ),
        job=lambda w, output: job(
            **TRAINED["controls"], seed=config["seed"], path=output[0]
        ),
    message:
        "Sample matrices of known law."
    shell:
        '"$FREEWIDTH_PYTHON" -m scripts.matrices {params.job:q} > {log} 2>&1'


for label, some in hessians.batches(FAMILIES, config):

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
            mem_mb=250,
        params:
            code=code("tables", *(f"symmetric.laws.{family}" for family in some)),
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


for label, some in hessians.batches(hessians.tried(config), config):

    rule:
        name:
            f"trials_{label}"
        input:
            sources=hessians.sources(some),
            laws=list(TABLES.values()),
        output:
            hessians.trials(some),
        log:
            f"logs/trained/trials-{label}.log",
        benchmark:
            f"benchmarks/results/trials/{label}.tsv"
        threads: 1
        resources:
            mem_mb=350,
        params:
            code=code(
                "trials",
                *(f"symmetric.laws.{family}" for family in FAMILIES),
                *(f"symmetric.matrices.{family}" for family in FAMILIES),
            ),
            job=job(
                sources=hessians.trial_jobs(some),
                laws=TABLES,
                removed=TRAINED["removed"],
                draws=TRAINED["draws"],
                seed=config["seed"],
            ),
        message:
            f"Fit laws of random matrices: {', '.join(some)}."
        shell:
            '"$FREEWIDTH_PYTHON" -m scripts.trials {params.job:q} > {log} 2>&1'


for label, some in hessians.batches(TRAINED["lanczos"], config):

    rule:
        name:
            f"lanczos_{label}"
        output:
            hessians.lanczos(some),
        log:
            f"logs/trained/lanczos-{label}.log",
        benchmark:
            f"benchmarks/results/lanczos/{label}.tsv"
        threads: 1
        resources:
            mem_mb=500,
        params:
            code=code(
                "lanczos",
                *sorted(
                    f"activations.{TRAINED['lanczos'][name]['case']['activation']}"
                    for name in some
                ),
            ),
            job=job(
                networks=dict(
                    zip(hessians.lanczos(some), map(TRAINED["lanczos"].get, some))
                ),
                rate=TRAINED["rate"],
                seed=config["seed"],
            ),
        message:
            f"Stochastic Lanczos quadrature of Hessians: {', '.join(some)}."
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
