r"""Squared singular values of weights as a measure: their density along a path below the axis.

With density p(s) on (a, b), :math:`\mathbb E f(s^2) = \int p(s) f(s^2)\,ds` along any path on
whose way p is analytic. From both ends the path leaves the axis on straight lines; there
:math:`k = s^2` is in the lower half plane. Gauss-Legendre panels, ever shorter towards the ends,
are as far from the axis as they are wide.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import fsum

import numpy as np
from numpy.typing import NDArray

from freewidth.errors import NotConvergedError
from freewidth.freeprob.measure import Atoms, Family, MeasureRule, merged
from freewidth.kinds import Density, SingularValues

SLOPE = 0.5  # units below the axis per unit from the end
RATIO = 0.4  # of neighbouring panels: a pole on the axis leaves 2.4**-48 = 6e-19 of ORDER points
ORDER = 24
LEAST = 1e-12  # of the interval: a square root weighs 1e-18 in the last panel, and is off by 1e-5
FINE = 0.1  # of floor or blur in k: where panels end that resolve it
DEFECT = 1e-11  # of the mass: panels leave 1e-14 of what is analytic
NEAR = np.array([1e-9, 1e-7])  # of the interval: where the power of the density is measured


@dataclass(frozen=True)
class Singular:
    """The law of s^2."""

    values: SingularValues

    @property
    def family(self) -> Family | None:
        """None: equal ones count together, others have nothing in common."""
        return None

    def masses(self) -> tuple[float, Atoms]:
        """P(s != 0) and the atoms of s^2 off 0."""
        atoms = merged((s**2, p) for s, p in self.values.values)
        zero = fsum(p for k, p in atoms if k == 0)
        return 1.0 - zero, tuple((k, p) for k, p in atoms if k > 0)

    def rule(self, floor: float, blur: float) -> MeasureRule:
        """The quadrature of s^2, see :class:`.Source`."""
        return _rule(self, floor, blur)


@lru_cache(maxsize=256)
def _rule(source: Singular, floor: float, blur: float) -> MeasureRule:
    mass, atoms = source.masses()
    k, c = np.array([a for a, _ in atoms], complex), np.array([p for _, p in atoms], complex)
    positions, decay = [a for a, _ in atoms], np.inf
    curved: tuple[tuple[float, float], ...] = ()
    density = source.values.density
    if density is not None:
        s, ds = _path(density.low, density.high, floor, blur)
        weight = density.function(s) * ds
        _check(weight.sum(), mass - fsum(p for _, p in atoms))
        k, c = np.concatenate([k, s**2]), np.concatenate([c, weight])
        curved = ((density.low**2, density.high**2),)
        positions += curved[0]
        decay = _decay(density) if density.low == 0 else np.inf
    return MeasureRule(
        k=k,
        c=c,
        mass=mass,
        atoms=atoms,
        curved=curved,
        critical=tuple(v for pair in curved for v in pair if v > 0),
        blur=blur,
        floor=floor,
        negligible_below=min(positions),
        negligible_above=max(positions),
        decay=decay,
    )


def _check(found, mass):
    if not abs(found - mass) < DEFECT:
        raise NotConvergedError(
            f"a density of singular values has mass {mass:.6g}, but {found:.12g} along a path "
            f"below its interval; is it analytic there?"
        )


def _path(low: float, high: float, floor: float, blur: float) -> tuple[NDArray, NDArray]:
    """Points s and ds from ``low`` to ``high``, first down, then up."""
    length, top = high - low, high**2
    ends = []
    for end in (low, high):
        # a distance of FINE times what is to be resolved in k = s^2, in s
        near = np.sqrt(FINE * floor) if end == 0 else FINE * blur * top / (2 * end)
        ends.append(min(near, LEAST * length) if end else near)
    down, first = _half(ends[0], length / 2)
    up, last = _half(ends[1], length / 2)
    s = np.concatenate([low + (1 - SLOPE * 1j) * down, (high - (1 + SLOPE * 1j) * up)[::-1]])
    return s, np.concatenate([(1 - SLOPE * 1j) * first, ((1 + SLOPE * 1j) * last)[::-1]])


def _half(near: float, far: float) -> tuple[NDArray, NDArray]:
    """Points and weights on (0, far): panels in the ratio RATIO down to ``near``, and the rest."""
    count = max(1, int(np.ceil(np.log(far / near) / -np.log(RATIO))))
    edges = np.concatenate([[0.0], far * RATIO ** np.arange(count, -1, -1.0)])
    x, w = np.polynomial.legendre.leggauss(ORDER)
    half = np.diff(edges)[:, None] / 2
    return (edges[:-1, None] + half * (1 + x)).ravel(), (half * w).ravel()


def _decay(density: Density) -> float:
    """Exponent alpha with P(s^2 < t) ~ t^alpha where the interval begins at 0."""
    s = NEAR * density.high
    near, far = np.abs(density.function(s))
    power = np.log(far / near) / np.log(s[1] / s[0]) if near > 0 else 1.0
    return float((1 + np.round(2 * power) / 2) / 2)
