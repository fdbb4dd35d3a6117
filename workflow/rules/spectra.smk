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


for grid in GRIDS.values():
    for some in plan.chunks(plan.DEPENDENCES, config["batch"]):

        rule:
            name:
                f"sample_{grid.name}_{'_'.join(some)}"
            output:
                spectra=expand(
                    "results/spectra/{grid}/{dependence}/{{ensemble}}.npz",
                    grid=grid.name,
                    dependence=some,
                ),
                samples=update(
                    expand(
                        "results/samples/{grid}/{dependence}/{{ensemble}}/{path}",
                        grid=grid.name,
                        dependence=some,
                        path=list(grid.design.samples()),
                    )
                ),
            log:
                f"logs/sample/{grid.name}-{'-'.join(some)}-{{ensemble}}.log",
            benchmark:
                f"benchmarks/results/sample/{grid.name}-{'-'.join(some)}-{{ensemble}}.tsv"
            threads: 1
            resources:
                mem_mb=600,
            params:
                job=sampling_job(grid, some),
            message:
                f"Sample {{wildcards.ensemble}} networks with {', '.join(some)} D."
            shell:
                '"$FREEWIDTH_PYTHON" -m scripts.sample {params.job:q} > {log} 2>&1'
