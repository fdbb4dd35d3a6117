# Verdicts on spectra from twenty master seeds, at the sizes of the profile; not part of `all`.

SEEDS = range(1, 21)


rule seed:
    input:
        [law.path for law in grids.solved(GRIDS)],
    output:
        "results/stability/{seed}.json",
    log:
        "logs/stability/{seed}.log",
    benchmark:
        "benchmarks/results/stability/{seed}.tsv"
    threads: 1
    resources:
        mem_mb=2000,
    params:
        code=fingerprint("scripts.stability"),
        job=lambda w, output: job(config=config, seed=int(w.seed), path=output[0]),
    message:
        "Judge everything sampled from seed {wildcards.seed}."
    shell:
        '"$FREEWIDTH_PYTHON" -m scripts.stability {params.job:q} > {log} 2>&1'


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
        mem_mb=200,
    params:
        code=fingerprint("scripts.stability"),
        job=lambda w, input, output: job(runs=list(input), path=output[0]),
    message:
        "Count the verdicts."
    shell:
        '"$FREEWIDTH_PYTHON" -m scripts.stability {params.job:q} > {log} 2>&1'
