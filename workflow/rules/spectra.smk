# Finite networks: samples in blocks, which survive every change that does not concern them.


def sampling_code(ensemble, activation):
    entries = (f"freewidth.ensembles.{ensemble}", f"freewidth.activations.{activation}")
    return fingerprint("scripts.sample", *entries)


def sampling_job(grid, dependences):
    return lambda wildcards: job(
        grid=grid.name,
        dependences=dependences,
        ensemble=wildcards.ensemble,
        design=grid.design.asdict(),
        code={a: sampling_code(wildcards.ensemble, a) for a in grid.design.activations},
    )


def gathering_job(grid, dependences):
    return lambda wildcards: job(
        grid=grid.name,
        dependences=dependences,
        ensemble=wildcards.ensemble,
        design=grid.design.asdict(),
    )


def blocks(grid, dependences):
    return expand(
        "results/samples/{grid}/{dependence}/{{ensemble}}/{path}",
        grid=grid.name,
        dependence=dependences,
        path=list(grid.design.samples()),
    )


for grid in GRIDS.values():
    for some in plan.chunks(plan.DEPENDENCES, config["batch"]):
        label = "-".join([grid.name, *some])

        rule:
            name:
                f"sample_{label.replace('-', '_')}"
            output:
                update(blocks(grid, some)),
            log:
                f"logs/sample/{label}-{{ensemble}}.log",
            benchmark:
                f"benchmarks/results/sample/{label}-{{ensemble}}.tsv"
            threads: 1
            resources:
                mem_mb=600,
            params:
                job=sampling_job(grid, some),
            message:
                f"Sample {{wildcards.ensemble}} networks with {', '.join(some)} D."
            shell:
                '"$FREEWIDTH_PYTHON" -m scripts.sample {params.job:q} > {log} 2>&1'

        # Apart from sampling, because then whoever asks for spectra asks for every block: Snakemake
        # looks for no change in a job that has more outputs than before, unless they are asked for.
        rule:
            name:
                f"spectra_{label.replace('-', '_')}"
            input:
                blocks(grid, some),
            output:
                expand(
                    "results/spectra/{grid}/{dependence}/{{ensemble}}.npz",
                    grid=grid.name,
                    dependence=some,
                ),
            log:
                f"logs/spectra/{label}-{{ensemble}}.log",
            benchmark:
                f"benchmarks/results/spectra/{label}-{{ensemble}}.tsv"
            threads: 1
            resources:
                mem_mb=600,
            params:
                code=fingerprint("scripts.spectra"),
                job=gathering_job(grid, some),
            message:
                f"Gather the spectra of {{wildcards.ensemble}} networks with {', '.join(some)} D."
            shell:
                '"$FREEWIDTH_PYTHON" -m scripts.spectra {params.job:q} > {log} 2>&1'
