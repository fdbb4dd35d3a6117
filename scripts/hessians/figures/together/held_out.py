"""Laws judged on runs they were not fitted to, by data set; by size; the peak at 0 as seen."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from claims.hessians._trained import CLASSICAL, DISTANCES, PERCOLATED, PRODUCTS, by_data, by_spectra
from claims.hessians._trained import gain as gain_of
from claims.hessians.distance_by_size import by_size
from freewidth.plotting import ticks
from freewidth.plotting.style import BAND, DATA, INK, MARKERS, PAGE, PALETTE, RIVAL, style
from freewidth.symmetric.laws import MATRIXLAWS
from freewidth.symmetric.trained.made import parsed
from scripts.hessians.figures._look import GUIDE
from scripts.hessians.results import Hessians

ABOUT = (
    "granziol2020_percolation",
    "granziol2020_products",
    "granziol2020_zero_peak",
    "lanczos_peak",
    "distance_by_size",
)
GROUPS = {"products": (PRODUCTS, PALETTE[0]), "percolated": (PERCOLATED, RIVAL)}
AXES = {"kolmogorov": "Kolmogorov", "wasserstein": "Wasserstein"}
ROOM = 1.2  # between sizes that are written: about the width of a number


@style()
def draw(results: Hessians) -> Figure:
    """Gains of every cell in both distances; below, best distances by size, and peaks at 0."""
    rows = len(by_data(results.cells))
    height = 1.5 + 0.17 * rows
    figure = Figure(figsize=(PAGE, height + 2.6), layout="constrained")
    parts = figure.subfigures(2, 1, squeeze=False, height_ratios=[height, 2.6])
    above, below = parts[:, 0]
    axes = above.subplots(1, len(DISTANCES), sharey=True)
    for ax, distance in zip(axes, DISTANCES, strict=True):
        _gains(ax, results, distance)
    handles, labels = axes[0].get_legend_handles_labels()
    once = dict(zip(labels, handles, strict=True))
    above.legend(once.values(), once.keys(), loc="outside upper center", ncols=len(once))
    left, right = below.subplots(1, 2)
    _sizes(left, results)
    _peaks(right, results)
    return figure


def _gains(ax: Axes, results: Hessians, distance: str) -> None:
    cells = by_spectra(results.held_out)
    order = {data: row for row, data in enumerate(_named(results))}
    activations = sorted({str(key[1]) for key in cells})
    for name, (families, colour) in GROUPS.items():
        tried = {key: found for key, found in cells.items() if set(families) & set(found)}
        for (data, activation, _), trials in tried.items():
            number = activations.index(str(activation))
            label = f"{name}, {activation}"
            ax.plot(
                gain_of(trials, families, distance), order[str(data)], MARKERS[number], ms=3.5,
                mfc=colour if number == 0 else "none", mec=colour, mew=0.8, label=label,
            )  # fmt: skip
    ax.axvline(0, **GUIDE)
    ax.set_yticks(range(len(order)), list(order))
    ax.set_ylim(len(order) - 0.5, -0.5)
    ax.grid(axis="y", color=BAND, alpha=0.3, lw=0.5)
    ax.set_xlabel(f"{AXES[distance]} distance less that of the classical laws")


def _named(results: Hessians) -> list[str]:
    """Names of the data sets: real ones, then those drawn, by their numbers of classes."""

    def key(name: str) -> tuple[str, int, str]:
        kind, classes = parsed(name) or ("", 0)
        return kind, classes, name

    return sorted(by_data(results.cells), key=key)


def _sizes(ax: Axes, results: Hessians) -> None:
    for found, label, colour, marker in (
        (results.series, "trained networks", DATA, "o"),
        (results.sized, "matrices of a law", RIVAL, "s"),
    ):
        sizes = by_size(found)
        for size, values in sizes.items():
            ax.plot([size] * len(values), values, marker, ms=3, color=colour, alpha=0.6)
        ax.plot(list(sizes), [v.mean() for v in sizes.values()], color=colour, lw=1, label=label)
    ax.set_xscale("log")
    ax.set_yscale("log")
    drawn = {*by_size(results.series), *by_size(results.sized)}
    ticks.fixed(ax.xaxis, ticks.apart(drawn, ROOM))
    ticks.logarithmic(ax.yaxis)
    ax.set_xlabel("parameters")
    ax.set_ylabel("distance to the nearest law")
    ax.legend(loc="lower left")


def _peaks(ax: Axes, results: Hessians) -> None:
    groups, names = by_data(results.cells), _named(results)
    for row, runs in enumerate(groups[name] for name in names):
        known = [run.nullity.hessian / run.nullity.parameters for run in runs]
        ax.plot([row] * len(runs), [run.nearest["double"] for run in runs], "o", ms=4, mfc="none",
                mec=INK, mew=0.6, label="Lanczos, 64 bits" if not row else None)  # fmt: skip
        ax.plot([row] * len(runs), [run.nearest["single"] for run in runs], "x", ms=3, color=RIVAL,
                mew=0.8, label="Lanczos, 32 bits" if not row else None)  # fmt: skip
        ax.plot([row] * len(runs), known, "_", ms=5, color=DATA, mew=1.4,
                label="eigenvalues that are 0" if not row else None)  # fmt: skip
    ax.set_xticks(range(len(names)), names, rotation=90, fontsize=7)
    ax.set_ylim(0, None)
    ax.set_ylabel("weight at 0")
    ax.legend(loc="upper right")


def caption(results: Hessians) -> str:
    """What is drawn."""
    cells = len(by_spectra(results.held_out))
    return (
        "Above: held-out distance of the nearest product or percolated law less that of the "
        f"nearest of {' and '.join(MATRIXLAWS[name].label for name in CLASSICAL)}, for {cells} "
        "cells: left of 0 it is better. Known zeros and C - 1 "
        "outliers are taken off beforehand. Below, left: distance to the nearest of all laws, "
        "which are fitted, for the same network in several sizes, and for matrices drawn from one "
        "of the laws (mean: line). Below, right: what two Lanczos probes of a hundred steps show "
        "at 0, and the eigenvalues that are 0."
    )
