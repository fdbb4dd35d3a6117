"""What a limit law of random symmetric matrices is, solved, with free scale and shape."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from freewidth.errors import InvalidInputError


@dataclass(frozen=True)
class Table:
    """A distribution as numbers: its distribution function between nodes, and its mass at 0.

    Attributes:
        x: increasing nodes, shape (k,).
        p: distribution function of the continuous part there, from 0 to 1 - atom, shape (k,).
        atom: mass at 0.
    """

    x: NDArray
    p: NDArray
    atom: float = 0.0

    def __post_init__(self):
        if self.x.shape != self.p.shape or np.any(np.diff(self.x) <= 0):
            raise InvalidInputError("a table needs strictly increasing nodes, one level each")
        if np.any(np.diff(self.p) < 0) or not np.isclose(self.p[-1], 1 - self.atom, atol=1e-6):
            raise InvalidInputError(
                f"a table's levels rise from 0 to 1 - atom = {1 - self.atom:.6g}, "
                f"these end at {self.p[-1]:.6g}"
            )

    def cdf(self, x: ArrayLike) -> NDArray:
        """Mass of (-inf, x], atom included."""
        x = np.asarray(x, dtype=float)
        return self.continuous(x) + self.atom * (x >= 0)

    def below(self, x: ArrayLike) -> NDArray:
        """Mass of (-inf, x)."""
        x = np.asarray(x, dtype=float)
        return self.continuous(x) + self.atom * (x > 0)

    def quantile(self, p: ArrayLike) -> NDArray:
        """Smallest x with cdf(x) >= p."""
        p = np.asarray(p, dtype=float)
        left = self.continuous(np.zeros(()))
        shifted = np.where(p > left, np.maximum(p - self.atom, left), p)
        inside = (p > left) & (p <= left + self.atom)
        return np.where(inside, 0.0, np.interp(shifted, self.p, self.x))

    def density(self, edges: ArrayLike) -> NDArray:
        """Mean density of the continuous part between consecutive ``edges``."""
        edges = np.asarray(edges, dtype=float)
        return np.diff(self.continuous(edges)) / np.diff(edges)

    def scaled(self, scale: float, shift: float = 0.0) -> "Affine":
        """The law of scale * X + shift, scale > 0."""
        return Affine(self, scale, shift)

    def continuous(self, x: NDArray) -> NDArray:
        """Mass of the continuous part in (-inf, x]."""
        return np.interp(x, self.x, self.p, left=0.0, right=1 - self.atom)


@dataclass(frozen=True)
class Affine:
    """The law of scale * X + shift for X distributed as ``table``."""

    table: Table
    scale: float
    shift: float = 0.0

    def cdf(self, x: ArrayLike) -> NDArray:
        """Mass of (-inf, x]."""
        return self.table.cdf(self._back(x))

    def below(self, x: ArrayLike) -> NDArray:
        """Mass of (-inf, x)."""
        return self.table.below(self._back(x))

    def quantile(self, p: ArrayLike) -> NDArray:
        """Smallest x with cdf(x) >= p."""
        return self.scale * self.table.quantile(p) + self.shift

    def density(self, edges: ArrayLike) -> NDArray:
        """Mean density of the continuous part between consecutive ``edges``."""
        return self.table.density(self._back(edges)) / self.scale

    def _back(self, x):
        return (np.asarray(x, dtype=float) - self.shift) / self.scale


@dataclass(frozen=True)
class MatrixLaw:
    """A family of limit laws of random symmetric matrices, up to scale and shift.

    Attributes:
        label: what a legend prints.
        source: where the law comes from.
        shapes: name of each shape parameter and the values among which a fit chooses.
        solve: ``solve(**shape)`` gives the law as a :class:`Table`.
        atom: ``atom(**shape)`` is its mass at 0, in closed form.
        stieltjes: ``stieltjes(z, **shape)`` is :math:`\\int \\nu(dt)/(z-t)` off the axis.
    """

    label: str
    source: str
    solve: Callable[..., Table]
    atom: Callable[..., float]
    stieltjes: Callable[..., NDArray]
    shapes: Mapping[str, tuple[float, ...]] = field(default_factory=dict)

    @property
    def freedom(self) -> int:
        """Number of fitted parameters: scale, shift, shapes."""
        return 2 + len(self.shapes)
