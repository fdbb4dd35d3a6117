r"""M = K: one isometry that does not compress, the law of :math:`s\,\phi'(h)^2` by inverting phi'.

.. math:: F(x) = P\bigl(s\,\phi'(h)^2 \le x\bigr), \qquad
    f(u) = \sum_{h:\,s\phi'(h)^2 = e^u} \rho(h)\,\Bigl|\frac{\phi'(h)}{2\phi''(h)}\Bigr|,

f the mass per unit of u = log x. No equation is solved but for h on monotone branches. Next to a
critical value one of them has a square root, and segments are polynomials in it. A limit of phi' at
infinity is an accumulation point, next to which f is like an inverse power of the distance (GELU at
x = s: where the variance is large, much of the mass is nearer than numbers reach): segments halve
towards it, and the last one holds what is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import NDArray

from freewidth.adding import added
from freewidth.errors import NotConvergedError
from freewidth.freeprob.certify import (
    BETWEEN,
    RESIDUAL,
    Certificate,
    Defect,
    certificate,
    largest,
    worst,
)
from freewidth.freeprob.edge import BRANCH_POINT, Side
from freewidth.freeprob.piecewise import PiecewiseChebyshev, assemble
from freewidth.freeprob.product import Product
from freewidth.freeprob.refine import MOST, refine
from freewidth.freeprob.segment import (
    RESOLVED,
    SIZE,
    Segment,
    remainder,
    to_coefficients,
    varies_little,
)
from freewidth.jacobian.slope_inverse import Anchor, HalfBranch, half_branches
from freewidth.jacobian.slopes import SlopeMeasure

if TYPE_CHECKING:
    from freewidth.freeprob import Law

DEEPEST_LOG = -630.0  # log x below which k is not inverted
TAIL = 2000  # points at which the tail towards 0 is looked at
FAINT = 1e-17  # mass below which a tail towards 0 is not followed
SAME = 1e-12  # relative distance at which critical values are one
ROUNDING = 4e-15  # of log k next to its limit: some of phi', twice, and what interpolation adds
LIGHT = 1e-15  # mass of a segment that need not be resolved
HEAVY = 1e-12  # mass of a segment that must be right where it is least, too
WIDEST = 0.7  # of segments next to an edge, in u
CLOSE = 1e-4  # distance from a limit up to which segments have their mass from F
SHORTEST = 16  # roundings of u: the segment next to a limit


@dataclass(frozen=True)
class LayerSegment:
    """A segment next to a singular point, its base, or not; with coefficients of B once fitted.

    Attributes:
        segment: where.
        accumulates: whether its base is a limit of phi'^2.
        density: shape (SIZE,), empty before it is fitted.
    """

    segment: Segment
    accumulates: bool
    density: NDArray

    @property
    def base(self) -> float:
        """From which offsets are exact."""
        return self.segment.base

    @property
    def last(self) -> bool:
        """Whether it ends at a limit."""
        return self.accumulates and self.segment.left * self.segment.right == 0

    @property
    def ends(self) -> NDArray:
        """Offsets of both ends, shape (2,)."""
        return np.array([self.segment.left, self.segment.right])


@dataclass
class _SingularPoint:
    """log x where f is singular, and what half-branches are on its left and right, if any."""

    u: float
    sides: dict[Side, Anchor]


def has_accumulation_point(product: Product) -> bool:
    """Whether M = K and k tends to a limit other than 0 with its pre-activation, past any number.

    Elsewhere the quadrature for K serves as well, and is quicker.
    """
    if not (product.bare and product.layers[0].law.curved):
        return False
    return any(part.type is Anchor.LIMIT for part in _inverted(product))


def _inverted(product: Product) -> list[HalfBranch]:
    """Half-branches of the only layer's slope."""
    source = product.layers[0].member.source
    if not isinstance(source, SlopeMeasure):
        raise TypeError(f"{source} is no law of slopes of an activation to invert")
    return half_branches(source.activation, source.preactivation)


