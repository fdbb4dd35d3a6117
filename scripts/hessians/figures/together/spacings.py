"""Local statistics: ratios of neighbouring spacings."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from freewidth.plotting.style import DATA, INK, PAGE, PALETTE, RIVAL, style
from freewidth.stats.fits.local import GOE, POISSON, spacing_ratios
from scripts.hessians.results import Hessians

ABOUT = ("baskerville2021_local_statistics",)
SCATTER = 0.26  # standard deviation of one ratio, for the orthogonal ensemble


@style()
def draw(results: Hessians) -> Figure:
    """Ratios of networks with hidden layers: their histogram, and their mean for every case."""
    ratios: dict[str, list[NDArray]] = {}
    for shot in results.trained():
        if shot.depth > 1:
            ratios.setdefault(shot.case, []).append(spacing_ratios(shot.hessian))
    figure = Figure(figsize=(PAGE, 2.9), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(1, 1.4))
    _histogram(left, np.concatenate([v for runs in ratios.values() for v in runs]))
    for y, runs in enumerate(ratios.values()):
        _means(right, y, runs)
    right.axvline(GOE, color=INK, lw=0.9)
    right.axvline(POISSON, color=RIVAL, ls="--", lw=0.9)
    right.set_yticks(range(len(ratios)), ratios)
    right.set_ylim(len(ratios) - 0.5, -0.5)
    right.set_xlabel("mean ratio, by run and with two standard errors")
    return figure


def _histogram(ax: Axes, ratios: NDArray) -> None:
    """All ratios over the densities of 3 x 3 orthogonal matrices and of independent points."""
    ax.hist(ratios, 25, range=(0, 1), density=True, color=DATA, alpha=0.6)
    r = np.linspace(0, 1, 200)
    ax.plot(r, 27 / 4 * (r + r**2) / (1 + r + r**2) ** 2.5, color=INK, label="GOE (3 x 3)")
    ax.plot(r, 2 / (1 + r) ** 2, color=RIVAL, ls="--", label="independent")
    ax.set_xlabel("ratio of neighbouring spacings")
    ax.set_ylabel("density")
    ax.legend()


def _means(ax: Axes, y: float, runs: Sequence[NDArray]) -> None:
    own = [values.mean() for values in runs]
    ax.plot(own, np.full(len(own), y), "o", color=DATA, ms=3)
    error = 2 * SCATTER / np.sqrt(sum(map(len, runs)))
    ax.errorbar(np.mean(own), y, xerr=error, fmt="s", color=PALETTE[0], ms=3, capsize=2)


def caption(results: Hessians) -> str:
    """What is drawn."""
    return (
        "Ratios of neighbouring spacings in the bulk of trained Hessians. Left: all of them. "
        "Right: means by run (dots) and by case (squares), against the Gaussian orthogonal "
        "ensemble (line) and independent eigenvalues (dashed)."
    )
