r"""What goes on one pair of axes: a law, a sample, an atom. Everything over a log axis.

Spectra of Jacobian products spread over many decades and their density blows up at 0 like
:math:`x^{-L/(L+1)}`; linear bins there show whatever one wants. Hence distribution functions over
:math:`\log\lambda`, and the density per decade, :math:`\ln 10\;\lambda\,\rho(\lambda)`, which stays
bounded at 0. What lies left of the window counts towards the level where a curve starts.
"""

from math import fsum
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator, ScalarFormatter
from matplotlib.transforms import blended_transform_factory
from numpy.typing import NDArray

from freewidth.compare.distances import SNAP, snap
from freewidth.plotting.style import DATA, INK

NOISE = 1e-30  # relative: eigenvalues are squares of singular values good to about 1e-15
POINT = 1e-9  # relative: spectra less wide are a point
BINS = 36
RESIDUALS = 200  # points at which two distribution functions are compared


def window(laws, tail: float = 0.01, least: float = 10.0) -> tuple[float, float]:
    """Range of eigenvalues that shows all but ``tail`` of each law's mass above 0.

    Its ends differ by a factor of ``least`` or more; where all mass is at one point, by ten.
    """
    lows, highs = zip(*(_reach(law, tail) for law in laws), strict=True)
    low, high = min(lows), max(highs)
    if high == 0:  # all mass is at 0, which no log axis shows
        return 0.1, 10.0
    if low >= high * (1 - POINT):
        low = high / 10
    low = max(min(low, high / least), NOISE * high)
    margin = (high / low) ** 0.05
    return low / margin, high * margin


def _reach(law, tail):
    zero = mass_at_zero(law)
    high = max([right for _, right in law.support] + [position for position, _ in law.atoms])
    return float(law.quantile(zero + tail * (1 - zero))), high


def mass_at_zero(law) -> float:
    """Mass of the law's atom at 0."""
    return float(fsum(mass for position, mass in law.atoms if position == 0))


def grid(law, low: float, high: float, size: int = 400) -> NDArray:
    """Log-spaced points, and both sides of every atom and every edge, so that jumps are drawn."""
    special = [p for p, _ in law.atoms] + [edge for edges in law.support for edge in edges]
    sides = [side * p for p in special if low < p < high for side in (1 - 1e-12, 1, 1 + 1e-12)]
    return np.union1d(np.geomspace(low, high, size), sides)


def per_decade(law, x: NDArray) -> NDArray:
    """Density of log10 of the eigenvalue, atoms left out; nan where it is infinite."""
    values = np.log(10) * x * law.density(x)
    return np.where(np.isfinite(values), values, np.nan)


def distribution(ax: Axes, law, low: float, high: float, **line) -> None:
    """The law's distribution function, with its jumps."""
    x = grid(law, low, high)
    ax.plot(x, law.cdf(x), **{"color": INK, "zorder": 3, **line})


def density(ax: Axes, law, low: float, high: float, **line) -> None:
    """The law's density per decade, and each atom above 0 as a stem with its mass."""
    look = {"color": INK, "zorder": 3, **line}
    x = grid(law, low, high)
    ax.plot(x, per_decade(law, x), **look)
    for position, mass in law.atoms:
        if low < position < high:
            stem(ax, position, mass, look["color"])


def stem(ax: Axes, position: float, mass: float, color: str) -> None:
    """An atom: a stem through the whole panel, since no density is high enough, and its mass."""
    across = blended_transform_factory(ax.transData, ax.transAxes)
    ax.plot([position] * 2, [0, 0.96], transform=across, color=color, lw=0.8, zorder=3)
    ax.plot([position], [0.96], "^", transform=across, color=color, ms=3.5, zorder=3)
    _note(ax, f"atom {mass:.3f}", (position, 0.96), across, (-4, 2), ha="right")


def zero_atom(ax: Axes, law, color: str = INK) -> None:
    """An atom at 0, which a log axis cannot show: a mark at the height where the CDF starts."""
    mass = mass_at_zero(law)
    if mass > 0:
        side = ax.get_yaxis_transform()
        ax.plot([0], [mass], "<", transform=side, color=color, ms=4.5, clip_on=False, zorder=4)
        nearly = 0 < 1 - mass < 5e-4  # rounds to 1
        said = f"1 - {1 - mass:.1e}" if nearly else f"{mass:.3f}"
        _note(ax, f"atom at 0: {said}", (0, mass), side, (5, -3))


def _note(ax, text, place, coordinates, offset, **look):
    """Small print, a few points from a place."""
    units = {"xycoords": coordinates, "textcoords": "offset points"}
    ax.annotate(text, place, offset, **units, fontsize=7, va="top", **look)