class SingleLayer:
    """The continuous part of the law of exp(C) K for the only layer of a product."""

    def __init__(self, product: Product, label: str):
        self.product, self.shift, self.label = product, product.constant, label
        self.branches = _inverted(product)

    def density(self, base: float, offset: NDArray) -> NDArray:
        """f at u = base + offset."""
        parts = (part.density(base - self.shift, offset) for part in self.branches)
        return added(parts, np.zeros(offset.shape))

    def below(self, base: float, offset: NDArray) -> NDArray:
        """Mass below u = base + offset."""
        parts = (part.below(base - self.shift, offset) for part in self.branches)
        return added(parts, np.zeros(offset.shape))

    def segments(self) -> list[LayerSegment]:
        """Resolved segments, increasing.

        Raises:
            NotConvergedError: too many are needed.
        """
        found = refine(self._first_cut(), self._fit, _is_resolved, _halves, most=2 * MOST)
        if found.rest:
            first = found.rest[0].segment
            raise NotConvergedError(
                f"{self.label}: the density is not resolved near "
                f"x={np.exp(first.base + first.left):.16g} after {len(found.resolved)} segments; "
                f"does phi' vary faster than 4000 points show?"
            )
        return sorted(found.resolved, key=lambda one: one.base + one.segment.right)

    def _singular_points(self) -> list[_SingularPoint]:
        """Where f is singular, and on which sides, and where it ends; increasing."""
        found = [_SingularPoint(end, {}) for end in self._hull() if np.isfinite(end)]
        for part in self.branches:
            if part.type.has_level:
                side = Side.RIGHT if max(part.ends) > part.level else Side.LEFT
                found.append(_SingularPoint(part.level, {side: part.type}))
        merged: list[_SingularPoint] = []
        for point in sorted(found, key=lambda point: point.u):
            if merged and point.u - merged[-1].u <= SAME:
                merged[-1].sides.update(point.sides)
            else:
                merged.append(point)
        return [replace(point, u=self.shift + point.u) for point in merged]

    def _hull(self) -> tuple[float, float]:
        """Least and largest log k."""
        ends = [end for part in self.branches for end in part.ends]
        return min(ends), max(ends)

    def _first_cut(self) -> list[LayerSegment]:
        points = self._singular_points()
        grid = np.linspace(DEEPEST_LOG, points[-1].u, TAIL)
        start = max(int(np.argmax(self.below(0.0, grid) > FAINT)) - 1, 0)
        low = max(float(grid[start]), self._hull()[0] + self.shift)
        at_low = next((point for point in points if point.u == low), _SingularPoint(low, {}))
        out = []
        for left, right in pairwise([at_low, *(point for point in points if point.u > low)]):
            half = min(WIDEST, (right.u - left.u) / 2)
            before = _beside(left, Side.RIGHT, half)
            after = _beside(right, Side.LEFT, half)
            a = left.u + half if before else left.u
            b = right.u - half if after else right.u
            out += before + after + ([_unfitted(Segment(a, b))] if b > a else [])
        return out

    def _fit(self, todo: Sequence[LayerSegment]) -> list[LayerSegment]:
        """The same segments with coefficients; those with one base are done at once."""
        out = []
        for base in dict.fromkeys(part.base for part in todo):
            parts = [part for part in todo if part.base == base]
            offset, v = np.stack([part.segment.nodes for part in parts]).transpose(1, 0, 2)
            f = self.density(base, offset.ravel()).reshape(offset.shape)
            ends = np.stack([part.ends for part in parts])
            mass = np.diff(self.below(base, ends.ravel()).reshape(ends.shape))[:, 0]
            out += [_fitted(*row) for row in zip(parts, f, v, mass, strict=True)]
        return out

    def support(self) -> tuple[tuple[float, float], ...]:
        """Intervals (left, right) of x, those that touch joined."""
        joined: list[tuple[float, float]] = []
        for low, high in sorted(self.product.layers[0].law.curved):
            if joined and low <= joined[-1][1]:
                low, high = joined[-1][0], max(high, joined.pop()[1])
            joined.append((low, high))
        scale = float(np.exp(self.shift))
        return tuple((scale * low, scale * high) for low, high in joined)

    def solve(self) -> tuple[list[LayerSegment], PiecewiseChebyshev, tuple[float, float, float]]:
        """Segments, the density on them, and the tail below them (u, mass, exponent)."""
        parts = self.segments()
        base, first = parts[0].base, parts[0].ends[:1]
        low = base + parts[0].segment.left
        least = float(self.below(base, first)[0])
        tail = (low, 0.0, 1.0)
        if least > FAINT:
            rate = float(self.density(base, first)[0])
            tail = (low, least, rate / least)
        density = np.stack([part.density for part in parts])
        return parts, assemble([part.segment for part in parts], density, tail[1]), tail


