"""Spectra by stochastic Lanczos quadrature, over exact ones."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from freewidth.plotting.style import BAND, DATA, INK, PAGE, RIVAL, style
from freewidth.stats.fits.distance import clean
from freewidth.symmetric.trained.lanczos import Quadrature
from scripts.hessians.figures import _signed
from scripts.hessians.lanczos import Estimate
from scripts.hessians.results import Hessians

ABOUT = ("lanczos_peak",)
EXACT = "exact"  # the estimate that has exact eigenvalues beside it
FIRST = 0.02  # share of nodes within the linear part of the axis, where nothing exact says more
ROW = -0.04  # where nodes are drawn, below the distribution function


def draw(results: Hessians) -> Figure:
    """Every way of estimating the spectrum that is known exactly, too."""
    return picture(results.lanczos(EXACT))


@style()
def picture(estimate: Estimate) -> Figure:
    """Distribution functions by quadrature, with two standard errors, over the exact one.

    Ticks below are the raw nodes of the first probe: between two of them nothing is resolved.
    """
    exact, ways = estimate.exact, estimate.ways
    figure = Figure(figsize=(PAGE, 1.9 * len(ways) + 0.3), layout="constrained")
    axes = figure.subplots(len(ways), 1, squeeze=False, sharex=True)[:, 0]
    values = clean(exact) if len(exact) else np.sort(next(iter(ways.values())).nodes.ravel())
    scale = _signed.unit(values) if len(exact) else np.quantile(np.abs(values), FIRST)
    s = _signed.forward(values, scale)
    grid = np.linspace(s.min() - 0.2, s.max() + 0.2, 400)
    for ax, (name, way) in zip(axes, ways.items(), strict=True):
        if len(exact):
            level = np.searchsorted(values, _signed.backward(grid, scale), "right") / len(values)
            ax.plot(grid, level, color=DATA, lw=3, label="exact")
        _quadrature(ax, grid, way, scale)
        probes, steps = way.nodes.shape
        title = f"{name}: {probes} probes, {steps} steps, {len(way.outliers)} deflated"
        ax.set_title(title, loc="left", fontsize=7)
        ax.set_ylim(-0.08, 1.02)
        ax.set_ylabel("$F(\\lambda)$")
        _signed.axis(ax, scale, grid[0], grid[-1])
    axes[0].legend(loc="upper left")
    axes[-1].set_xlabel(r"eigenvalue $\lambda$ (signed log)")
    return figure


def _quadrature(ax: Axes, grid: NDArray, way: Quadrature, scale: float) -> None:
    mean, error = way.cdf(_signed.backward(grid, scale))
    ax.plot(grid, mean, color=INK, label="quadrature")
    ax.fill_between(grid, mean - 2 * error, mean + 2 * error, color=BAND, alpha=0.5, lw=0)
    nodes = _signed.forward(way.nodes[0], scale)
    ax.plot(nodes, np.full(len(nodes), ROW), "|", color=INK, ms=4, mew=0.5)
    out = _signed.forward(way.outliers, scale)
    ax.plot(out, np.full(len(out), ROW), "|", color=RIVAL, ms=6, mew=0.7)


def caption(results: Hessians) -> str:
    """What is drawn."""
    return (
        "Distribution function of a trained Hessian by stochastic Lanczos quadrature (black, with "
        "two standard errors over probes) over the exact one (blue). Ticks: raw nodes of one "
        "probe, and outliers that were found first and projected out (long). Where no tick is, "
        "nothing is resolved, least of all at 0, and the error over probes does not cover that."
    )
