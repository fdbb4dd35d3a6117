"""One kind of trained network: spectra over fitted laws, zeros, training, layers."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from freewidth.plotting import signed
from freewidth.plotting.style import BAND, DASHES, DATA, INK, PAGE, PALETTE, style
from freewidth.stats.fits.distance import bulk, clean
from freewidth.stats.fits.trial import Trial
from freewidth.symmetric.laws import MATRIXLAWS
from freewidth.symmetric.trained.nullity import counted
from freewidth.symmetric.trained.snapshot import MATRICES, Snapshot

NAMES = {"hessian": "Hessian", "gauss_newton": "Gauss-Newton"}
BROWN = "#8C510A"  # one colour more: there are seven families
Tables = Mapping[str, Mapping]


def look(family: str) -> dict:
    """The same line for a family wherever it appears."""
    number = list(MATRIXLAWS).index(family)
    colours = [BROWN, *(c for c in PALETTE if c != DATA)]
    return {
        "color": colours[number % len(colours)],
        "linestyle": DASHES[number % len(DASHES)],
        "linewidth": 1.1,
    }


@style()
def hessian(
    shots: Sequence[Snapshot], trials: Mapping[str, Mapping[str, Trial]], tables: Tables
) -> Figure:
    """Spectra of both matrices over all fitted laws; zeros; training; layers.

    ``shots`` are the snapshots of one run in order of time; ``trials[matrix][family]`` those of
    its case, of which the first fit is that of this run; ``tables[family]`` the solved laws.
    """
    last = shots[-1]
    figure = Figure(figsize=(PAGE, 7.6), layout="constrained")
    rows = figure.subplots(3, 2, height_ratios=(1, 1, 1.25))
    for row, matrix in zip(rows, MATRICES, strict=False):
        values = clean(getattr(last, matrix))
        found = trials.get(matrix, {})
        _bulk(row[0], values, found, tables)
        _distribution(row[1], values, found, tables)
        for ax in row:
            ax.set_title(f"{NAMES[matrix]}, epoch {last.epoch}", loc="left", fontweight="bold")
        _zeros(row[0], last, matrix, found)
    ridge(rows[2, 0], {f"epoch {s.epoch}": clean(s.hessian) for s in shots})
    rows[2, 0].set_title("Hessian along training", loc="left", fontweight="bold")
    layers = {f"layer {i + 1}": clean(values) for i, values in enumerate(last.blocks)}
    ridge(rows[2, 1], {"whole": clean(last.hessian), **layers})
    rows[2, 1].set_title("its diagonal blocks, by layer", loc="left", fontweight="bold")
    handles, labels = rows[0, 1].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=4)
    return figure


def _bulk(ax: Axes, values: NDArray, trials: Mapping[str, Trial], tables: Tables) -> None:
    """Log-density on a linear axis, the largest eigenvalues as ticks below."""
    removed = max([t.outliers for t in trials.values()], default=0) or len(values) // 20
    inside = bulk(values, removed)
    reach = np.abs(inside).max()
    low = min(1.05 * inside.min(), -0.05 * reach)
    edges = np.linspace(low, 1.05 * inside.max(), 61)
    counts, _ = np.histogram(inside[inside != 0], edges)
    density = counts / len(values) / np.diff(edges)
    ax.stairs(density, edges, fill=True, color=DATA, alpha=0.6, lw=0, zorder=1)
    for family, trial in trials.items():
        law = trial.fits[0].law(tables[family])
        curve = law.density(edges)
        ax.stairs(np.where(curve > 0, curve, np.nan), edges, baseline=None, **look(family))
    ax.set_yscale("log")
    floor = 0.4 / len(values) / (edges[1] - edges[0])
    ax.set_ylim(floor, 30 * density.max())
    ax.set_xlim(edges[0], edges[-1] * 1.45 - 0.45 * edges[0])
    outside = values[(values > edges[-1]) | (values < edges[0])]
    shown = np.clip(outside, edges[0], None)
    place = edges[-1] + 0.42 * (edges[-1] - edges[0]) * shown / max(np.abs(values).max(), 1e-300)
    ax.plot(place, np.full(len(place), 1.5 * floor), "|", color=INK, ms=6, mew=0.6, zorder=3)
    note = f"{len(outside)} outliers, to {values.max():.2g}\n(scale compressed)"
    ax.annotate(note, (0.99, 0.1), xycoords="axes fraction", ha="right", fontsize=6)
    ax.set_xlabel(r"eigenvalue $\lambda$")
    ax.set_ylabel("density")
    ax.xaxis.set_major_locator(MaxNLocator(4))


def _distribution(ax: Axes, values: NDArray, trials: Mapping[str, Trial], tables: Tables) -> None:
    """Distribution function on a signed logarithmic axis: everything, to scale."""
    scale = signed.unit(values)
    s = signed.forward(values, scale)
    grid = np.linspace(s.min() - 0.3, s.max() + 0.3, 500)
    x = signed.backward(np.union1d(grid, [-1e-9, 0, 1e-9]), scale)
    position = signed.forward(x, scale)
    level = np.searchsorted(values, x, side="right") / len(values)
    ax.plot(position, level, color=DATA, lw=3, zorder=1, label="measured")
    for family, trial in trials.items():
        law = trial.fits[0].law(tables[family])
        ax.plot(position, law.cdf(x), label=MATRIXLAWS[family].label, **look(family))
    signed.axis(ax, scale, grid[0], grid[-1])
    ax.set_ylim(0, 1)
    ax.set_xlabel(r"eigenvalue $\lambda$ (signed log)")
    ax.set_ylabel("distribution function")


def _zeros(ax: Axes, shot: Snapshot, matrix: str, trials: Mapping[str, Trial]) -> None:
    """Inset: mass at 0, measured, known beforehand, and in each law that has an atom."""
    size = shot.nullity.parameters
    bars = {
        "measured": (counted(getattr(shot, matrix)) / size, DATA),
        "trivial": (getattr(shot.nullity, matrix) / size, BAND),
    }
    for family, trial in trials.items():
        fit = trial.fits[0]
        mass = MATRIXLAWS[family].atom(**dict(fit.shape)) if fit.shift == 0 else 0.0
        if mass > 5e-4:
            bars[MATRIXLAWS[family].label] = (mass, look(family)["color"])
    inset = ax.inset_axes((0.56, 0.56, 0.43, 0.42))
    names = list(bars)[::-1]
    heights = [bars[name][0] for name in names]
    rows = range(len(names))
    inset.barh(rows, heights, color=[bars[name][1] for name in names], height=0.7)
    inset.set_yticks(rows, names)
    for y, height in enumerate(heights):
        inset.annotate(
            f"{height:.1%}", (height, y), xytext=(2, 0), textcoords="offset points",
            va="center", fontsize=5.5,
        )  # fmt: skip
    inset.set_xlim(0, 1.45 * max(max(heights), 1e-3))
    inset.set_xticks([])
    inset.tick_params(labelsize=5.5, length=0)
    inset.set_title("mass at 0", fontsize=6, pad=2)
    inset.patch.set_alpha(0.85)


def ridge(ax: Axes, spectra: Mapping[str, NDArray]) -> None:
    """Densities along the signed logarithmic axis, one above the other; zeros as a number."""
    scale = min(signed.unit(values) for values in spectra.values())
    everything = np.concatenate(list(spectra.values()))
    positions = signed.edges(everything, scale, 70)
    step = 1.0
    for number, (name, values) in enumerate(spectra.items()):
        height = signed.histogram(values, scale, positions)
        height = 1.6 * step * height / max(height.max(), 1e-300)
        base = -step * number
        ax.stairs(
            base + height, positions, baseline=base, fill=True, color=DATA, alpha=0.75,
            lw=0, zorder=number,
        )  # fmt: skip
        ax.stairs(base + height, positions, baseline=None, color=INK, lw=0.5, zorder=number)
        zeros = (values == 0).mean()
        text = f"{name}\n{zeros:.1%} at 0"
        ax.annotate(
            text, (0.01, base + 0.12), xycoords=("axes fraction", "data"), fontsize=6,
            zorder=number + 0.5,
        )  # fmt: skip
    signed.axis(ax, scale, positions[0] - 0.25 * np.ptp(positions), positions[-1])
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ax.set_xlabel(r"eigenvalue $\lambda$ (signed log)")
