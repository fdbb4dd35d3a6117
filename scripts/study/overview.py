"""The figure of all networks of a study together."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from freewidth.plotting import panels, ticks
from freewidth.plotting.style import PAGE, looks, style
from scripts.study.figure import APART, EXACT
from scripts.study.results import Result

ROW = 0.16  # inches of a line of the legend
COLUMNS = 3
LEVELS = np.linspace(0.04, 0.96, 14)  # of distribution functions, at which samples have markers
TAIL = 0.02  # share of each law that the window may leave out


@style()
def draw(results: Sequence[Result]) -> Figure:
    """Distribution functions on the left, distances over widths on the right."""
    rows = -(-len(results) // COLUMNS)
    figure = Figure(figsize=(PAGE, 3.0 + ROW * rows), layout="constrained")
    if not results:
        return figure
    left, right = figure.subplots(1, 2, width_ratios=(1.35, 1))
    low, high = panels.window([found.law for found in results], TAIL, least=1.0)
    named = dict(zip(results, looks(len(results)), strict=True))
    for found, look in named.items():
        _distribution(left, found, low, high, look)
        _distances(right, found, look)
    panels.log_axis(left, low, high)
    left.set_ylim(0, 1.02)
    left.set_xlabel(r"eigenvalue $\lambda$ of $JJ^\top$")
    left.set_ylabel("distribution function")
    _axes(right, results)
    handles = [left.plot([], [], label=_name(f), **look)[0] for f, look in named.items()]
    figure.legend(handles=handles, loc="outside upper center", ncols=COLUMNS)
    return figure


def _name(found):
    return f"{found.name}*" if found.net.outside else found.name


def _distribution(ax: Axes, found: Result, low: float, high: float, look: dict) -> None:
    """The law as a line, unless it is not its own, and quantiles of the sample as markers."""
    line = {name: look[name] for name in ("color", "linestyle")}
    if not found.net.outside:
        panels.distribution(ax, found.law, low, high, zorder=2, **line)
    at = np.quantile(found.widest, LEVELS)
    seen = (at >= low) & (at <= high)
    ax.plot(at[seen], LEVELS[seen], look["marker"], color=look["color"], ms=3, zorder=3)


def _distances(ax: Axes, found: Result, look: dict) -> None:
    distances = found.comparison.kolmogorov
    widths = sorted(distances)
    mean = [distances[n].mean() for n in widths]
    if max(mean) > EXACT:
        ax.plot(widths, mean, ms=3, lw=0.9, **{k: v for k, v in look.items() if k != "ms"})


def _axes(ax: Axes, results: Sequence[Result]) -> None:
    ax.set_xscale("log")
    ax.set_xlabel("width $n_0$")
    ax.set_ylabel(r"mean of $\sup_x|F_n-F|$")
    if ax.lines:
        ax.set_yscale("log")
        ticks.logarithmic(ax.yaxis, 6)
    widths = {width for found in results for width in found.spectra}
    ticks.fixed(ax.xaxis, ticks.apart(widths, APART))


def caption(results: Sequence[Result]) -> str:
    """What is drawn."""
    text = (
        "All networks. Left: distribution functions of their limit laws (lines) and quantiles of "
        "the sampled eigenvalues of the widest networks (markers). Right: mean Kolmogorov distance "
        "of single networks to the law they are compared with, over the width."
    )
    if any(found.net.outside for found in results):
        text += " *: the law is not that of the network, and is not drawn on the left."
    return text