def _unfitted(segment: Segment, accumulates: bool = False) -> LayerSegment:
    return LayerSegment(segment, accumulates, np.zeros(0))


def _beside(point: _SingularPoint, side: Side, width: float) -> list[LayerSegment]:
    """Segments of this width in all, on that side of a singular point; none if f is regular."""
    if side not in point.sides:
        return []
    if point.sides[side] is Anchor.CRITICAL:
        at_edge = Side.LEFT if side is Side.RIGHT else Side.RIGHT
        whole = _between(0.0, width, side, point.u)
        return [_unfitted(replace(whole, type=BRANCH_POINT, side=at_edge))]
    least = SHORTEST * np.spacing(max(1.0, abs(point.u)))  # ends of segments are exact numbers
    marks = least * 2.0 ** np.arange(np.ceil(np.log2(width / least)))
    cut = pairwise([0.0, *marks.tolist(), width])
    return [_unfitted(_between(a, b, side, point.u), accumulates=True) for a, b in cut]


def _between(near: float, far: float, side: Side, base: float) -> Segment:
    """The segment between two distances from ``base`` on that side of it."""
    left, right = (near, far) if side is Side.RIGHT else (-far, -near)
    return Segment(left, right, base=base)


def _halves(part: LayerSegment) -> list[LayerSegment]:
    return [_unfitted(half, part.accumulates) for half in part.segment.halves()]


def _fitted(part: LayerSegment, f: NDArray, v: NDArray, mass: float) -> LayerSegment:
    """With coefficients of B from f at the nodes, at distances v, and from the mass."""
    segment = part.segment
    values = f / v**segment.type.power
    if part.last:
        values = np.full(SIZE, mass / segment.width)
    found = to_coefficients() @ values
    if part.accumulates and np.abs(part.ends).max() < CLOSE:
        total = chebyshev.chebint(found, lbnd=-1).sum() * segment.width / 2
        found = found * (mass / total) if total > 0 else found
    return replace(part, density=found)


def _is_resolved(part: LayerSegment) -> bool:
    """Whether the last coefficients are what rounding leaves there, and B varies by little."""
    c, width = np.abs(part.density), part.segment.width
    if part.last or c.max() * width ** (1 + part.segment.type.power) < LIGHT:
        return True
    noise = ROUNDING / np.abs(part.ends).min() if part.accumulates else 0.0
    small = remainder(part.density) <= max(RESOLVED, noise) * c.max()
    return bool(small and (c.max() * width < HEAVY or varies_little(part.density)))


def certify(law: Law, layer: SingleLayer, parts: list[LayerSegment]) -> Certificate:
    """Measure a law of this kind: F and f are closed forms here.

    Raises:
        NotConvergedError: a defect is above its tolerance.
    """
    weight = np.minimum(1.0, law.pieces.mass / HEAVY)
    residual, distribution = [], []
    for base in dict.fromkeys(part.base for part in parts):
        # nearer to a limit than the last segment reaches, k is not known
        here = [i for i, part in enumerate(parts) if part.base == base and not part.last]
        of_f, of_mass = _defects(law, layer, [parts[i] for i in here], weight[here, None])
        residual.append(of_f)
        distribution.append(of_mass)
    return certificate(law, layer.product, worst(residual), worst(distribution), half_plane=0.0)


def _defects(
    law: Law, layer: SingleLayer, parts: list[LayerSegment], weight: NDArray
) -> tuple[Defect, Defect]:
    """Of f, relative and weighed, and of F, on segments with one base."""
    base, shape = parts[0].base, (len(parts), BETWEEN.size)
    at = np.stack([part.segment.at(BETWEEN)[0] for part in parts]).ravel()
    u = base + at  # rounded once, and then exact
    f = layer.density(base, u - base)
    defect = np.abs(law.pieces.per_log(u) - f) / f
    off = np.abs(law.pieces.cumulative(u) - layer.below(base, u - base))
    near = np.repeat([part.accumulates for part in parts], BETWEEN.size)
    defect = np.where(near, defect * np.minimum(1.0, RESIDUAL * np.abs(at) / ROUNDING), defect)
    off = np.where(near, np.maximum(off - ROUNDING * f, 0.0), off)
    return largest((defect.reshape(shape) * weight).ravel(), u), largest(off, u)
