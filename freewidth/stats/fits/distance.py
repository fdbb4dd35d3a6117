"""Distances of a spectrum of both signs to a law that may have an atom."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from freewidth.arguments import Count, Reals, Vector, checked
from freewidth.errors import InvalidInputError
from freewidth.symmetric.laws import Affine, Table

LEVELS = 8  # for each value, at which quantiles are compared
RESOLVED = 1e-12  # of the largest modulus: below it an eigenvalue counts as 0


@checked
def clean(eigenvalues: Reals, resolved: float = RESOLVED) -> NDArray:
    """Sorted, with their signs, those within rounding of 0 set to 0.

    Raises:
        InvalidInputError: there are none, or some are not finite.
    """
    values = np.sort(np.asarray(eigenvalues, dtype=float).ravel())
    if not values.size or not np.all(np.isfinite(values)):
        raise InvalidInputError(f"{values.size} eigenvalues, not all of them finite")
    values[np.abs(values) <= resolved * np.abs(values).max()] = 0.0
    return values


@checked
def bulk(values: Vector, outliers: Count) -> NDArray:
    """Sorted values without the ``outliers`` largest in modulus.

    Raises:
        InvalidInputError: none would be left.
    """
    if outliers == 0:
        return values
    if outliers >= len(values):
        raise InvalidInputError(f"{outliers} outliers of {len(values)} values leave none")
    order = np.argsort(np.abs(values), kind="stable")
    return np.sort(values[order[: len(values) - outliers]])


@checked
@dataclass(frozen=True, repr=False)
class Empirical:
    """The empirical distribution of some values.

    Attributes:
        points: distinct values, increasing.
        below, upto: mass below each point, and with it.
    """

    points: NDArray
    below: NDArray
    upto: NDArray

    def __repr__(self) -> str:
        low, high = self.points[[0, -1]]
        return f"Empirical({len(self.points)} distinct values in [{low:.4g}, {high:.4g}])"

    @classmethod
    @checked
    def of(cls, values: Vector) -> "Empirical":
        """From values in any order."""
        points, counts = np.unique(values, return_counts=True)
        upto = np.cumsum(counts) / len(values)
        return cls(points, upto - counts / len(values), upto)

    @checked
    def distance(self, law: Affine) -> float:
        r""":math:`\sup_x |F_n(x) - F(x)|`; both may jump."""
        return float(self.distances(law.table, law.scale, law.shift)[0])

    @checked
    def distances(self, table: Table, scale: Reals, shift: Reals) -> NDArray:
        """The same for many scales and shifts of one law, shape (k,)."""
        scale, shift = np.atleast_1d(scale), np.atleast_1d(shift)
        back = (self.points - shift[:, None]) / scale[:, None]
        level = table.continuous(back)
        if not table.atom:
            return np.maximum(np.abs(level - self.upto), np.abs(level - self.below)).max(axis=1)
        upto, below = level + table.atom * (back >= 0), level + table.atom * (back > 0)
        gap = np.maximum(np.abs(upto - self.upto), np.abs(below - self.below)).max(axis=1)
        left = table.continuous(np.zeros(()))  # and at the atom, where there may be no data
        mass = np.concatenate([[0.0], self.upto])
        with_it = np.abs(left + table.atom - mass[np.searchsorted(self.points, shift, "right")])
        without = np.abs(left - mass[np.searchsorted(self.points, shift, "left")])
        return np.maximum(gap, np.maximum(with_it, without))

    @checked
    def distance_to(self, table: Table) -> Callable[[float, float], float]:
        """``(scale, shift) -> distance`` of one law, for minimisers that ask ten thousand times.

        The numbers are those of :meth:`distances`; what it is called with is not looked at.
        """
        points, upto, below = self.points, self.upto, self.below
        x, p, atom, most = table.x, table.p, table.atom, 1 - table.atom
        left, mass = float(table.continuous(np.zeros(()))), np.concatenate([[0.0], upto])

        def distance(scale: float, shift: float) -> float:
            back = (points - shift) / scale
            level = np.interp(back, x, p, left=0.0, right=most)
            if not atom:
                return float(max((upto - level).max(), (level - below).max()))
            above = np.abs(level + atom * (back >= 0) - upto).max()
            under = np.abs(level + atom * (back > 0) - below).max()
            with_it = abs(left + atom - mass[points.searchsorted(shift, "right")])
            without = abs(left - mass[points.searchsorted(shift, "left")])
            return float(max(above, under, with_it, without))

        return distance


@checked
def kolmogorov(values: Vector, law: Affine) -> float:
    r""":math:`\sup_x |F_n(x) - F(x)|` of an empirical distribution; both may jump."""
    return Empirical.of(values).distance(law)


@checked
def wasserstein(values: Vector, law: Affine) -> float:
    r""":math:`\int |F_n - F|\,dx = \int_0^1 |F_n^{-1}(p) - F^{-1}(p)|\,dp`, by the midpoint rule.

    ``LEVELS`` levels for each value: a law's quantiles vary by less than the distance of
    neighbouring values there.
    """
    count = LEVELS * len(values)
    levels = (np.arange(count) + 0.5) / count
    return float(np.abs(np.repeat(np.sort(values), LEVELS) - law.quantile(levels)).mean())
