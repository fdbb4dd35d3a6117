# Small networks trained on real data, and laws of random matrices fitted to their Hessians.

TRAINED = config["trained"]
NETWORKS = hessians.networks(config)
TRAINED_ON = {**NETWORKS, hessians.SWEEP: hessians.sweep(config)}
FAMILIES = hessians.families(config)
CONTROLS = (
    "matrices"  # what the fits to sampled matrices are called, beside those to networks
)
LANCZOS = TRAINED["lanczos"]

# What claims, figures and notebooks about trained networks read.
HESSIANS = [
    *expand("results/hessians/runs/{network}.npz", network=TRAINED_ON),
    "results/hessians/matrices.npz",
    *expand("results/hessians/laws/{family}.npz", family=FAMILIES),
    *expand("results/hessians/trials/{spectra}.npz", spectra=[*NETWORKS, CONTROLS]),
    *expand("results/hessians/lanczos/{name}.npz", name=LANCZOS),
]


rule train:
    output:
        "results/hessians/runs/{network}.npz",
    log:
        "logs/hessians/train-{network}.log",
    benchmark:
        "benchmarks/results/train/{network}.tsv"
    wildcard_constraints:
        network="|".join(TRAINED_ON),
    threads: 1
    resources:
        mem_mb=350,
    params:
        data=lambda w: TRAINED_ON[w.network].data,
        activation=lambda w: TRAINED_ON[w.network].activation,
        hidden=lambda w: hessians.repeated("--hidden", TRAINED_ON[w.network].hidden),
        samples=lambda w: TRAINED_ON[w.network].samples,
        runs=lambda w: TRAINED_ON[w.network].runs,
        epochs=lambda w: TRAINED_ON[w.network].epochs,
        rate=TRAINED["rate"],
        seed=config["seed"],
        code=lambda w: code(
            "scripts.hessians.train",
            f"freewidth.activations.{TRAINED_ON[w.network].activation}",
        ),
    message:
        "Train networks and take their Hessian spectra: {wildcards.network}."
    shell:
        "{PYTHON} -m scripts.hessians.train {output:q} --data {params.data}"
        " --activation {params.activation} {params.hidden} --samples {params.samples}"
        " --runs {params.runs} --epochs {params.epochs} --rate {params.rate}"
        " --seed {params.seed} > {log:q} 2>&1"


rule matrices:
    output:
        "results/hessians/matrices.npz",
    log:
        "logs/hessians/matrices.log",
    benchmark:
        "benchmarks/results/matrices.tsv"
    threads: 1
    resources:
        mem_mb=200,
    params:
        laws=hessians.pairs("--law", TRAINED["controls"]["laws"]),
        size=TRAINED["controls"]["size"],
        number=TRAINED["controls"]["count"],
        seed=config["seed"],
        code=code(
            "scripts.hessians.matrices",
            *(
                f"freewidth.symmetric.matrices.{law}"
                for law in TRAINED["controls"]["laws"]
            ),
        ),
    message:
        "Sample matrices of known law."
    shell:
        "{PYTHON} -m scripts.hessians.matrices {output:q} {params.laws} --size {params.size}"
        " --count {params.number} --seed {params.seed} > {log:q} 2>&1"


rule tables:
    output:
        "results/hessians/laws/{family}.npz",
    log:
        "logs/hessians/tables-{family}.log",
    benchmark:
        "benchmarks/results/tables/{family}.tsv"
    wildcard_constraints:
        family="|".join(FAMILIES),
    threads: 1
    resources:
        mem_mb=250,
    params:
        shapes=lambda w: hessians.lists("--shape", FAMILIES[w.family]),
        # laws of products are those of a linear Gaussian network
        code=lambda w: code(
            "scripts.hessians.tables",
            f"freewidth.symmetric.laws.{w.family}",
            "freewidth.ensembles.gaussian",
            "freewidth.activations.linear",
        ),
    message:
        "Solve the laws of random matrices: {wildcards.family}."
    shell:
        "{PYTHON} -m scripts.hessians.tables {output:q} {wildcards.family} {params.shapes}"
        " > {log:q} 2>&1"


rule trials:
    input:
        spectra=lambda w: (
            "results/hessians/matrices.npz"
            if w.spectra == CONTROLS
            else "results/hessians/runs/{spectra}.npz"
        ),
        laws=expand("results/hessians/laws/{family}.npz", family=FAMILIES),
    output:
        "results/hessians/trials/{spectra}.npz",
    log:
        "logs/hessians/trials-{spectra}.log",
    benchmark:
        "benchmarks/results/trials/{spectra}.tsv"
    wildcard_constraints:
        spectra="|".join([*NETWORKS, CONTROLS]),
    threads: 1
    resources:
        mem_mb=350,
    params:
        removed=TRAINED["removed"],
        matrices=TRAINED["draws"]["matrices"],
        spectra=TRAINED["draws"]["spectra"],
        seed=config["seed"],
        code=code(
            "scripts.hessians.trials",
            *(f"freewidth.symmetric.laws.{family}" for family in FAMILIES),
            *(f"freewidth.symmetric.matrices.{family}" for family in FAMILIES),
        ),
    message:
        "Fit laws of random matrices: {wildcards.spectra}."
    shell:
        "{PYTHON} -m scripts.hessians.trials {output:q} {input.spectra:q} --laws {input.laws:q}"
        " --removed {params.removed} --draws-matrices {params.matrices}"
        " --draws-spectra {params.spectra} --seed {params.seed} > {log:q} 2>&1"


rule lanczos:
    output:
        "results/hessians/lanczos/{name}.npz",
    log:
        "logs/hessians/lanczos-{name}.log",
    benchmark:
        "benchmarks/results/lanczos/{name}.tsv"
    wildcard_constraints:
        name="|".join(LANCZOS),
    threads: 1
    resources:
        mem_mb=500,
    params:
        data=lambda w: LANCZOS[w.name]["case"]["data"],
        activation=lambda w: LANCZOS[w.name]["case"]["activation"],
        hidden=lambda w: LANCZOS[w.name]["case"]["hidden"],
        samples=lambda w: LANCZOS[w.name]["case"]["samples"] or "",
        epochs=lambda w: LANCZOS[w.name]["epochs"],
        exact=lambda w: "--exact" if LANCZOS[w.name]["exact"] else "",
        ways=lambda w: hessians.pairs("--way", LANCZOS[w.name]["ways"]),
        rate=TRAINED["rate"],
        seed=config["seed"],
        code=lambda w: code(
            "scripts.hessians.lanczos",
            f"freewidth.activations.{LANCZOS[w.name]['case']['activation']}",
        ),
    message:
        "Lanczos quadrature of a Hessian: {wildcards.name}."
    shell:
        "{PYTHON} -m scripts.hessians.lanczos {output:q} --data {params.data}"
        " --activation {params.activation} --hidden {params.hidden} --samples {params.samples}"
        " --epochs {params.epochs} {params.exact} {params.ways} --rate {params.rate}"
        " --seed {params.seed} > {log:q} 2>&1"
