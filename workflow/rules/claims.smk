# Verdicts: one process per family of claims, which are those that read the same study.

CLAIMS = {name: f"results/claims/{name}.json" for name in plan.claims()}


for family, names in plan.families().items():

    rule:
        name:
            f"claims_{family}"
        input:
            plan.paths(STUDIES[family]),
        output:
            [CLAIMS[name] for name in names],
        log:
            f"logs/claims/{family}.log",
        benchmark:
            f"benchmarks/results/claims/{family}.tsv"
        threads: 1
        resources:
            mem_mb=600,
        params:
            code=fingerprint(
                "scripts.claims",
                f"scripts.studies.{family}",
                *(plan.claim_modules()[name] for name in names),
            ),
            job=job(
                family=family,
                study=STUDIES[family],
                claims={name: CLAIMS[name] for name in names},
            ),
        message:
            f"Judge the claims about {family} results."
        shell:
            '"$FREEWIDTH_PYTHON" -m scripts.claims {params.job:q} > {log} 2>&1'
