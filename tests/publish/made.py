"""A report from findings that are made up: one on every claim that there is, or on those given."""

from matplotlib.figure import Figure

from claims import CLAIMS, STUDIES
from freewidth import plotting
from scripts.publish import report
from scripts.sheets import Sheet
from tests.plotted import finding

PNG = plotting.png(Figure(figsize=(1, 1)))
RUN = {"profile": "quick", "seed": 1, "facts": [("seed", 1)], "grids": [], "config": "{}",
       "versions": [("numpy", "2")]}  # fmt: skip


def page(findings=(), expected=None, figures=(), notebooks=(), places=None, **rest):
    """The page; ``expected`` are names of claims, ``places`` their studies."""
    names = [f["name"] for f in findings] if expected is None else expected
    places = places or dict.fromkeys([*(f["name"] for f in findings), *names], "spectra")
    given = {"run": RUN, "assumptions": [], "timing": [], "root": ".."} | rest
    return report.render(report.view(findings, places, figures, notebooks, **given))


def sheet(name="limit_law", value="gaussian", axis="ensemble", study="spectra"):
    return Sheet(study, axis, name, value)


def picture(*names, **places):
    return {"sheet": sheet(*names, **places), "caption": "What it shows.", "png": PNG,
            "href": "../figures/spectra/a.png", "pdf": "../figures/spectra/a.pdf",
            "notebook": "notebooks/spectra/a.html"}  # fmt: skip


def book(**verdict):
    checked = {"what": "a distance", "observed": 0.5, "expected": "below 1", "holds": True}
    name = "spectra/limit_law-gaussian"
    return {"name": name, "href": f"notebooks/{name}.html", "verdict": checked | verdict,
            "claims": set()}  # fmt: skip


def whole(step=1):
    """The page on every claim of the repository, or each ``step``-th, as each should come out.

    The first is refuted, the second inconclusive.
    """
    every = [(study, name) for study, claims in STUDIES.items() for name in claims]
    places = {name: study for study, name in every[::step]}
    findings = [
        finding(
            name=name,
            statement=claim.statement,
            formula=claim.formula,
            scope=claim.scope,
            source=claim.source.data(),
            hypotheses=dict(claim.hypotheses),
            rival=claim.rival,
            should=claim.should,
            verdict=claim.should,
        )
        for name, claim in ((name, CLAIMS[name]) for name in places)
    ]
    findings[0] |= {"verdict": "refuted", "reasons": ["gaussian tanh L=3: m_2 is 9 off"]}
    findings[1] |= {"verdict": "inconclusive", "reasons": ["not excluded: haar"]}
    return page(findings, places=places, figures=[picture()], notebooks=[book()])
