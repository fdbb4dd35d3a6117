"""Lanczos with few probes puts far more weight on 0 than the eigenvalues that are 0 have.

A quadrature of m steps has m nodes: what lies nearer to 0 than their spacing counts as one of them,
for trained networks as for any continuous density."""

from collections.abc import Iterator, Sequence
from typing import cast

import numpy as np

from claims._base import Claim, Entry, Source
from claims._papers import GRANZIOL2020
from claims.hessians._trained import TrainedStudy, by_data, entry
from freewidth.stats import Evidence, sign_flip
from freewidth.stats.fits.held_out import HeldOut
from freewidth.symmetric.trained.cell import Run

LARGE = 0.01  # of all eigenvalues, as for the peak itself
ATOM = "wishart"  # controls with an atom and a gap beside it
SMOOTH = "wigner"  # matrices without an atom, and with a density at 0
WHAT = "weight of the Ritz value nearest to 0, less that of the probes in the null space"


def entries(study: TrainedStudy) -> Iterator[Entry]:
    """Trained networks by data set; matrices with a true atom as control."""
    groups = by_data(study.cells)
    if len(groups) > 1:
        values = [float(np.mean([_more(run) for run in runs])) for runs in groups.values()]
        yield entry("all cells", "theorem", [_peak(values)], _seen(study.cells))
        gaps = [
            np.mean([run.nearest["single"] - run.nearest["double"] for run in runs])
            for runs in groups.values()
        ]
        what = "the same weight in single less that in double precision"
        yield entry("precision alone", "empirical", [sign_flip(what, gaps, 0.0, {})])
    if len(smooth := _shown(study.pairs, SMOOTH)) > 1:
        note = "a continuous density has such a peak, too: it is no sign of an atom"
        yield entry(f"sampled {SMOOTH}", "empirical", [_peak(smooth)], note)
    controls = _shown(study.pairs, ATOM)
    if len(controls) > 1:
        note = "matrices with an atom of one half and a gap beside it: shown as it is"
        yield entry(f"sampled {ATOM}", "control", [_peak(controls)], note)


def _more(run: Run) -> float:
    """Weight near 0 that single precision shows, less that of the probes in the null space."""
    return run.nearest["single"] - run.nearest["zeros"]


def _peak(values: Sequence[float]) -> Evidence:
    return sign_flip(WHAT, values, LARGE, {"what there is": 0.0}, "at least")


def _shown(pairs: Sequence[HeldOut], law: str) -> list[float]:
    """The same difference for sampled matrices of a law, each counted once."""
    found: dict[object, float] = {}
    for each in pairs:
        if each.case["law"] == law:
            looks = cast(list[dict[str, float]], each.case["looks"])
            for i, look in enumerate(looks):
                found[each.case["size"], each.case["first"], i] = look["single"] - look["zeros"]
    return list(found.values())


def _seen(runs: Sequence[Run]) -> str:
    shown = [run.nearest["single"] for run in runs]
    return f"weights of {min(shown):.2g} to {max(shown):.2g} shown by {len(runs)} networks"


claim = Claim(
    statement=(
        "Lanczos quadrature with two probes and a hundred steps puts a weight on its node nearest "
        "to 0 that is at least one part in a hundred more than that of the eigenvalues that are 0, "
        "for trained networks of some hundred parameters: a peak at 0 seen so is no atom."
    ),
    formula=r"w_0(\text{Lanczos}) \ge \frac1P \dim\,\ker H + 0.01",
    scope="trained",
    source=Source(
        "ours",
        (GRANZIOL2020,),
        "m steps give m nodes: what lies nearer to 0 than their spacing looks like a peak; that "
        "the paper looks in this way is recalled",
    ),
    hypotheses={
        "97 % training accuracy, no dead unit; 42 cells, see docs/protocol.md": "ours",
        "single precision, full reorthogonalisation, no deflation of outliers": "ours",
        "the eigenvalues that are 0 are those known beforehand": "ours",
    },
    rival="the weight of eigenvalues that are 0",
    entries=entries,
    blind="an inequality, whose bound is ours: no number is predicted",
)
