# Finite networks: samples in blocks, which survive every change that does not concern them.


def sampling_code(ensemble, activation):
    entries = (f"freewidth.ensembles.{ensemble}", f"freewidth.activations.{activation}")
    return fingerprint("scripts.sample", *entries)


SPECTRA = [
    f"results/spectra/{grid.name}/{dependence}/{ensemble}.npz"
    for grid in GRIDS.values()
    for dependence, ensemble in grid.cases()
]


for grid in GRIDS.values():

    rule:
        name:
            f"sample_{grid.name}"
        output:
            spectra=f"results/spectra/{grid.name}/{{dependence}}/{{ensemble}}.npz",
            samples=update(
                [
                    f"results/samples/{grid.name}/{{dependence}}/{{ensemble}}/{path}"
                    for path in grid.design.samples()
                ]
            ),
        log:
            f"logs/sample/{grid.name}-{{dependence}}-{{ensemble}}.log",
        benchmark:
            f"benchmarks/results/sample/{grid.name}-{{dependence}}-{{ensemble}}.tsv"
        threads: 1
        resources:
            mem_mb=600,
        params:
            job=lambda w, grid=grid: job(
                grid=grid.name,
                dependence=w.dependence,
                ensemble=w.ensemble,
                design=grid.design.asdict(),
                code={
                    a: sampling_code(w.ensemble, a) for a in grid.design.activations
                },
            ),
        message:
            "Sample {wildcards.ensemble}, {wildcards.dependence} D."
        shell:
            "$FREEWIDTH_PYTHON -m scripts.sample {params.job:q} > {log} 2>&1"
