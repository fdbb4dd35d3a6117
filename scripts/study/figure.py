"""The figure of one network of a study: law over spectrum, difference, convergence over widths."""

from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from freewidth.plotting import panels, ticks
from freewidth.plotting.style import DATA, INK, PAGE, RIVAL, style
from scripts._step import run
from scripts.study.pictures import keep
from scripts.study.results import Result

EXACT = 1e-12  # a distance this small is rounding, and has no place on a log axis
BEYOND = 1e6  # times the window of the law: no axis reaches further
TAIL = 0.02  # share of eigenvalues on each side that need not be seen
GAP = 0.1  # inches between panels
ROOM = 1.2  # of the axis of differences over what is drawn
APART = 1.6  # ratio of widths that have ticks


@style()
def draw(found: Result) -> Figure:
    """Three panels in a row."""
    figure = Figure(figsize=(PAGE, 2.5), layout="constrained")
    figure.get_layout_engine().set(w_pad=GAP)  # type: ignore[union-attr, call-arg]
    left, middle, right = figure.subplots(1, 3)
    law, values = found.law, found.widest
    own = not found.net.outside
    low, high = panels.window([law], least=1.0)
    if not own:
        low, high = _wider(values, low, high)
    panels.bars(left, values, law, low, high, beyond=not own)
    panels.density(left, law, low, high)
    left.set_ylabel("density per decade")
    panels.residual(middle, values, law, low, high, DATA)
    reach = ROOM * np.abs(middle.collections[0].get_paths()[0].vertices[:, 1]).max()
    middle.set_ylim(-reach or -1, reach or 1)  # exact spectra differ by nothing
    middle.yaxis.set_major_locator(MaxNLocator(4, symmetric=True))
    middle.set_ylabel("$F_n-F$")
    for ax in (left, middle):
        panels.log_axis(ax, low, high)
        ax.set_xlabel(r"eigenvalue $\lambda$ of $JJ^\top$")
    _convergence(right, found.comparison.kolmogorov, own)
    _legend(figure, found, own)
    return figure


def _wider(values, low, high):
    """The window, as much wider as a sample needs that has another limit, but not without end."""
    seen = np.quantile(values[values > 0], (TAIL, 1 - TAIL))
    return max(min(low, seen[0]), low / BEYOND), min(max(high, seen[1]), high * BEYOND)


def _convergence(ax: Axes, distances: Mapping[int, NDArray], own: bool) -> None:
    """Mean distance of single networks with two standard errors, and a line of slope -1/2."""
    widths = sorted(distances)
    mean = np.array([distances[n].mean() for n in widths])
    error = [2 * distances[n].std(ddof=1) / np.sqrt(len(distances[n])) for n in widths]
    ax.set_xlabel("width $n_0$")
    ax.set_ylabel(r"mean of $\sup_x|F_n-F|$")
    ax.set_xscale("log")
    if mean.max() > EXACT:
        ax.set_yscale("log")
        line = mean[-1] * np.sqrt(widths[-1] / np.array(widths))
        ax.plot(widths, line, ":", color=INK, lw=0.8, zorder=1)
        ax.set_ylim(0.75 * min(*mean, *line), 1.35 * max(*mean, *line))
    look: dict[str, Any] = {"color": DATA if own else RIVAL, "marker": "o", "elinewidth": 0.8}
    ax.errorbar(widths, mean, error, **look)
    ax.margins(x=0.08)
    ticks.fixed(ax.xaxis, ticks.apart(widths, APART))
    if mean.max() > EXACT:
        ticks.logarithmic(ax.yaxis, 5)


def _legend(figure, found, own):
    law = "limit law" if own else "nearest limit law, not its own"
    look = {"lw": 5, "alpha": 0.55, "color": DATA}
    axes = figure.axes[0]
    (count, size), width = found.widest.shape, max(found.spectra)
    sampled = f"{count} networks, $n_0$ = {width}" + (f", $n_L$ = {size}" if size != width else "")
    handles = [
        *axes.plot([], [], label=sampled, **look),
        *axes.plot([], [], color=INK, label=law),
        *axes.plot([], [], ":", color=INK, lw=0.8, label="slope $-1/2$"),
    ]
    figure.legend(handles=handles, loc="outside upper center", ncols=3)


def caption(found: Result) -> str:
    """What is drawn."""
    counts = ", ".join(f"{len(v)} of n_0 = {n}" for n, v in found.spectra.items())
    text = (
        f"Left: eigenvalues of J Jᵀ of the widest networks (bars, per decade; ticks on the axis: "
        f"eigenvalues beyond the edge of the law) and the limit law (line; a stem is an atom). "
        f"Middle: their distribution function less that of the law, the band being two standard "
        f"errors over networks. Right: Kolmogorov distance of single networks to the law, mean and "
        f"two standard errors. Networks: {counts}."
    )
    why = found.net.outside
    return f"{text} {why[0].upper()}{why[1:]}." if why else text


def main(words: Sequence[str]) -> None:
    """Write the PNG and, beside it, a record with the caption."""
    parser = ArgumentParser(prog="python -m scripts.study.figure", description=__doc__)
    parser.add_argument("out", type=Path, help="figures/NAME.png")
    parser.add_argument("--comparison", type=Path, required=True, help="results/compare/NAME.npz")
    given = parser.parse_args(words)
    found = Result.of(given.comparison)
    keep(given.out, draw(found), caption(found))


if __name__ == "__main__":
    run(main)
