r"""Student's t by the polar method (Bailey 1994), as elementary functions of whole arrays.

For U, V independent and uniform on (0, 1),

.. math:: T = \sqrt{\nu\,(U^{-2/\nu} - 1)}\;\cos 2\pi V, \qquad
    \cos 2\pi V = \frac{1 - t^2}{1 + t^2}, \quad t = \tan\pi(V - \tfrac12)

has Student's law with nu degrees of freedom (up to the sign, which is symmetric), and ``t`` is a
Cauchy variable. Against NumPy's own samplers, which go entry by entry: half of the time (Cauchy: a
quarter) where NumPy has AVX-512, 1.2 times (Cauchy: 0.8) where it has not.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from freewidth.ensembles._weights import Entry

BLOCK = 16_384  # entries at a time: the work space stays in the cache


def student(degrees: int) -> Entry:
    """``entry(rng, shape)`` for T with ``degrees`` of freedom, not standardised."""

    def fill(rng: np.random.Generator, out: NDArray) -> None:
        radius = rng.random(out.size)
        np.subtract(1.0, radius, out=radius)  # in (0, 1]
        np.log(radius, out=radius)
        radius *= -2.0 / degrees
        np.expm1(radius, out=radius)
        radius *= degrees
        np.sqrt(radius, out=radius)
        square = _tangent(rng, out.size)
        square *= square
        np.subtract(1.0, square, out=out)
        square += 1.0
        out /= square
        out *= radius

    return _in_blocks(fill)


def cauchy(rng: np.random.Generator, shape: tuple[int, ...]) -> NDArray:
    """Standard Cauchy entries, by inversion."""
    return _in_blocks(lambda rng, out: np.copyto(out, _tangent(rng, out.size)))(rng, shape)


def _tangent(rng: np.random.Generator, size: int) -> NDArray:
    """tan pi(V - 1/2)."""
    angle = rng.random(size)
    angle -= 0.5
    angle *= np.pi
    return np.tan(angle, out=angle)


def _in_blocks(fill: Callable[[np.random.Generator, NDArray], None]) -> Entry:
    """Entries that ``fill`` draws, a block at a time."""

    def entry(rng: np.random.Generator, shape: tuple[int, ...]) -> NDArray:
        entries = np.empty(shape)
        flat = entries.reshape(-1)
        for start in range(0, flat.size, BLOCK):
            fill(rng, flat[start : start + BLOCK])
        return entries

    return entry
