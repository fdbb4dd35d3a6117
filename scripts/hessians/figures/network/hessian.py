"""One kind of trained network: spectra over fitted laws, zeros, training, layers."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from freewidth.plotting.depths import shades
from freewidth.plotting.style import BAND, DATA, INK, PAGE, style
from freewidth.stats.fits import Trial, bulk, clean
from freewidth.symmetric.laws import MATRIXLAWS, Tables
from freewidth.symmetric.trained.nullity import counted
from freewidth.symmetric.trained.snapshot import MATRICES, Snapshot
from scripts.hessians.figures import _signed
from scripts.hessians.figures._look import line
from scripts.hessians.results import Hessians

ABOUT = (
    "granziol2020_marchenko_pastur",
    "granziol2020_semicircle",
    "granziol2020_zero_peak",
    "trained_null_space",
)
Trials = Mapping[str, Trial]  # family -> trial
Laws = Mapping[str, Tables]  # family -> shape -> table
BINS = 60  # of the bulk
MARGIN = 1.05  # of the axis of the bulk, over what it holds
TAIL = 0.42  # share of that axis, added to its right, for eigenvalues beyond it
SMALLEST_ATOM = 5e-4  # that is listed
ROOM = 1.45  # right of the longest bar, for its number
OVERLAP = 1.0  # height of the highest density of a ridge over the distance of two of them
TINY = 1e-300  # instead of 0 where one divides


@style()
def draw(results: Hessians, network: str) -> Figure:
    """Spectra of both matrices over all fitted laws; zeros; training; layers. The first run."""
    shots, trials = _first(results, network), results.fits(network)
    last = shots[-1]
    figure = Figure(figsize=(PAGE, 8.2), layout="constrained")
    rows = figure.subplots(3, 2, height_ratios=(1, 1, 1.3))
    for row, matrix in zip(rows, MATRICES, strict=False):
        values = clean(getattr(last, matrix))
        found = trials.get(matrix, {})
        _density(row[0], values, found, results.tables)
        _distribution(row[1], values, found, results.tables)
        for ax in row:
            ax.set_title(f"{MATRICES[matrix]}, epoch {last.epoch}", loc="left", fontweight="bold")
        _zeros(row[0], last, matrix, found)
    _ridge(rows[2, 0], {f"epoch {s.epoch}": clean(s.hessian) for s in shots})
    rows[2, 0].set_title("Hessian along training", loc="left", fontweight="bold")
    layers = {f"layer {i + 1}": clean(values) for i, values in enumerate(last.blocks)}
    _ridge(rows[2, 1], {"whole": clean(last.hessian), **layers})
    rows[2, 1].set_title("its diagonal blocks, by layer", loc="left", fontweight="bold")
    handles, labels = rows[0, 1].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=4)
    return figure


def _first(results: Hessians, network: str) -> list[Snapshot]:
    """The snapshots of the first run, in order of time."""
    return [shot for shot in results.runs(network) if shot.replicate == 0]


def _density(ax: Axes, values: NDArray, trials: Trials, laws: Laws) -> None:
    """Density of the bulk on a linear axis, with those of its laws; outliers as ticks below."""
    removed = max([t.outliers for t in trials.values()], default=0) or len(values) // 20
    inside = bulk(values, removed)
    reach = np.abs(inside).max()
    low = min(MARGIN * inside.min(), (1 - MARGIN) * reach)
    edges = np.linspace(low, MARGIN * inside.max(), BINS + 1)
    counts, _ = np.histogram(inside[inside != 0], edges)
    density = counts / len(values) / np.diff(edges)
    ax.stairs(density, edges, fill=True, color=DATA, alpha=0.6, lw=0, zorder=1)
    for family, trial in trials.items():
        curve = trial.fits[0].law(laws[family]).density(edges)
        ax.stairs(np.where(curve > 0, curve, np.nan), edges, baseline=None, **line(family))
    ax.set_yscale("log")
    floor = 0.4 / len(values) / (edges[1] - edges[0])  # less than one eigenvalue in a bin
    ax.set_ylim(floor, 30 * density.max())
    ax.set_xlim(edges[0], edges[-1] * 1.45 - 0.45 * edges[0])
    _outliers(ax, values, edges, 1.5 * floor)
    ax.set_xlabel(r"eigenvalue $\lambda$")
    ax.set_ylabel("density")
    ticks = MaxNLocator(4).tick_values(edges[0], edges[-1])
    ax.set_xticks(ticks[(ticks >= edges[0]) & (ticks <= edges[-1])])  # beyond is not to scale


def _outliers(ax: Axes, values: NDArray, edges: NDArray, height: float) -> None:
    """Eigenvalues outside of ``edges``, on a compressed axis to their right."""
    outside = values[(values > edges[-1]) | (values < edges[0])]
    shown = np.clip(outside, edges[0], None)
    place = edges[-1] + TAIL * (edges[-1] - edges[0]) * shown / max(np.abs(values).max(), TINY)
    ax.plot(place, np.full(len(place), height), "|", color=INK, ms=6, mew=0.6, zorder=3)
    note = f"{len(outside)} outliers, to\n{values.max():.2g}, compressed"
    ax.annotate(note, (1.0, 0.12), xycoords="axes fraction", ha="right", fontsize=7)


def _distribution(ax: Axes, values: NDArray, trials: Trials, laws: Laws) -> None:
    """Distribution function on a signed logarithmic axis: everything, to scale."""
    scale = _signed.unit(values)
    s = _signed.forward(values, scale)
    grid = np.linspace(s.min() - 0.3, s.max() + 0.3, 500)
    x = _signed.backward(np.union1d(grid, [-1e-9, 0, 1e-9]), scale)  # both sides of an atom
    position = _signed.forward(x, scale)
    level = np.searchsorted(values, x, side="right") / len(values)
    ax.plot(position, level, color=DATA, lw=3, zorder=1, label="measured")
    for family, trial in trials.items():
        law = trial.fits[0].law(laws[family])
        ax.plot(position, law.cdf(x), label=MATRIXLAWS[family].label, **line(family))
    _signed.axis(ax, scale, grid[0], grid[-1])
    ax.set_ylim(0, 1)
    ax.set_xlabel(r"eigenvalue $\lambda$ (signed log)")
    ax.set_ylabel("distribution function")


def _zeros(ax: Axes, shot: Snapshot, matrix: str, trials: Trials) -> None:
    """Inset: mass at 0, measured, known beforehand, and in each law that has an atom there."""
    size = shot.nullity.parameters
    bars = {
        "measured": (counted(getattr(shot, matrix)) / size, DATA),
        "trivial": (getattr(shot.nullity, matrix) / size, BAND),
    }
    for family, trial in trials.items():
        fit = trial.fits[0]
        mass = MATRIXLAWS[family].atom(**dict(fit.shape)) if fit.shift == 0 else 0.0
        if mass > SMALLEST_ATOM:
            bars[MATRIXLAWS[family].label] = (mass, line(family)["color"])
    inset = ax.inset_axes((0.58, 0.98 - 0.105 * len(bars), 0.4, 0.1 * len(bars)))
    _bars(inset, dict(reversed(bars.items())))
    inset.tick_params(labelsize=7, length=0, pad=1)
    inset.set_title("mass at 0", fontsize=7, pad=2)
    inset.spines["bottom"].set_visible(False)
    inset.patch.set_alpha(0)


def _bars(ax: Axes, bars: Mapping[str, tuple[float, str]]) -> None:
    """Shares as bars from the bottom up, each with its name, its number and its colour."""
    heights = [height for height, _ in bars.values()]
    rows = range(len(bars))
    ax.barh(rows, heights, color=[colour for _, colour in bars.values()], height=0.7)
    ax.set_yticks(rows, bars)
    for y, height in enumerate(heights):
        ax.annotate(
            f"{height:.1%}", (height, y), xytext=(2, 0), textcoords="offset points",
            va="center", fontsize=7,
        )  # fmt: skip
    ax.set_xlim(0, ROOM * max(*heights, 1e-3))
    ax.set_xticks([])


def _ridge(ax: Axes, spectra: Mapping[str, NDArray]) -> None:
    """Densities along the signed logarithmic axis, one above the other; zeros as a number."""
    scale = min(_signed.unit(values) for values in spectra.values())
    positions = _signed.edges(np.concatenate(list(spectra.values())), scale, 70)
    tones = shades(len(spectra))
    for number, ((name, values), tone) in enumerate(zip(spectra.items(), tones, strict=True)):
        height = _signed.histogram(values, scale, positions)
        height = OVERLAP * height / max(height.max(), TINY)
        base = -float(number)
        ax.stairs(
            base + height, positions, baseline=base, fill=True, color=tone, alpha=0.75,
            lw=0, zorder=number,
        )  # fmt: skip
        ax.stairs(base + height, positions, baseline=None, color=INK, lw=0.5, zorder=number)
        ax.annotate(
            f"{name}\n{(values == 0).mean():.1%} at 0", (0.0, base + 0.05),
            xycoords=("axes fraction", "data"), fontsize=7, va="bottom", zorder=number + 0.5,
        )  # fmt: skip
    _signed.axis(ax, scale, positions[0] - 0.34 * np.ptp(positions), positions[-1])
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ax.set_xlabel(r"eigenvalue $\lambda$ (signed log)")


def caption(results: Hessians, network: str) -> str:
    """Which network, how well trained, and what is drawn."""
    last = _first(results, network)[-1]
    outliers = {m: t.outliers for m, f in results.fits(network).items() for t in f.values()}
    return (
        f"{last.case}, {last.samples} samples, {last.nullity.parameters} parameters, training "
        f"accuracy {last.accuracy:.1%} at epoch {last.epoch}. Blue: exact eigenvalues of the "
        f"Hessian (top) and the Gauss-Newton matrix (middle), with their signs; lines: the member "
        f"of each family of laws that is nearest in Kolmogorov distance, fitted with up to "
        f"{max(outliers.values(), default=0)} outliers removed. Left: density on a linear axis; "
        f"eigenvalues beyond it are ticks. Inset: mass at 0 as measured, as it follows from data "
        f"and activity alone, and in each fitted law whose atom stays at 0. Right: distribution "
        f"function on an axis that is linear near 0 and logarithmic beyond. Bottom: densities "
        f"along the same kind of axis, each scaled to its own maximum, zeros as a number."
    )