def steps(ax: Axes, eigenvalues: NDArray, law, low: float, high: float, **line) -> None:
    """Empirical distribution function of all ``eigenvalues`` pooled, as steps."""
    values = np.sort(snap(eigenvalues, law), axis=None)
    x = grid(law, low, high, 600)
    level = np.searchsorted(values, x, side="right") / values.size
    look = {"color": DATA, "linewidth": 2.8, "drawstyle": "steps-post", "zorder": 2}
    ax.plot(x, level, **{**look, **line})


def residual(ax: Axes, eigenvalues: NDArray, law, low: float, high: float, color: str) -> None:
    """F_n - F of ``eigenvalues``, shape (networks, n), with two standard errors over networks."""
    values, x = snap(eigenvalues, law), grid(law, low, high, RESIDUALS)
    each = np.array([np.searchsorted(np.sort(own), x, side="right") / own.size for own in values])
    gap = each.mean(axis=0) - law.cdf(x)
    error = each.std(axis=0, ddof=1) / np.sqrt(len(each)) if len(each) > 1 else np.zeros_like(x)
    ax.fill_between(x, gap - 2 * error, gap + 2 * error, color=color, alpha=0.3, lw=0, zorder=2)
    ax.plot(x, gap, color=color, zorder=3)
    ax.axhline(0, color=INK, lw=0.8, zorder=1)


def counts(eigenvalues: NDArray, law, low: float, high: float) -> tuple[NDArray, NDArray]:
    """Histogram of log10 of the eigenvalues, per decade: (edges, heights).

    Eigenvalues on an atom of the law are left out, but heights refer to all of them: the area is
    the share that lies in the window and on no atom. What rounding alone moved beyond the right
    edge of the support counts as inside.
    """
    values = snap(eigenvalues, law).ravel()
    free = ~np.isin(values, [position for position, _ in law.atoms])
    top = edge(law, high)
    values = np.where(np.abs(values - top) <= SNAP * top, top * (1 - SNAP), values)
    width = np.log(top / low) / BINS  # a bin ends at the right edge, none straddles it
    edges = top * np.exp(width * np.arange(-BINS, np.log(high / top) / width + 1))
    number, _ = np.histogram(values[free], edges)
    return edges, number / values.size / np.diff(np.log10(edges))


def edge(law, otherwise: float) -> float:
    """Right edge of the law's continuous part; ``otherwise`` if it has none."""
    return float(max([right for _, right in law.support], default=otherwise))


def bars(
    ax: Axes,
    eigenvalues: NDArray,
    law,
    low: float,
    high: float,
    color: str = DATA,
    beyond: bool = False,
) -> None:
    """The histogram of :func:`counts`, filled; the axis has room for it and for the law.

    Bars end with the support of the law, where its mass does: eigenvalues beyond are ticks on the
    axis, or bars as well if ``beyond``, of samples whose limit the law is not.
    """
    edges, heights = counts(eigenvalues, law, low, high)
    top = edge(law, high)
    inside = slice(None) if beyond else slice(np.searchsorted(edges, top * (1 + SNAP)) - 1)
    within = edges[: len(heights[inside]) + 1]
    ax.stairs(heights[inside], within, fill=True, color=color, alpha=0.55, lw=0, zorder=1)
    if not beyond:
        values = snap(eigenvalues, law)
        atoms = [position for position, _ in law.atoms]
        seen = (values > top * (1 + SNAP)) & (values <= high) & ~np.isin(values, atoms)
        shown = np.unique(values[seen])
        if shown.size:
            look: dict[str, Any] = {"marker": "|", "ms": 5, "mew": 0.5, "ls": "none", "zorder": 2}
            ax.plot(shown, np.zeros(shown.size), color=color, clip_on=False, **look)
    headroom(ax, np.append(heights[inside], bulk(law, low, high)))


def headroom(ax: Axes, heights: NDArray) -> None:
    """Scale a density panel by means over bins, not by an integrable peak of the theory."""
    top = np.max(heights, initial=0.0)
    ax.set_ylim(0, 1.35 * top if top > 0 else 1)
    ax.yaxis.set_major_locator(MaxNLocator(3))


def log_axis(ax: Axes, low: float, high: float, ticks: int = 5) -> None:
    """A log axis with few, unmistakable ticks: powers of ten, plain numbers within a decade."""
    ax.set_xscale("log")
    ax.set_xlim(low, high)
    if high < 10 * low:
        ax.xaxis.set_major_locator(MaxNLocator(ticks - 1))
        ax.xaxis.set_major_formatter(ScalarFormatter())
    else:
        ax.xaxis.set_major_locator(LogLocator(numticks=ticks))
    ax.xaxis.set_minor_locator(NullLocator())


def bulk(law, low: float, high: float) -> NDArray:
    """Mean density per decade over each of ``BINS`` bins, atoms left out: what a sample shows."""
    edges = np.geomspace(low, high, BINS + 1)
    mass = np.diff(law.cdf(edges))
    for position, weight in law.atoms:
        mass[(edges[:-1] < position) & (position <= edges[1:])] -= weight
    return mass / np.diff(np.log10(edges))
