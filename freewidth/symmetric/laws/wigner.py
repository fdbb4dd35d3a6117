r"""Wigner's semicircle: density :math:`\sqrt{4-x^2}/2\pi` on [-2, 2], variance one."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from freewidth.symmetric.laws._base import MatrixLaw, Table


def cdf(x: NDArray) -> NDArray:
    x = np.clip(x, -2, 2)
    return 0.5 + x * np.sqrt(4 - x**2) / (4 * np.pi) + np.arcsin(x / 2) / np.pi


def stieltjes(z: ArrayLike) -> NDArray:
    z = np.asarray(z, dtype=complex)
    return (z - np.sqrt(z - 2) * np.sqrt(z + 2)) / 2  # two roots: the cut is [-2, 2] alone


def solve() -> Table:
    """Nodes at equal angles, denser towards the edges."""
    x = -2 * np.cos(np.linspace(0, np.pi, 2001))
    return Table(x, cdf(x))


law = MatrixLaw(
    label="semicircle (Wigner)",
    source="Wigner (1955), Characteristic vectors of bordered matrices with infinite dimensions",
    solve=solve,
    atom=lambda: 0.0,
    stieltjes=stieltjes,
)
