"""Distance of one ensemble's spectra from the limit law, against the width."""

from collections.abc import Iterable, Mapping

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, NullLocator
from numpy.typing import NDArray

from freewidth.activations import ACTIVATIONS
from freewidth.compare import Comparison
from freewidth.plotting.style import BAND, PAGE, looks, style
from scripts.spectra import words


def draw(results, ensemble, grid):
    """Every activation and depth."""
    some = results.networks(grid, ensemble)
    return picture({case: c.kolmogorov for case, c in some.items()})


def caption(results, ensemble, grid):
    """Parameters, and what is drawn."""
    return _words(results.networks(grid, ensemble).values())


def _words(comparisons: Iterable[Comparison]) -> str:
    some = list(comparisons)
    return (
        f"{words.ensembles(some)} weights: Kolmogorov distance between the spectrum of one "
        f"network and the {words.law(c.net for c in some)}; mean and two standard errors over "
        f"networks at widths {words.listed(some[0].widths)}. {words.parameters(some)}"
    )


Case = tuple[str, int]


@style()
def picture(distances: Mapping[Case, Mapping[int, NDArray]]) -> Figure:
    r"""Mean over networks with two standard errors, one panel per activation, one look per depth.

    ``distances[activation, depth][width]`` holds one distance per network, shape (R,). The grey
    guides fall like :math:`n^{-1/2}` and :math:`n^{-1}`: the first is what a sampled D allows, the
    second what a fixed one does (linear networks).
    """
    activations = list(dict.fromkeys(activation for activation, _ in distances))
    depths = sorted({depth for _, depth in distances})
    columns = min(len(activations), 4)
    rows = -(-len(activations) // columns)
    figure = Figure(figsize=(PAGE, 0.5 + 1.75 * rows), layout="constrained")
    axes = figure.subplots(rows, columns, squeeze=False, sharex=True, sharey=True)
    for ax, activation in zip(axes.flat, activations, strict=False):
        ax.set_title(ACTIVATIONS[activation].label, loc="left", fontweight="bold")
        for depth, look in zip(depths, looks(len(depths)), strict=True):
            if (activation, depth) in distances:
                _line(ax, distances[activation, depth], f"L = {depth}", look)
        _guides(ax, [by for (name, _), by in distances.items() if name == activation])
        ax.set_xlabel("width n")
    for ax in axes.flat[len(activations) :]:
        ax.set_axis_off()
    for ax in axes[:, 0]:
        ax.set_ylabel(r"$\sup_x|F_n(x)-F(x)|$")
    handles, labels = axes[0, 0].get_legend_handles_labels()  # guides come first; put them last
    handles, labels = handles[2:] + handles[:2], labels[2:] + labels[:2]
    figure.legend(handles, labels, loc="outside upper center", ncols=len(handles))
    return figure


def _line(ax, by_width, label, look):
    widths = sorted(by_width)
    mean = np.array([np.mean(by_width[n]) for n in widths])
    error = [2 * np.std(by_width[n], ddof=1) / np.sqrt(len(by_width[n])) for n in widths]
    seen = mean > 1e-12  # ASSUME: a distance this small is rounding, and has no place on a log axis
    if np.any(seen):
        bars = {"capsize": 1.5, "elinewidth": 0.7, "ms": 3.2, "zorder": 3}
        x, up = np.array(widths)[seen], np.array(error)[seen]
        ax.errorbar(x, mean[seen], up, label=label, **bars, **look)


def _guides(ax, series):
    widths = sorted({n for by_width in series for n in by_width})
    ax.set_xscale("log")
    ax.set_yscale("log")
    ax.xaxis.set_major_locator(FixedLocator(widths))
    ax.xaxis.set_major_formatter(lambda n, _: f"{n:g}")
    ax.xaxis.set_minor_locator(NullLocator())
    top = max(np.mean(by_width[min(by_width)]) for by_width in series)
    x = np.array([widths[0], widths[-1]], dtype=float)
    if top > 0:
        for power, dashes in ((-0.5, "--"), (-1.0, ":")):
            guide = {"color": BAND, "linestyle": dashes, "linewidth": 0.9, "zorder": 1}
            label = r"$\propto n^{-1/2}$" if power == -0.5 else r"$\propto n^{-1}$"
            ax.plot(x, 1.3 * top * (x / x[0]) ** power, label=label, **guide)
