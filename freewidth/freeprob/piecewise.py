r"""The density as a piecewise Chebyshev interpolant, with exact integrals.

On each :class:`.Segment` it is a factor times B, and B is stored by its Chebyshev coefficients. So
is its exact integral C: :math:`\int v^p B\,dv = v^{p+1} C(v)` needs :math:`(p+1) C + v C' = B`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import NDArray

from freewidth.freeprob.edge import HARD, SOFT, TYPES, EdgeType, Side
from freewidth.freeprob.segment import SIZE, Segment

BLOCK = 8192  # points at once: their temporaries stay in the cache
BELOW_ROUNDING = 1e-18  # coefficients against the largest that no sum shows
GAUSS = 24  # Gauss points per segment: exact for B times polynomials of degree 28


@dataclass(frozen=True, eq=False, repr=False)
class PiecewiseChebyshev:
    """P adjacent or separate segments, increasing in u.

    Attributes:
        left, right: shape (P,), ends in u.
        power: shape (P,), exponent of the distance v from the edge in the factor of B.
        in_root: shape (P,), whether B is a polynomial in the square root of v.
        edge_right: shape (P,), whether that edge is the right end.
        density: shape (P, SIZE), coefficients of B on [-1, 1], from the edge on.
        integral: shape (P, SIZE + 1), coefficients of C, or of the mass from the edge on.
        below: shape (P,), F at the left end, atoms left out.
        mass: shape (P,).
    """

    left: NDArray
    right: NDArray
    power: NDArray
    in_root: NDArray
    edge_right: NDArray
    density: NDArray
    integral: NDArray
    below: NDArray
    mass: NDArray

    def __repr__(self) -> str:
        ends = f" of log x in [{self.left[0]:.4g}, {self.right[-1]:.4g}]" if self.left.size else ""
        return f"PiecewiseChebyshev({self.left.size} segments{ends})"

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """The segments."""
        types = map(EdgeType, self.power.tolist(), self.in_root.tolist())
        sides = (Side.RIGHT if right else Side.LEFT for right in self.edge_right.tolist())
        ends = self.left.tolist(), self.right.tolist()
        return tuple(Segment(*row) for row in zip(*ends, types, sides, strict=True))

    def edges(self, side: Side) -> NDArray:
        """Which segments have an edge of the continuous part at that end, shape (P,)."""
        return (self.power != 0) & (self.edge_right == (side is Side.RIGHT))

    def per_log(self, u: NDArray) -> NDArray:
        """f, the mass per unit of u; 0 off the segments, infinite at hard edges."""
        return self._each(u, self._density_on, 0.0, np.zeros(self.left.size))

    def cumulative(self, u: NDArray) -> NDArray:
        """F at u; off the segments, the value at the right end of the segment on the left."""
        first = float(self.below[0]) if self.below.size else 0.0
        return self._each(u, self._mass_on, first, self.below + self.mass)

    def _each(
        self,
        u: NDArray,
        on: Callable[[int, NDArray], NDArray],
        before: float,
        beyond: NDArray,
    ) -> NDArray:
        """Values on(i, u) for u of shape (N,), ``before`` the first segment, beyond[i] behind i."""
        out = np.zeros(u.shape)
        if not self.left.size:
            return out
        at = np.searchsorted(self.left, u, side="right") - 1
        order = None
        if np.any(at[1:] < at[:-1]):
            order = np.argsort(at.astype(np.int16), kind="stable")
            u, at = u[order], at[order]
        starts = np.searchsorted(at, np.arange(self.left.size + 1))
        out[: starts[0]] = before
        for i, (start, stop) in enumerate(pairwise(starts)):
            for k in range(start, stop, BLOCK):
                part = slice(k, min(k + BLOCK, stop))
                inside = u[part] <= self.right[i]
                out[part] = np.where(inside, on(i, np.minimum(u[part], self.right[i])), beyond[i])
        if order is None:
            return out
        back = np.empty_like(out)
        back[order] = out
        return back

    def _at(self, i, u):
        """Coordinate in [-1, 1] and distance v from the edge on segment i."""
        v = self.segments[i].distance(u)
        return np.clip(self.segments[i].coordinate(v), -1, 1), v

    def _density_on(self, i, u):
        t, v = self._at(i, u)
        value = _clenshaw(self.density[i], t)
        power = self.segments[i].type.power
        if power:
            with np.errstate(divide="ignore", invalid="ignore"):
                value = value * np.sqrt(v) if power > 0 else value / np.sqrt(v)
        return np.maximum(value, 0.0)

    def _mass_on(self, i, u):
        t, v = self._at(i, u)
        value = _clenshaw(self.integral[i], t)
        segment = self.segments[i]
        if segment.type in (SOFT, HARD):
            value *= v * np.sqrt(v) if segment.type == SOFT else np.sqrt(v)
        value = self.mass[i] - value if segment.side is Side.RIGHT else value
        return self.below[i] + np.clip(value, 0.0, self.mass[i])


def assemble(segments: Sequence[Segment], density: NDArray, start: float) -> PiecewiseChebyshev:
    """From segments and coefficients of B, shape (P, SIZE); ``start`` is the mass below them."""
    width = np.array([segment.width for segment in segments])
    integral, mass = _integrate(segments, density, width)
    return PiecewiseChebyshev(
        left=np.array([segment.base + segment.left for segment in segments]),
        right=np.array([segment.base + segment.right for segment in segments]),
        power=np.array([segment.type.power for segment in segments]),
        in_root=np.array([segment.type.in_root for segment in segments], dtype=bool),
        edge_right=np.array([segment.side is Side.RIGHT for segment in segments], dtype=bool),
        density=density,
        integral=integral,
        below=start + np.concatenate([[0.0], np.cumsum(mass)])[:-1],
        mass=mass,
    )


def empty() -> PiecewiseChebyshev:
    """Without segments: the law is purely atomic."""
    return assemble((), np.zeros((0, SIZE)), 0.0)


def _clenshaw(c, t):
    """sum_k c[k] T_k(t) for t of shape (N,), without what is below rounding."""
    seen = np.nonzero(np.abs(c) > BELOW_ROUNDING * np.abs(c).max())[0]
    c = c[: max(2, seen[-1] + 1 if seen.size else 2)].tolist()
    double, ahead, now = 2 * t, np.zeros_like(t), np.full_like(t, c[-1])
    for value in c[-2:0:-1]:
        np.subtract(double * now, ahead, out=ahead)
        ahead += value
        ahead, now = now, ahead
    return t * now - ahead + c[0]


@lru_cache(maxsize=2)
def _root_integral(power: float) -> NDArray:
    """Matrix from coefficients of B to those of C with (power + 1) C + (1 + t) C' = B."""
    shift = np.zeros((SIZE, SIZE))
    for k, unit in enumerate(np.eye(SIZE)):
        part = chebyshev.chebmul([1.0, 1.0], chebyshev.chebder(unit)) if k else [0.0]
        shift[: len(part), k] = part
    return np.linalg.inv((power + 1) * np.eye(SIZE) + shift)


