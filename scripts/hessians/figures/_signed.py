r"""Eigenvalues of both signs over many decades: an axis, densities and distributions along it.

.. math:: s = \mathrm{sign}(\lambda)\,\log_{10}(1 + |\lambda|/\lambda_0)

is linear within :math:`\lambda_0` of 0 and logarithmic beyond.
"""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator
from numpy.typing import ArrayLike, NDArray

ROOM = 0.13  # of the axis: two labels need that much


def unit(values: NDArray) -> float:
    """A scale below which a tenth of the eigenvalues other than 0 lie."""
    size = np.abs(values[values != 0])
    return float(np.quantile(size, 0.1)) if len(size) else 1.0


def forward(values: ArrayLike, scale: float) -> NDArray:
    """Position on the axis."""
    values = np.asarray(values, dtype=float)
    return np.sign(values) * np.log10(1 + np.abs(values) / scale)


def backward(position: ArrayLike, scale: float) -> NDArray:
    """Eigenvalue at a position."""
    position = np.asarray(position, dtype=float)
    return np.sign(position) * scale * (10 ** np.abs(position) - 1)


def edges(values: NDArray, scale: float, bins: int = 60) -> NDArray:
    """Bins of equal width on the axis, 0 in the middle of one, as positions."""
    s = forward(values, scale)
    width = (s.max() - s.min()) / bins or 1.0
    low = np.floor(s.min() / width - 0.5)
    return (np.arange(low, np.ceil(s.max() / width) + 1) + 0.5) * width


def histogram(values: NDArray, scale: float, positions: NDArray) -> NDArray:
    """Density along the axis; zeros are left out but count for the norm."""
    counts, _ = np.histogram(forward(values[values != 0], scale), positions)
    return counts / len(values) / np.diff(positions)


def axis(ax: Axes, scale: float, low: float, high: float) -> None:
    """Ticks at powers of ten of the eigenvalue, few enough to read."""
    reach = np.arange(np.floor(np.log10(scale)) + 1, 20)
    powers = [10.0**k for k in reach if forward(10.0**k, scale) <= max(high, -low)]
    kept = [0.0]
    for tick in sorted([*powers, *(-p for p in powers)], key=abs, reverse=True):
        place = forward(tick, scale)
        apart = np.abs(place - forward(kept, scale)).min() >= ROOM * (high - low)
        if low <= place <= high and apart:
            kept.append(tick)
    kept.sort()
    labels = ["0" if t == 0 else _power(t) for t in kept]
    ax.set_xticks(forward(kept, scale), labels)
    ax.xaxis.set_minor_locator(NullLocator())
    ax.set_xlim(low, high)


def _power(value):
    return f"${'-' if value < 0 else ''}10^{{{np.log10(abs(value)):.0f}}}$"
