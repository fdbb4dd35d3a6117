"""Lanczos with few probes shows a peak at 0 that exact spectra do not have."""

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
    controls = _atoms(study.pairs)
    if len(controls) > 1:
        note = "matrices with an atom of one half and a gap beside it: shown as it is"
        yield entry(f"sampled {ATOM}", "control", [_peak(controls)], note)


def _more(run: Run) -> float:
    """Weight near 0 that single precision shows, less that of the probes in the null space."""
    return run.nearest["single"] - run.nearest["zeros"]


def _peak(values: Sequence[float]) -> Evidence:
    return sign_flip(WHAT, values, LARGE, {"what there is": 0.0}, "at least")


def _atoms(pairs: Sequence[HeldOut]) -> list[float]:
    """The same difference for sampled matrices, each counted once."""
    found: dict[object, float] = {}
    for each in pairs:
        if each.case["law"] == ATOM:
            looks = cast(list[dict[str, float]], each.case["looks"])
            for i, look in enumerate(looks):
                found[each.case["size"], each.case["first"], i] = look["single"] - look["zeros"]
    return list(found.values())


def _seen(runs: Sequence[Run]) -> str:
    shown = [run.nearest["single"] for run in runs]
    return f"weights of {min(shown):.2g} to {max(shown):.2g} shown by {len(runs)} networks"


claim = Claim(
    statement=(
        "Lanczos quadrature with two probes and a hundred steps in single precision shows, for "
        "trained networks of some hundred parameters, a peak at 0 that holds at least one part in "
        "a hundred more than the eigenvalues that are 0."
    ),
    source=Source(
        "ours",
        (GRANZIOL2020,),
        "m steps give m nodes: what lies nearer to 0 than their spacing looks like a peak; that "
        "the paper looks in this way is recalled",
    ),
    hypotheses={
        "97 % training accuracy, no dead unit; 42 cells, see docs/protocol.md": "ours",
        "full reorthogonalisation, no deflation of outliers": "ours",
    },
    rival="the weight of eigenvalues that are 0",
    entries=entries,
    blind="an inequality, whose bound is ours: no number is predicted",
)