def _integrate(segments, density, width):
    """(integral coefficients (P, SIZE + 1), mass (P,)) for density coefficients (P, SIZE)."""
    out = chebyshev.chebint(density, lbnd=-1, axis=1)
    mass = np.empty(width.shape)
    for kind in TYPES:
        here = np.array([segment.type == kind for segment in segments], dtype=bool)
        if kind in (SOFT, HARD):
            out[here] = np.pad(density[here] @ _root_integral(kind.power).T, ((0, 0), (0, 1)))
            mass[here] = out[here].sum(axis=1) * width[here] ** (kind.power + 1)
        else:
            out[here] *= (np.sqrt(width[here]) if kind.in_root else width[here] / 2)[:, None]
            mass[here] = out[here].sum(axis=1)
    return out, mass


@lru_cache(maxsize=4)
def _gauss(kind: EdgeType) -> tuple[NDArray, NDArray]:
    """Coordinates t on [-1, 1] and weights of the mass for unit width: GAUSS points each."""
    if kind in (SOFT, HARD):
        s, w = np.polynomial.legendre.leggauss(2 * GAUSS)  # v = s^2: v^p dv is even in s
        return 2 * s[GAUSS:] ** 2 - 1, 2 * s[GAUSS:] ** (2 * kind.power + 1) * w[GAUSS:]
    x, w = np.polynomial.legendre.leggauss(GAUSS)
    return x, (w if kind.in_root else w / 2)


def rule(found: PiecewiseChebyshev) -> tuple[NDArray, NDArray]:
    """Points u and weights, shape (P * GAUSS,), with sum of weights = mass of the segments."""
    points, weights = [], []
    for segment, coefficients in zip(found.segments, found.density, strict=True):
        t, w = _gauss(segment.type)
        points.append(segment.at(t)[0])
        width = segment.width ** (segment.type.power + 1)
        weights.append(chebyshev.chebval(t, coefficients) * w * width)
    return np.concatenate(points), np.concatenate(weights)
