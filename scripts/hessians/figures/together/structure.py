"""The largest eigenvalues, and how many of them stand out."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from freewidth.plotting import ticks
from freewidth.plotting.style import BAND, PAGE, PALETTE, RIVAL, style
from freewidth.stats.fits.distance import clean
from freewidth.stats.fits.local import outliers
from freewidth.symmetric.trained.snapshot import Snapshot
from scripts.hessians.results import Hessians

ABOUT = ("sagun2017_outliers",)
AMONG = 3  # times the number of classes: so many eigenvalues are shown
APART = 0.14  # of a row: where start and end lie above and below its middle
SPREAD = 0.09  # of a row, over which runs are spread
COLOURS = {"start": BAND, "end": PALETTE[0]}


@style()
def draw(results: Hessians) -> Figure:
    """Largest eigenvalues at the start and at the end, and how many of them stand out."""
    shots = results.snapshots
    cases = list(dict.fromkeys(shot.case for shot in shots))
    figure = Figure(figsize=(PAGE, 1.1 + 0.36 * len(cases)), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(1.6, 1), sharey=True)
    for y, case in enumerate(cases):
        own = [shot for shot in shots if shot.case == case]
        ends = {"start": min(own, key=_time), "end": max(own, key=_time)}
        for (when, shot), shift in zip(ends.items(), (-APART, APART), strict=True):
            _largest(left, y + shift, shot, COLOURS[when])
            same = [s for s in own if s.epoch == shot.epoch]
            _outliers(right, y + shift, same, COLOURS[when])
        right.plot(own[0].classes - 1, y, "D", mfc="none", mec=RIVAL, ms=6)
    left.set_xscale("log")
    ticks.logarithmic(left.xaxis)
    left.set_yticks(range(len(cases)), cases)
    left.set_ylim(len(cases) - 0.5, -0.5)
    left.set_xlabel("3 C largest eigenvalues of $H$ over the median modulus")
    right.set_xlabel("number above the widest gap")
    right.xaxis.set_major_locator(MaxNLocator(integer=True))
    marks = [*(("|", c, when) for when, c in COLOURS.items()), ("D", RIVAL, "classes - 1")]
    handles = [Line2D([], [], ls="", marker=m, color=c, mfc="none", label=t) for m, c, t in marks]
    figure.legend(handles=handles, loc="outside upper center", ncols=3)
    return figure


def _time(shot: Snapshot) -> tuple[int, int]:
    return (shot.epoch, -shot.replicate)


def _largest(ax: Axes, y: float, shot: Snapshot, colour: str) -> None:
    top = np.sort(shot.hessian)[::-1][: AMONG * shot.classes]
    values = clean(shot.hessian)
    median = np.median(np.abs(values[values != 0]))
    ax.plot(top / median, np.full(len(top), y), "|", color=colour, ms=6, mew=0.8)


def _outliers(ax: Axes, y: float, shots: Sequence[Snapshot], colour: str) -> None:
    counts = [outliers(shot.hessian, AMONG * shot.classes) for shot in shots]
    ax.plot(counts, y + np.linspace(-SPREAD, SPREAD, len(counts)), "o", color=colour, ms=3)


def caption(results: Hessians) -> str:
    """What is drawn."""
    return (
        "Left: the 3 C largest eigenvalues of the Hessian over the median modulus, at the start "
        "and at the end of training (first run). Right: how many lie above the widest relative "
        "gap among them, by run, and the number of classes less one."
    )
