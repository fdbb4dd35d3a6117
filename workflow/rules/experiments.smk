# Experiments on finite networks beyond their spectra: gluings, outputs, tangent kernels, dilution.

STUDIES["experiments"] = {"paths": plan.paths(experiments.index(config))}
STUDIES["planar"] = {"compared": COMPARED}
READS["experiments"] = experiments.artifacts(config)
ENTRIES["experiments"] = sorted(
    {e for name in config["experiments"] for e in experiments.entries(config, name)}
)


for label, some in experiments.processes(config).items():
    names = sorted({case.experiment for case in some})

    rule:
        name:
            f"experiment_{label.replace('-', '_')}"
        output:
            [case.path for case in some],
        log:
            f"logs/experiments/{label}.log",
        benchmark:
            f"benchmarks/results/experiments/{label}.tsv"
        threads: 1
        resources:
            mem_mb=1000,
        params:
            code=fingerprint(
                "scripts.experiment",
                *(f"scripts.finite.{name}" for name in names),
                *sorted({e for n in names for e in experiments.entries(config, n)}),
            ),
            job=job(
                cases=[[case.experiment, case.name, case.path] for case in some],
                settings={name: experiments.settings(config, name) for name in names},
                seed=config["seed"],
            ),
        message:
            f"Experiments on {', '.join(names)}: {', '.join(c.name for c in some)}."
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
