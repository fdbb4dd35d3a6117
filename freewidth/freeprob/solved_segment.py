"""The solution on one segment: its interpolants, and whether the density is resolved."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import NDArray

from freewidth.freeprob.edge import INTERIOR
from freewidth.freeprob.guesses import Guess
from freewidth.freeprob.logs import lower_log, upper_log
from freewidth.freeprob.newton import TINIEST
from freewidth.freeprob.segment import (
    RESOLVED,
    SIZE,
    Segment,
    nodes,
    remainder,
    to_coefficients,
    varies_little,
)

ROUNDINGS = 2.0  # of log z, at a node and in u
OWN = 1.5e-14  # of y by itself, relative: sums over rules and what their panels leave
STEEP = 20.0  # |y|, and with it its rounding, may vary by this factor where rounding is the limit
LOST = 1e-10  # of B, below its rounding: no relative accuracy is left to keep
NEARLY_LOST = 1e-6  # likewise: where rounding may be the limit although |y| varies
LIGHT = 1e-17  # mass of a segment that need not be resolved: no F and no certificate shows it


@dataclass(frozen=True, eq=False)
class SolvedSegment:
    """The solution on one segment.

    Attributes:
        segment: where.
        density: coefficients of B.
        y, w: at the nodes, shapes (SIZE,) and (SIZE, G).
        edge_argument: arg w at the edge, shape (G,); 0 in the interior.
        good: at which nodes there is a solution.
        rounding: largest rounding of log z at the nodes.
    """

    segment: Segment
    density: NDArray
    y: NDArray
    w: NDArray
    edge_argument: NDArray
    good: NDArray
    rounding: float

    def per_log(self, u: NDArray) -> NDArray:
        """f at u."""
        segment = self.segment
        v = np.maximum(segment.distance(u), TINIEST)
        value = chebyshev.chebval(segment.coordinate(v), self.density)
        return value * np.sqrt(v) ** (2 * segment.type.power)

    def interpolate(self, u: NDArray) -> Guess:
        """(y, w) at u from the interpolants of y and log w."""
        segment = self.segment
        v = np.maximum(segment.distance(u), TINIEST)
        t, root = segment.coordinate(v), np.sqrt(v)
        inner = np.sqrt(segment.nodes[1])
        vander = chebyshev.chebvander(t, SIZE - 1) @ to_coefficients()
        log_w = upper_log(self.w)
        if segment.type == INTERIOR:
            return np.exp(vander @ lower_log(self.y)), np.exp(vander @ log_w)
        if segment.type.in_root:
            return (vander @ (self.y * inner)) / root, np.exp(vander @ log_w)
        power = 2 * segment.type.power
        bent = vander @ (self.y.imag / inner**power)
        y = vander @ self.y.real + 1j * root**power * bent
        bent = vander @ ((log_w.imag - self.edge_argument) / inner[:, None])
        argument = self.edge_argument + root[:, None] * bent
        return y, np.exp(vander @ log_w.real + 1j * argument)


@lru_cache(maxsize=1)
def _derivative() -> NDArray:
    """Matrix from coefficients to derivatives at the nodes, shape (SIZE, SIZE)."""
    return np.stack([chebyshev.chebval(nodes(), chebyshev.chebder(row)) for row in np.eye(SIZE)]).T


def is_resolved(solved: SolvedSegment) -> bool:
    """Whether the last coefficients are what rounding leaves there, and B varies by little."""
    if not solved.good.all():
        return False
    segment, power = solved.segment, solved.segment.type.power
    c, size, v = np.abs(solved.density), np.abs(solved.y), segment.nodes[1]
    noise = _noise(solved, v)
    lost = c.max() * LOST < noise
    size = size * v ** max(0.0, -power)  # of B, where y is infinite at an edge
    # else less where y is less
    steady = c.max() * NEARLY_LOST < noise or size.max() < STEEP * size.min()
    small = remainder(solved.density) <= max(RESOLVED * c.max(), noise * steady)
    light = c.max() * segment.width ** (1 + power) < LIGHT
    return bool(light or (small and (lost or varies_little(solved.density))))


def _noise(solved: SolvedSegment, v: NDArray) -> float:
    """What the rounding of y and of log z leaves in coefficients of B; v are distances of nodes."""
    segment, jitter, derivative = solved.segment, ROUNDINGS * solved.rounding, _derivative()
    real = np.max(np.abs(derivative @ (to_coefficients() @ solved.y.real)))
    noise = OWN * np.abs(solved.y).max() + jitter * 2 * real / segment.width
    noise *= np.max(v**-segment.type.power) / np.pi
    noise += jitter * 2 * np.max(np.abs(derivative @ solved.density)) / segment.width
    if segment.type != INTERIOR:  # of the node next to the edge, half of 2/SIZE
        noise += jitter * np.abs(solved.density).max() / v.min() / SIZE
    return float(noise)
