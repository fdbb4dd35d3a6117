# Figures and notebooks: one source, many values of its parameter, `batch` of them per process.

FIGURES = plan.sheets("scripts/figures", GRIDS, tuple(NETWORKS))
NOTEBOOKS = plan.sheets("notebooks", GRIDS, tuple(NETWORKS))


def shown(sheet):
    """The ensembles and the activations on a sheet: all that go with the value of its parameter."""
    if sheet.parameter not in plan.GRIDDED:
        return [], []
    grid = GRIDS[sheet.grid]
    if sheet.parameter == "ensemble":
        return [sheet.value], grid.design.activations
    return grid.ensembles, [sheet.value]


def results_for(sheet):
    """What a sheet may read."""
    if sheet.parameter not in plan.GRIDDED:
        return READS.get(sheet.family, [])  # a family of its own computes what it shows
    ensembles, activations = shown(sheet)
    cases = [c for c in GRIDS[sheet.grid].cases() if c.ensemble in ensembles]
    laws = cases[0].laws()
    return [laws[activation] for activation in activations] + [
        case.at(stage) for case in cases for stage in ("spectra", "compare")
    ]


def entries_for(sheet):
    """The registry entries whose names and properties a sheet may show, and how it reads them."""
    if sheet.family not in READS:
        return []
    if sheet.parameter not in plan.GRIDDED:
        return [f"scripts.studies.{sheet.family}", *ENTRIES[sheet.family]]
    ensembles, activations = shown(sheet)
    return [f"freewidth.ensembles.{e}" for e in ensembles] + [
        f"freewidth.activations.{a}" for a in activations
    ]


def needed(sheets):
    return sorted({path for sheet in sheets for path in results_for(sheet)})


def used(sheets):
    return sorted({entry for sheet in sheets for entry in entries_for(sheet)})


def stems(folder, sheets):
    return [f"{folder}/{sheet.stem}" for sheet in sheets]


def flat(sheets):
    return [sheet for some in sheets.values() for sheet in some]


def all_stems(folder, sheets):
    return stems(folder, flat(sheets))


def picture(sheet):
    caption = Path(f"figures/{sheet.stem}.rst").absolute()
    labels = {"figure": sheet.name, sheet.parameter: sheet.value}
    path = f"figures/{sheet.stem}.png"
    flags = {"category": "Figures", "subcategory": sheet.name, "labels": labels}
    return report(path, caption=str(caption), **flags)


def webpage(sheet):
    labels = {"notebook": sheet.name, sheet.parameter: sheet.value}
    path = f"results/notebooks/{sheet.stem}.html"
    flags = {"category": "Notebooks", "subcategory": sheet.name, "labels": labels}
    return report(path, caption="../report/notebook.rst", **flags)


def sources(some):
    return sorted({sheet.name for sheet in some})


def said(some):
    """What is on some sheets, for a line in the log."""
    if len(some) == 1:
        return f"{some[0].name} of {some[0].value}"
    return f"{len(some)} sheets: {', '.join(sources(some))}"


def drawing(sheet):
    return {
        "name": sheet.name,
        "grid": sheet.grid,
        "family": sheet.family,
        "value": sheet.value,
        "ensembles": shown(sheet)[0],
        "stem": f"figures/{sheet.stem}",
    }


for label, some in plan.batches(flat(FIGURES), config["batch"]):

    rule:
        name:
            f"figure_{label.replace('-', '_')}"
        input:
            needed(some),
        output:
            png=[picture(sheet) for sheet in some],
            rest=expand(
                "{stem}.{kind}",
                stem=stems("figures", some),
                kind=plan.beside(config),
            ),
        log:
            f"logs/figures/{label}.log",
        benchmark:
            f"benchmarks/results/figures/{label}.tsv"
        threads: 1
        resources:
            mem_mb=800,
        params:
            code=fingerprint(
                "scripts.figure",
                *(f"scripts.figures.{source}" for source in sources(some)),
                *used(some),
            ),
            job=job(sheets=[drawing(sheet) for sheet in some], vector=config["vector"]),
        message:
            f"Draw {said(some)}."
        shell:
            '"$FREEWIDTH_PYTHON" -m scripts.figure {params.job:q} > {log} 2>&1'


for label, some in plan.batches(flat(NOTEBOOKS), config["batch"]):

    rule:
        name:
            f"notebook_{label.replace('-', '_')}"
        input:
            needed(some),
        output:
            html=[webpage(sheet) for sheet in some],
            rest=expand(
                "{stem}.{kind}",
                stem=stems("results/notebooks", some),
                kind=["ipynb", "json"],
            ),
        log:
            f"logs/notebooks/{label}.log",
        benchmark:
            f"benchmarks/results/notebooks/{label}.tsv"
        threads: 1
        resources:
            mem_mb=1200,
        params:
            code=fingerprint(
                "scripts.notebook",
                *(f"notebooks.{source}" for source in sources(some)),
                *used(some),
            ),
            text=[contents(f"notebooks/{source}.py") for source in sources(some)],
            job=job(
                results="results",
                sets={
                    f"results/notebooks/{s.stem}": {
                        "path": f"notebooks/{s.name}.py",
                        "parameters": s.parameters(shown(s)[0]),
                    }
                    for s in some
                },
            ),
        message:
            f"Execute {said(some)}."
        shell:
            '"$FREEWIDTH_PYTHON" -m scripts.notebook {params.job:q} > {log} 2>&1'
