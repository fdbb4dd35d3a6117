# Experiments on finite networks beyond their spectra: gluings, outputs, tangent kernels, dilution.

STUDIES["experiments"] = {"paths": plan.paths(experiments.index(config))}
STUDIES["planar"] = {"compared": COMPARED}
READS["experiments"] = experiments.artifacts(config)
ENTRIES["experiments"] = sorted(
    {e for name in config["experiments"] for e in experiments.entries(config, name)}
)


for name, every in experiments.cases(config).items():
    for number, some in enumerate(plan.chunks(every, config["batch"])):

        rule:
            name:
                f"experiment_{name}_{number}"
            output:
                [experiments.path(name, case) for case in some],
            log:
                f"logs/experiments/{name}-{number}.log",
            benchmark:
                f"benchmarks/results/experiments/{name}-{number}.tsv"
            threads: 1
            resources:
                mem_mb=1000,
            params:
                code=fingerprint(
                    "scripts.experiment",
                    f"scripts.experiments.{name}",
                    *experiments.entries(config, name),
                ),
                job=job(
                    experiment=name,
                    cases={case: experiments.path(name, case) for case in some},
                    settings=experiments.settings(config, name),
                    seed=config["seed"],
                ),
            message:
                f"Experiment on {name}: {', '.join(some)}."
            shell:
                '"$FREEWIDTH_PYTHON" -m scripts.experiment {params.job:q} > {log} 2>&1'


rule experiments_index:
    output:
        experiments.INDEX,
    log:
        "logs/experiments/index.log",
    benchmark:
        "benchmarks/results/experiments_index.tsv"
    threads: 1
    resources:
        mem_mb=100,
    params:
        code=fingerprint("scripts.index"),
        job=lambda w, output: job(content=experiments.index(config), path=output[0]),
    message:
        "List the cases of the experiments."
    shell:
        '"$FREEWIDTH_PYTHON" -m scripts.index {params.job:q} > {log} 2>&1'
