# From verdicts to readers: captions, the report, the list of checksums, and the only step that fails.

FIGURE_STEMS = all_stems("figures", FIGURES)
NOTEBOOK_STEMS = all_stems("results/notebooks", NOTEBOOKS)


rule captions:
    input:
        texts=expand("{stem}.txt", stem=FIGURE_STEMS),
        claims=list(CLAIMS.values()),
    output:
        expand("{stem}.rst", stem=FIGURE_STEMS),
    log:
        "logs/captions.log",
    benchmark:
        "benchmarks/results/captions.tsv"
    threads: 1
    resources:
        mem_mb=400,
    params:
        code=fingerprint("scripts.captions"),
        job=job(
            claims=list(CLAIMS.values()),
            sheets=[
                {"name": s.name, "stem": f"figures/{s.stem}"}
                for some in FIGURES.values()
                for s in some
            ],
        ),
    message:
        "Caption the figures with their verdicts."
    shell:
        '"$FREEWIDTH_PYTHON" -m scripts.captions {params.job:q} > {log} 2>&1'


rule report:
    input:
        claims=list(CLAIMS.values()),
        figures=expand("{stem}.{kind}", stem=FIGURE_STEMS, kind=["png", "txt"]),
        notebooks=expand("{stem}.json", stem=NOTEBOOK_STEMS),
        pages=expand("{stem}.html", stem=NOTEBOOK_STEMS),
    output:
        report("results/report.html", category="Report", caption="../report/report.rst"),
    log:
        "logs/report.log",
    benchmark:
        "benchmarks/results/report.tsv"
    threads: 1
    resources:
        mem_mb=800,
    params:
        code=fingerprint("scripts.report"),
        template=contents("workflow/templates/*"),
        job=job(
            claims=list(CLAIMS),
            figures=[Path(stem).name for stem in FIGURE_STEMS],
            notebooks=[Path(stem).name for stem in NOTEBOOK_STEMS],
            config=config,
            profile=config["profile"],
            cores=os.cpu_count(),
        ),
    message:
        "Write the report."
    shell:
        '"$FREEWIDTH_PYTHON" -m scripts.report {params.job:q} > {log} 2>&1'


rule manifest:
    input:
        plan.artifacts(config),
    output:
        "results/manifest.sha256",
    log:
        "logs/manifest.log",
    benchmark:
        "benchmarks/results/manifest.tsv"
    threads: 1
    resources:
        mem_mb=200,
    params:
        code=fingerprint("scripts.manifest"),
        job=lambda w, output: job(config=config, path=output[0]),
    message:
        "List the checksums of everything."
    shell:
        '"$FREEWIDTH_PYTHON" -m scripts.manifest {params.job:q} > {log} 2>&1'


rule verify:
    input:
        claims=list(CLAIMS.values()),
        notebooks=expand("{stem}.json", stem=NOTEBOOK_STEMS),
        evidence=["results/report.html", "results/manifest.sha256"],
    output:
        "results/verdicts.txt",
    log:
        "logs/verify.log",
    benchmark:
        "benchmarks/results/verify.tsv"
    threads: 1
    resources:
        mem_mb=200,
    params:
        code=fingerprint("scripts.verify"),
        job=lambda w, input, output: job(
            claims=list(input.claims), notebooks=list(input.notebooks), path=output[0]
        ),
    message:
        "Check that what should hold does."
    shell:
        '"$FREEWIDTH_PYTHON" -m scripts.verify {params.job:q} > {log} 2>&1'


# Not part of `all`: it rewrites two committed files from the results at hand.
rule readme:
    input:
        claims=list(CLAIMS.values()),
        image="figures/cases-tanh.png",
    log:
        "logs/readme.log",
    benchmark:
        "benchmarks/results/readme.tsv"
    threads: 1
    resources:
        mem_mb=300,
    params:
        code=fingerprint("scripts.readme"),
        job=lambda w, input: job(
            claims=list(input.claims),
            config=config,
            readme="README.md",
            images={input.image: "docs/images/cases-tanh.png"},
        ),
    message:
        "Put the verdicts into README.md."
    shell:
        '"$FREEWIDTH_PYTHON" -m scripts.readme {params.job:q} > {log} 2>&1'
