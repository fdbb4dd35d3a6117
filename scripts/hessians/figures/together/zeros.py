"""What the peak at 0 consists of: zeros counted, zeros known beforehand, ratios of dimensions."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter

from freewidth.plotting.style import DATA, MARKERS, PAGE, PALETTE, style
from freewidth.symmetric.trained.nullity import counted
from freewidth.symmetric.trained.snapshot import MATRICES, Snapshot
from scripts.hessians.figures._look import GUIDE
from scripts.hessians.results import Hessians

ABOUT = ("granziol2020_zero_peak", "trained_null_space", "dimension_ratio")
COUNTS = (5, 10, 20, 50, 100, 200, 500, 1000, 2000)


@style()
def draw(results: Hessians) -> Figure:
    """Zeros counted against zeros known beforehand; weight at 0 against a ratio of dimensions."""
    figure = Figure(figsize=(PAGE, 2.9), layout="constrained")
    left, right = figure.subplots(1, 2)
    _counts(left, results.snapshots)
    _weights(right, results.sweep)
    return figure


def _counts(ax: Axes, shots: Sequence[Snapshot]) -> None:
    for number, activation in enumerate(sorted({shot.activation for shot in shots})):
        some = [shot for shot in shots if shot.activation == activation]
        for start, face in ((True, "none"), (False, PALETTE[number])):
            pairs = [
                (s.nullity.hessian, counted(s.hessian)) for s in some if (s.epoch == 0) == start
            ]
            label = f"{activation}, {'at the start' if start else 'later'}"
            ax.plot(
                *np.array(pairs).T.reshape(2, -1), MARKERS[number], ms=3.5, mfc=face,
                mec=PALETTE[number], mew=0.7, label=label,
            )  # fmt: skip
    _diagonal(ax)
    ax.set_xlabel("zeros of the Hessian known beforehand")
    ax.set_ylabel("zeros counted")
    ax.legend(loc="upper left")


def _diagonal(ax: Axes) -> None:
    ax.set_xscale("log")
    ax.set_yscale("log")
    low, high = ax.get_xlim()
    for each in (ax.xaxis, ax.yaxis):
        each.set_minor_formatter(NullFormatter())
        each.set_ticks(COUNTS, [str(count) for count in COUNTS])
    ax.plot([low, high], [low, high], **GUIDE)
    ax.set_xlim(low, high)


def _weights(ax: Axes, sweep: Sequence[Snapshot]) -> None:
    ratio = np.array([s.nullity.rank_bound / s.nullity.parameters for s in sweep])
    for matrix, face in (("gauss_newton", DATA), ("hessian", "none")):
        seen = [counted(getattr(s, matrix)) / s.nullity.parameters for s in sweep]
        ax.plot(ratio, seen, "o", ms=3.8, mfc=face, mec=PALETTE[0], mew=0.7, label=MATRICES[matrix])
    x = np.array([0, max(1.0, ratio.max())])
    ax.plot(x, np.maximum(1 - x, 0), label="one minus the ratio", **GUIDE)
    ax.set_xlabel("ratio of dimensions: rank bound over parameters")
    ax.set_ylabel("weight at 0")
    ax.legend(loc="upper right")


def caption(results: Hessians) -> str:
    """What is drawn."""
    return (
        "Left: eigenvalues of the Hessian that are 0 (below 1e-12 of the largest) against those "
        "known to be from data and activity alone; nothing can lie below the line. ReLU networks "
        "that are sure of nearly all samples lie above it: a tail of tiny eigenvalues reaches down "
        "to rounding there, and the count depends on where one stops. Right: weight "
        "at 0 for networks of many shapes on few samples, against the ratio of dimensions that "
        "bounds the rank of the Gauss-Newton matrix; the Hessian has no such bound."
    )
