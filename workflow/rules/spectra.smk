# Finite networks: samples in blocks, which survive every change that does not concern them.

DESIGNS = {name: grid.design.asdict() for name, grid in GRIDS.items()}


def designs(cases):
    """The designs of the grids that cases lie on."""
    return {case.grid.name: DESIGNS[case.grid.name] for case in cases}


def sampling_code(case):
    """What draws a case, by activation."""
    ensemble = f"freewidth.ensembles.{case.ensemble}"
    return {
        a: fingerprint("scripts.sample", ensemble, f"freewidth.activations.{a}")
        for a in case.grid.design.activations
    }


def sampling_job(cases):
    return job(
        cases=[case.names | {"code": sampling_code(case)} for case in cases],
        designs=designs(cases),
    )


def listed(cases):
    """What cases are, for a line in the log."""
    ensembles = ", ".join(sorted({case.ensemble for case in cases}))
    dependences = sorted({c.dependence for c in cases}, key=grids.DEPENDENCES.index)
    return f"{ensembles} networks with {', '.join(dependences)} D"


for label, some in plan.batches(grids.cases(GRIDS), config["batch"]):

    rule:
        name:
            f"sample_{label.replace('-', '_')}"
        output:
            update([path for case in some for path in case.blocks()]),
        log:
            f"logs/sample/{label}.log",
        benchmark:
            f"benchmarks/results/sample/{label}.tsv"
        threads: 1
        resources:
            mem_mb=1000,
        params:
            job=sampling_job(some),
        message:
            f"Sample {listed(some)}."
        shell:
            '"$FREEWIDTH_PYTHON" -m scripts.sample {params.job:q} > {log} 2>&1'

    # Apart from sampling, because then whoever asks for spectra asks for every block: Snakemake
    # looks for no change in a job that has more outputs than before, unless they are asked for.
    rule:
        name:
            f"spectra_{label.replace('-', '_')}"
        input:
            [path for case in some for path in case.blocks()],
        output:
            [case.at("spectra") for case in some],
        log:
            f"logs/spectra/{label}.log",
        benchmark:
            f"benchmarks/results/spectra/{label}.tsv"
        threads: 1
        resources:
            mem_mb=600,
        params:
            code=fingerprint("scripts.spectra"),
            job=job(cases=[case.names for case in some], designs=designs(some)),
        message:
            f"Gather the spectra of {listed(some)}."
        shell:
            '"$FREEWIDTH_PYTHON" -m scripts.spectra {params.job:q} > {log} 2>&1'
