r"""Marchenko-Pastur: :math:`X X^\top/m` for X n x m, ``ratio`` r = m/n, mean one.

.. math:: (z/r)\, G^2 - (z - 1 + 1/r)\,G + 1 = 0, \qquad
    \text{support } [(1-r^{-1/2})^2, (1+r^{-1/2})^2], \quad \text{atom at 0: } \max(0, 1 - r)
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from freewidth.symmetric.laws._base import MatrixLaw, Table

RATIOS = tuple(float(r) for r in np.round(np.geomspace(0.05, 20, 19), 4))


def atom(ratio: float) -> float:
    return max(0.0, 1.0 - ratio)


def edges(ratio: float) -> tuple[float, float]:
    return (1 - ratio**-0.5) ** 2, (1 + ratio**-0.5) ** 2


def stieltjes(z: ArrayLike, ratio: float) -> NDArray:
    z, y = np.asarray(z, dtype=complex), 1 / ratio
    low, high = edges(ratio)
    return (z - 1 + y - np.sqrt(z - low) * np.sqrt(z - high)) / (2 * y * z)


def solve(ratio: float) -> Table:
    """Nodes at the angle t of x = c - 2 r^{-1/2} cos t, in which the density is smooth."""
    low, high = edges(ratio)
    t = np.linspace(0, np.pi, 4001)
    middle = (t[1:] + t[:-1]) / 2
    x = (low + high) / 2 - (high - low) / 2 * np.cos(middle)
    mass = ratio * ((high - low) / 2 * np.sin(middle)) ** 2 / (2 * np.pi * x)
    p = np.concatenate([[0.0], np.cumsum(mass)])
    nodes = (low + high) / 2 - (high - low) / 2 * np.cos(t)
    return Table(nodes, p / p[-1] * (1 - atom(ratio)), atom(ratio))


law = MatrixLaw(
    label="Marchenko-Pastur (Wishart)",
    source="Marchenko and Pastur (1967), Distribution of eigenvalues for some sets of random "
    "matrices",
    solve=solve,
    atom=atom,
    stieltjes=stieltjes,
    shapes={"ratio": RATIOS},
)
