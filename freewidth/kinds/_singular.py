r"""Laws of singular values: what is given of weights :math:`W = U \mathrm{diag}(s) V^*`."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from math import fsum
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from freewidth.arguments import REAL, Bounds, Order, Reals, Width, checked, values_of
from freewidth.errors import InvalidInputError

ORDER = 400  # Gauss points in an angle: a density with square-root ends is analytic in it
OFF = 1e-9  # in the angle: at the very ends a density may be infinite
TABLE = 4097  # points at which its distribution function is tabled, to draw from it
TOLERANCE = 1e-12  # of mass and mean square: sums of ORDER terms of size one


@checked
@dataclass(frozen=True)
class Density:
    """A density on an interval, at the ends of which it may have a square root.

    Attributes:
        function: p(s) for arrays of s, complex ones too: between the real axis and the straight
            lines that leave both ends half a unit down per unit inwards it must be analytic.
        low, high: the interval, 0 <= low < high.

    Raises:
        InvalidInputError: no such interval.
    """

    function: Callable[[NDArray], NDArray]
    low: float
    high: float

    def __post_init__(self) -> None:
        if not 0 <= self.low < self.high < np.inf:
            raise InvalidInputError(
                f"singular values have 0 <= low < high, got {self.low}, {self.high}"
            )

    @checked
    def at(self, angle: Reals) -> NDArray:
        """s at an angle: from one end at 0 to the other at pi, half a turn of a circle."""
        return (self.low + self.high) / 2 - (self.high - self.low) / 2 * np.cos(angle)

    @checked
    def per_angle(self, angle: Reals) -> NDArray:
        """Mass per unit of the angle; no square root is left at the ends."""
        inside = np.clip(angle, OFF, np.pi - OFF)
        half = (self.high - self.low) / 2
        return np.real(self.function(self.at(inside))) * half * np.sin(inside)


@checked
@dataclass(frozen=True)
class SingularValues:
    r"""A law of :math:`s\ge0` with :math:`\mathbb E s^2 = 1`: finitely many values, a density.

    Attributes:
        values: pairs (s, mass).
        density: of the rest, None if there is no rest.

    Raises:
        InvalidInputError: no such law; where only its scale is wrong, the message says by which
            factor to divide s.

    Examples:
        >>> from freewidth.kinds import SingularValues
        >>> SingularValues(((1.0, 1.0),))
        SingularValues(values=((1.0, 1.0),), density=None)
        >>> SingularValues(((1.0, 0.5), (2.0, 0.5)))
        Traceback (most recent call last):
            ...
        freewidth.errors.InvalidInputError: singular values must have mean square 1, ...
    """

    values: tuple[tuple[float, float], ...] = ()
    density: Density | None = None

    def __post_init__(self) -> None:
        if not all(s >= 0 and p > 0 and np.isfinite(s) for s, p in self.values):
            raise InvalidInputError(
                f"singular values are finite and >= 0, masses > 0, got {self.values}"
            )
        given = 0.0 if self.density is None else float(self._density_weights.sum())
        mass = fsum(p for _, p in self.values) + given
        if not abs(mass - 1) <= TOLERANCE:
            raise InvalidInputError(f"masses of singular values must add up to 1, got {mass:.16g}")
        square = self.expect(lambda s: s**2)
        if not abs(square - 1) <= TOLERANCE:
            raise InvalidInputError(
                f"singular values must have mean square 1, got {square:.16g}: divide them by "
                f"{np.sqrt(square):.16g}"
            )

    @checked
    def expect(self, f: Callable[[NDArray], NDArray]) -> float:
        """E f(s) for f that takes arrays and is smooth on the interval of the density."""
        s, weight = self.nodes
        return float(values_of(f, s) @ weight)

    @checked
    def moments(self, k: Order) -> list[float]:
        """E s^2, ..., E s^(2k)."""
        s, weight = self.nodes
        return [float(s ** (2 * j) @ weight) for j in range(1, k + 1)]

    @checked
    def sample(self, rng: np.random.Generator, count: Width) -> NDArray:
        """``count`` singular values: quantiles at equal steps from a random start, shape (count,).

        Means over them are right on average, and vary by 1/count only.
        """
        return self.quantiles((np.arange(count) + rng.random()) / count)

    @checked
    def quantiles(self, level: Annotated[NDArray, REAL, Bounds(least=0, below=1)]) -> NDArray:
        """s below which lies the mass ``level``, 0 <= level < 1, same shape."""
        ends = np.cumsum([0.0, *(mass for _, mass in self.values)])
        found = np.zeros(level.shape)
        for (s, _), low, high in zip(self.values, ends[:-1], ends[1:], strict=True):
            found[(level >= low) & (level < high)] = s
        rest = level >= ends[-1]
        if self.density is None:
            found[rest] = self.values[-1][0]  # masses add up to 1 but for rounding
        else:
            angle, mass = self._table
            found[rest] = self.density.at(np.interp(level[rest] - ends[-1], mass, angle))
        return found

    @checked
    def squared_mean(self, count: Annotated[int, Bounds(least=1, most=10**5)]) -> float:
        r""":math:`\mathbb E (\mathrm{count}^{-1} \sum_i s_i^2)^2` of values drawn together.

        An integral over the random start of :meth:`sample`, by Gauss's rule between the starts at
        which a value jumps. It is hardly above 1.
        """
        jumps = np.cumsum([mass for _, mass in self.values]) * count % 1
        ends = np.unique(np.concatenate([[0.0], jumps, [1.0]]))
        angle, weight = _gauss()
        total = 0.0
        for low, high in pairwise(ends):
            start = low + (high - low) * (1 - np.cos(angle)) / 2
            means = (self.quantiles((np.arange(count) + start[:, None]) / count) ** 2).mean(axis=1)
            total += float(weight * np.sin(angle) / 2 @ means**2) * (high - low)
        return total

    @cached_property
    def nodes(self) -> tuple[NDArray, NDArray]:
        """Points s and weights of total mass one, on the real axis: values, then Gauss's rule."""
        s = np.array([value for value, _ in self.values])
        weight = np.array([mass for _, mass in self.values])
        if self.density is None:
            return s, weight
        rest = self._density_weights
        rest = rest * ((1 - weight.sum()) / rest.sum())  # rounding of Gauss's weights
        return np.concatenate([s, self.density.at(_gauss()[0])]), np.concatenate([weight, rest])

    @cached_property
    def _density_weights(self) -> NDArray:
        assert self.density is not None
        angle, weight = _gauss()
        return weight * self.density.per_angle(angle)

    @cached_property
    def _table(self) -> tuple[NDArray, NDArray]:
        """Angles, and the mass of the density below each, shape (TABLE,)."""
        assert self.density is not None
        angle = np.linspace(0, np.pi, TABLE)
        fitted = np.polynomial.Chebyshev.interpolate(self.density.per_angle, ORDER, [0, np.pi])
        mass = fitted.integ(lbnd=0)(angle)
        return angle, np.maximum.accumulate(mass)


@lru_cache(maxsize=1)
def _gauss() -> tuple[NDArray, NDArray]:
    """Angles between 0 and pi and their weights."""
    x, w = np.polynomial.legendre.leggauss(ORDER)
    return np.pi * (1 + x) / 2, np.pi / 2 * w
