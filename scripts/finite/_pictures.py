"""What pictures of experiments share. Loads matplotlib: import it where something is drawn."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import NullLocator, ScalarFormatter
from numpy.typing import NDArray

from freewidth.plotting.style import BAND, DATA, INK, MARKERS, PAGE, PALETTE, RIVAL, looks
from freewidth.plotting.ticks import fixed, logarithmic
from scripts.finite._points import Points

__all__ = [
    "BAND",
    "DATA",
    "INK",
    "MARKERS",
    "PALETTE",
    "RIVAL",
    "Axes",
    "aside",
    "decades",
    "diamond",
    "errorbars",
    "handle",
    "looks",
    "marks",
    "page",
    "powers_of_two",
    "ticks",
]


def page(height: float) -> Figure:
    """An empty figure as wide as a page, ``height`` inches high."""
    return Figure(figsize=(PAGE, height), layout="constrained")


def errorbars(
    ax: Axes, points: Points, color: str, marker: str, size: float = 4, **more: Any
) -> None:
    """Means with two standard errors."""
    x, mean, error = points
    ax.errorbar(x, mean, 2 * error, fmt=marker, color=color, ms=size, lw=0.9, **more)


def diamond(ax: Axes, limit: float, size: float = 4.5) -> None:
    """A predicted limit, at 1/n = 0."""
    ax.plot([0], [limit], "D", color=INK, ms=size, clip_on=False, zorder=4)


def ticks(ax: Axes, values: Iterable[float] | NDArray) -> None:
    """These ticks alone on the horizontal axis, as plain numbers."""
    fixed(ax.xaxis, values)


def handle(
    label: str, color: str, marker: str = "", line: Any = "", width: float | None = None
) -> Line2D:
    """An entry of a legend."""
    look = {"color": color, "marker": marker, "linestyle": line, "linewidth": width}
    return Line2D([], [], **look, label=label)


def marks(ax: Axes, points: Points, look: Mapping[str, Any], **more: Any) -> None:
    """Means with two standard errors, in one of the ``looks``."""
    errorbars(ax, points, look["color"], look["marker"], 3.5, **more)


def aside(count: int) -> NDArray:
    """Where ``count`` points at one place stand, from -1 to 1."""
    return np.linspace(-1, 1, count) if count > 1 else np.zeros(count)


def powers_of_two(ax: Axes) -> None:
    """Powers of two among the data, not beyond, as ticks of the horizontal axis."""
    low, high = ax.dataLim.intervalx * (0.85, 1.15)
    ax.xaxis.set_major_formatter(ScalarFormatter())
    ax.set_xticks([2**i for i in range(20) if low <= 2**i <= high])
    ax.xaxis.set_minor_locator(NullLocator())


def decades(ax: Axes, most: int = 6) -> None:
    """Ticks of a vertical log axis: 1, 2, 5, 10, ... or fewer, as plain numbers where they are."""
    logarithmic(ax.yaxis, most)
