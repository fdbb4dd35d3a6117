r"""M = K: one isometry that does not compress, the law of :math:`s\,\phi'(h)^2` by inverting phi'.

.. math:: F(x) = P\bigl(s\,\phi'(h)^2 \le x\bigr), \qquad
    f(u) = \sum_{h:\,s\phi'(h)^2 = e^u} \rho(h)\,\Bigl|\frac{\phi'(h)}{2\phi''(h)}\Bigr|,

f the mass per unit of u = log x. No equation is solved but for h on monotone branches. Next to a
critical value one of them has a square root, and pieces are polynomials in it. Next to a limit of
phi' at infinity f is like an inverse power of the distance (GELU at x = s: where the variance is
large, much of the mass is nearer than numbers reach): pieces halve towards it, and the last one
holds what is left.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import NDArray

from freewidth.errors import NotConvergedError
from freewidth.freeprob.certify import RESIDUAL, Certificate, moments_defect, refuse
from freewidth.freeprob.pieces import (
    INSIDE,
    POWER,
    ROOT,
    SIZE,
    Pieces,
    integrate,
    nodes,
    to_coefficients,
)
from freewidth.freeprob.product import Product
from freewidth.jacobian.inverse import CRITICAL, LIMIT, branches
from freewidth.jacobian.slopes import SlopeMeasure

DEEPEST_LOG = -630.0  # log x below which k is not inverted
FAINT = 1e-17  # mass below which a tail towards 0 is not followed
SAME = 1e-12  # relative distance at which critical values are one
RESOLVED = 3e-14  # last coefficients against the largest: a few units of rounding
ROUNDING = 4e-15  # of log k next to its limit: some of phi', twice, and what interpolation adds
SPREAD = 200.0  # B may vary by this factor on a piece: keeps relative accuracy
LIGHT = 1e-15  # mass of a piece that need not be resolved
HEAVY = 1e-12  # mass of a piece that must be right where it is least, too
WIDEST = 0.7  # of pieces next to an edge, in u
CLOSE = 1e-4  # distance from a limit up to which pieces have their mass from F
SHORTEST = 16  # roundings of u: the piece next to a limit
HALVINGS, MOST = 40, 600


@dataclass(frozen=True)
class Part:
    """A piece: u = base + offset, offset in (a, b); next to a singular u, base is that u."""

    base: float
    a: float
    b: float
    kind: int = INSIDE
    near: bool = False  # whether base is a limit of phi'^2
    coefficients: NDArray | None = None

    @property
    def last(self) -> bool:
        """Whether it ends at a limit."""
        return self.near and self.a * self.b == 0

    def offsets(self, t: NDArray) -> tuple[NDArray, NDArray]:
        """Offsets, and distances from the edge of the piece, at coordinates t in [-1, 1]."""
        part = (1 + t) / 2
        v = (self.b - self.a) * (part**2 if abs(self.kind) == ROOT else part)
        return (self.b - v, v) if self.kind > 0 else (self.a + v, v)


def crowded(product: Product) -> bool:
    """Whether M = K and k tends to a limit other than 0 with its pre-activation, past any number.

    Elsewhere the quadrature for K serves as well, and is quicker.
    """
    if not (product.bare and product.layers[0].law.curved):
        return False
    source = product.layers[0].member.source
    assert isinstance(source, SlopeMeasure)
    return any(part.kind == LIMIT for part in branches(source.activation, source.preactivation))


class Alone:
    """The continuous part of the law of exp(C) K for the only layer of a product."""

    def __init__(self, product: Product, label: str):
        source = product.layers[0].member.source
        assert isinstance(source, SlopeMeasure)
        name, y = source.activation, source.preactivation
        self.product, self.shift, self.label = product, product.constant, label
        self.branches = branches(name, y)

    def density(self, base: float, offset: NDArray) -> NDArray:
        """f at u = base + offset."""
        return sum(part.density(base - self.shift, offset) for part in self.branches)

    def below(self, base: float, offset: NDArray) -> NDArray:
        """Mass below u = base + offset."""
        return sum(part.below(base - self.shift, offset) for part in self.branches)

    def parts(self) -> list[Part]:
        """Resolved pieces, increasing.

        Raises:
            NotConvergedError: too many are needed.
        """
        todo, done = self._first(), []
        for _ in range(HALVINGS):
            fitted = self._fit(todo)
            good = [self._resolved(part) for part in fitted]
            done += [part for part, fine in zip(fitted, good, strict=True) if fine]
            todo = [part for part, fine in zip(fitted, good, strict=True) if not fine]
            if not todo:
                return sorted(done, key=lambda part: part.base + part.b)
            if len(todo) > MOST:
                break
            todo = [half for part in todo for half in _halves(part)]
        raise NotConvergedError(
            f"{self.label}: the density is not resolved near "
            f"x={np.exp(todo[0].base + todo[0].a):.16g} after {len(done)} pieces; does phi' vary "
            f"faster than 4000 points show?"
        )

    def _cuts(self):
        """{u: {side: kind of branch}}: where f is singular, and on which sides, or is nothing."""
        found = {}
        for part in self.branches:
            if part.kind in (CRITICAL, LIMIT):
                side = 1 if max(part.ends) > part.level else -1
                found.setdefault(part.level, {})[side] = part.kind
        levels = [end for part in self.branches for end in part.ends]
        for end in (max(levels), min(levels)):
            if np.isfinite(end):
                found.setdefault(end, {})
        merged = {}
        for level in sorted(found):
            near = [other for other in merged if level - other <= SAME]
            merged.setdefault(near[0] if near else level, {}).update(found[level])
        return {self.shift + level: sides for level, sides in merged.items()}

    def _first(self):
        """The first cut into pieces."""
        cuts = self._cuts()
        ends = sorted(cuts)
        grid = np.linspace(DEEPEST_LOG, ends[-1], 2000)
        start = max(int(np.argmax(self.below(0.0, grid) > FAINT)) - 1, 0)
        least = min(min(part.ends) for part in self.branches) + self.shift
        low = max(float(grid[start]), least)
        ends = [low, *[end for end in ends if end > low]]
        out = []
        for left, right in pairwise(ends):
            half = min(WIDEST, (right - left) / 2)
            before = _next_to(left, half, 1, cuts.get(left, {}).get(1))
            after = _next_to(right, half, -1, cuts[right].get(-1))
            a = left + half if before else left
            b = right - half if after else right
            out += before + after + ([Part(0.0, a, b)] if b > a else [])
        return out

    def _fit(self, todo):
        """The same pieces with coefficients; those with one base are done at once."""
        out = []
        for base in dict.fromkeys(part.base for part in todo):
            parts = [part for part in todo if part.base == base]
            offset, v = np.stack([part.offsets(nodes()) for part in parts]).transpose(1, 0, 2)
            f = self.density(base, offset.ravel()).reshape(offset.shape)
            ends = np.array([[part.a, part.b] for part in parts])
            mass = np.diff(self.below(base, ends.ravel()).reshape(ends.shape))[:, 0]
            for i, part in enumerate(parts):
                values = f[i] / v[i] ** POWER[abs(part.kind)]
                if part.last:
                    values = np.full(SIZE, mass[i] / (part.b - part.a))
                found = to_coefficients() @ values
                if part.near and np.abs(ends[i]).max() < CLOSE:
                    total = chebyshev.chebint(found, lbnd=-1).sum() * (part.b - part.a) / 2
                    found = found * (mass[i] / total) if total > 0 else found
                out.append(replace(part, coefficients=found))
        return out

    def _resolved(self, part):
        c, width = np.abs(part.coefficients), part.b - part.a
        if part.last or c.max() * width ** (1 + POWER[abs(part.kind)]) < LIGHT:
            return True
        noise = ROUNDING / min(abs(part.a), abs(part.b)) if part.near else 0.0
        values = chebyshev.chebval(np.linspace(-1, 1, 9), part.coefficients)
        flat = values.min() > 0 and values.max() < SPREAD * values.min()
        return c[-3:].max() <= max(RESOLVED, noise) * c.max() and (flat or c.max() * width < HEAVY)

    def support(self) -> tuple[tuple[float, float], ...]:
        """Intervals (left, right) of x, those that touch joined."""
        joined = []
        for low, high in sorted(self.product.layers[0].law.curved):
            if joined and low <= joined[-1][1]:
                low, high = joined[-1][0], max(high, joined.pop()[1])
            joined.append((low, high))
        scale = float(np.exp(self.shift))
        return tuple((scale * low, scale * high) for low, high in joined)

    def solve(self) -> tuple[list[Part], Pieces, tuple[float, float, float]]:
        """Parts, the same as pieces, and the tail below them (u, mass, exponent)."""
        parts = self.parts()
        kind = np.array([part.kind for part in parts])
        width = np.array([part.b - part.a for part in parts])
        density = np.stack([part.coefficients for part in parts])
        integral, mass = integrate(density, kind, width)
        left = np.array([part.base + part.a for part in parts])
        right = np.array([part.base + part.b for part in parts])
        first = np.array([parts[0].a])
        least = float(self.below(parts[0].base, first)[0])
        tail = (float(left[0]), 0.0, 1.0)
        if least > FAINT:
            rate = float(self.density(parts[0].base, first)[0])
            tail = (float(left[0]), least, rate / least)
        below = tail[1] + np.concatenate([[0.0], np.cumsum(mass)[:-1]])
        return parts, Pieces(left, right, kind, density, integral, below, mass), tail


def _next_to(end, width, sign, kind):
    """Pieces of this width in all next to a singular u, on its right (sign 1) or left (-1)."""
    if kind is None:
        return []
    if kind == CRITICAL:
        return [Part(end, *sorted((0.0, sign * width)), -ROOT * sign)]
    least = SHORTEST * np.spacing(max(1.0, abs(end)))  # ends of pieces are exact numbers
    marks = least * 2.0 ** np.arange(np.ceil(np.log2(width / least)))
    offsets = pairwise([0.0, *marks, width])
    return [Part(end, *sorted((sign * a, sign * b)), near=True) for a, b in offsets]


def _halves(part):
    """The two halves of a piece; only one is still next to the edge."""
    middle = (part.a + part.b) / 2
    left = replace(part, b=middle, kind=min(part.kind, INSIDE))
    right = replace(part, a=middle, kind=max(part.kind, INSIDE))
    return [left, right]


def certify(law, alone: Alone, parts: list[Part]) -> Certificate:
    """Measure a law of this kind: F and f are closed forms here.

    Raises:
        NotConvergedError: a defect is above its tolerance.
    """
    mass = abs(law.tail[1] + law.pieces.mass.sum() + sum(mass for _, mass in law.atoms) - 1)
    weight = np.minimum(1.0, law.pieces.mass / HEAVY)
    defects = []
    for base in dict.fromkeys(part.base for part in parts):
        # nearer to a limit than the last piece reaches, k is not known
        here = [i for i, part in enumerate(parts) if part.base == base and not part.last]
        defects.append(_defects(law, alone, [parts[i] for i in here], weight[here, None]))
    (residual, where), (distribution, place) = (
        max(column) for column in zip(*defects, strict=True)
    )
    moments = moments_defect(law, alone.product)
    found = Certificate(residual, float(mass), distribution, moments, 0.0)
    refuse(law, found, {"residual": where, "distribution": place})
    return found


def _defects(law, alone, parts, weight):
    """(defect, x) of f, relative and weighed, and of F, largest on pieces with one base."""
    base, shape = parts[0].base, (len(parts), 3)
    at = np.stack([part.offsets(np.array([-0.93, 0.02, 0.71]))[0] for part in parts]).ravel()
    u = base + at  # rounded once, and then exact
    f = alone.density(base, u - base)
    defect = np.abs(law.pieces.per_log(u) - f) / f
    off = np.abs(law.pieces.cumulative(u) - alone.below(base, u - base))
    near = np.repeat([part.near for part in parts], 3)
    defect = np.where(near, defect * np.minimum(1.0, RESIDUAL * np.abs(at) / ROUNDING), defect)
    off = np.where(near, np.maximum(off - ROUNDING * f, 0.0), off)
    defect = (defect.reshape(shape) * weight).ravel()
    return [(float(d[i]), float(np.exp(u[i]))) for d in (defect, off) for i in [np.argmax(d)]]
