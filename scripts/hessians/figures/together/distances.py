"""Distances of all networks to all families of laws, and what chance would leave."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import NullLocator

from freewidth.plotting.style import BAND, PAGE, style
from freewidth.stats.fits.trial import Trial
from freewidth.symmetric.laws import MATRIXLAWS
from freewidth.symmetric.trained.snapshot import MATRICES
from scripts.hessians.figures._look import mark
from scripts.hessians.results import Hessians

ABOUT = ("granziol2020_marchenko_pastur", "granziol2020_semicircle")
Trials = Mapping[str, Mapping[str, Trial]]  # case -> family -> trial
TICKS = (0.003, 0.01, 0.03, 0.1, 0.3)


@style()
def draw(results: Hessians) -> Figure:
    """Held-out distance of every family for every case, one panel per matrix."""
    trials = {matrix: results.trials_on(matrix) for matrix in MATRICES}
    rows = max(len(cases) for cases in trials.values())
    figure = Figure(figsize=(PAGE, 1.2 + 0.27 * rows), layout="constrained")
    axes = figure.subplots(1, len(trials), sharex=True, squeeze=False)[0]
    for ax, (matrix, cases) in zip(axes, trials.items(), strict=True):
        _panel(ax, cases)
        ax.set_yticks(range(len(cases)), cases if ax is axes[0] else [""] * len(cases))
        ax.set_title(MATRICES[matrix], loc="left", fontweight="bold")
    families = dict.fromkeys(
        family for cases in trials.values() for found in cases.values() for family in found
    )
    handles = [
        Line2D([], [], ls="", ms=4, label=MATRIXLAWS[family].label, **mark(family))
        for family in families
    ]
    handles.append(Line2D([], [], ls="", marker="|", color=BAND, label="a matrix of that law"))
    figure.legend(handles=handles, loc="outside upper center", ncols=4)
    return figure


def _panel(ax: Axes, cases: Trials) -> None:
    for y, found in enumerate(cases.values()):
        for family, trial in found.items():
            ax.plot(trial.others.mean(), y, ms=4, ls="", zorder=3, **mark(family))
            if len(trial.null):
                ax.plot(trial.null, np.full(len(trial.null), y), "|", color=BAND, ms=5, mew=0.5)
    ax.set_ylim(len(cases) - 0.5, -0.5)
    ax.grid(axis="y", color=BAND, alpha=0.3, lw=0.5)
    ax.set_xlabel("Kolmogorov distance, held out")
    ax.set_xscale("log")
    ax.set_xticks(TICKS, [f"{t:g}" for t in TICKS])
    ax.xaxis.set_minor_locator(NullLocator())


def caption(results: Hessians) -> str:
    """What is drawn."""
    return (
        "Kolmogorov distance of each family of laws to the networks of a case to which it was not "
        "fitted (mean over pairs of runs). Grey ticks: distances that matrices drawn from the "
        "fitted laws leave, fitted in the same way."
    )
