r"""Segments of log x on which the density, its singular factor divided out, is a polynomial.

On a segment the mass per unit of u = log x, :math:`f = -\Im m/\pi`, is B(v) in the interior,
:math:`v^{\pm1/2} B(v)` next to a soft (+) or hard (-) edge at distance v in u, and
:math:`B(\sqrt v)/\sqrt v` next to a critical value of the only K, where other branches add a smooth
part. B is interpolated at Chebyshev nodes.
"""

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import NDArray

from freewidth.freeprob.edge import INTERIOR, EdgeType, Side

SIZE = 20  # Chebyshev coefficients per segment
RESOLVED = 3e-14  # last coefficients against the largest: a few units of rounding
LAST = 3  # of these coefficients
SPREAD = 200.0  # B may vary by this factor on a segment: keeps *relative* accuracy
CHECKED = 9  # even points at which B must be positive and vary by no more


@dataclass(frozen=True)
class Segment:
    """An interval (base + left, base + right) of u = log x, next to an edge or in the interior.

    Attributes:
        left, right: ends, as offsets from ``base``.
        type: of the edge at one end, INTERIOR if there is none.
        side: of that edge; distances v are from this end, from the left one in the interior.
        base: a point from which offsets are known to more digits than u.
    """

    left: float
    right: float
    type: EdgeType = INTERIOR
    side: Side = Side.LEFT
    base: float = 0.0

    @property
    def width(self) -> float:
        """Length in u."""
        return self.right - self.left

    def at(self, t: NDArray) -> tuple[NDArray, NDArray]:
        """Offset and distance v from the edge at coordinates t in [-1, 1], t = -1 at the edge."""
        part = (1 + t) / 2
        v = self.width * (part**2 if self.type.in_root else part)
        return (self.right - v, v) if self.side is Side.RIGHT else (self.left + v, v)

    @cached_property
    def nodes(self) -> tuple[NDArray, NDArray]:
        """Offset and distance at the Chebyshev nodes, shape (SIZE,)."""
        return self.at(nodes())

    def distance(self, offset: NDArray) -> NDArray:
        """Distance v from the edge."""
        return self.right - offset if self.side is Side.RIGHT else offset - self.left

    def coordinate(self, v: NDArray) -> NDArray:
        """t at distance v from the edge."""
        part = v / self.width
        return 2 * (np.sqrt(part) if self.type.in_root else part) - 1

    def halves(self) -> tuple["Segment", "Segment"]:
        """The left and the right half; only one is still next to the edge."""
        middle = (self.left + self.right) / 2
        far = replace(self, type=INTERIOR, side=Side.LEFT)
        on_left = self.side is Side.LEFT
        left, right = (self, far) if on_left else (far, self)
        return replace(left, right=middle), replace(right, left=middle)


@lru_cache(maxsize=1)
def nodes() -> NDArray:
    """Chebyshev nodes on [-1, 1], increasing, shape (SIZE,)."""
    return -np.cos(np.pi * (np.arange(SIZE) + 0.5) / SIZE)


@lru_cache(maxsize=1)
def to_coefficients() -> NDArray:
    """Matrix from values at :func:`nodes` to Chebyshev coefficients, shape (SIZE, SIZE)."""
    vander = chebyshev.chebvander(nodes(), SIZE - 1)
    weight = np.full(SIZE, 2.0 / SIZE)
    weight[0] = 1.0 / SIZE
    return weight[:, None] * vander.T


@lru_cache(maxsize=1)
def _to_even_points() -> NDArray:
    """Matrix from coefficients to values at even points, shape (CHECKED, SIZE)."""
    return chebyshev.chebvander(np.linspace(-1, 1, CHECKED), SIZE - 1)


def remainder(density: NDArray) -> float:
    """Size of the last coefficients of B, shape (SIZE,): what interpolation leaves out is less."""
    return float(np.abs(density[-LAST:]).max())


def varies_little(density: NDArray) -> bool:
    """Whether B is positive and varies by no more than SPREAD, so that it is right relatively."""
    values = _to_even_points() @ density
    return bool(values.min() > 0 and values.max() < SPREAD * values.min())
