"""What a limit law of random symmetric matrices is, solved, with free scale and shape."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product

import numpy as np
from numpy.typing import ArrayLike, NDArray

from freewidth.arguments import Points, Reals, Vector, checked, shown
from freewidth.errors import InvalidInputError

Shape = tuple[tuple[str, float], ...]  # shape parameters, as pairs (name, value)
MASS = 1e-6  # to which the masses of a table add up to 1


@checked
@dataclass(frozen=True, repr=False)
class Table:
    """A distribution as numbers: its distribution function between nodes, and its mass at 0.

    Between nodes the distribution function is interpolated linearly.

    Attributes:
        x: increasing nodes, shape (k,).
        p: distribution function of the continuous part there, from 0 to 1 - atom, shape (k,).
        atom: mass at 0.

    Raises:
        InvalidInputError: nodes or levels do not increase, or the levels do not end at 1 - atom.
    """

    x: NDArray
    p: NDArray
    atom: float = 0.0

    def __post_init__(self) -> None:
        if self.x.shape != self.p.shape or np.any(np.diff(self.x) <= 0):
            raise InvalidInputError("a table needs strictly increasing nodes, one level each")
        if np.any(np.diff(self.p) < 0) or not np.isclose(self.p[-1], 1 - self.atom, atol=MASS):
            raise InvalidInputError(
                f"a table's levels rise from 0 to 1 - atom = {1 - self.atom:.6g}, "
                f"these end at {self.p[-1]:.6g}"
            )

    def __repr__(self) -> str:
        ends = f"[{self.x[0]:.4g}, {self.x[-1]:.4g}]"
        return f"Table({len(self.x)} nodes on {ends}, atom {self.atom:.4g})"

    @checked
    def cdf(self, x: Points) -> NDArray:
        """Mass of (-inf, x], atom included."""
        x = np.asarray(x, dtype=float)
        return self.continuous(x) + self.atom * (x >= 0)

    @checked
    def below(self, x: Points) -> NDArray:
        """Mass of (-inf, x)."""
        x = np.asarray(x, dtype=float)
        return self.continuous(x) + self.atom * (x > 0)

    @checked
    def quantile(self, p: Reals) -> NDArray:
        """Smallest x with cdf(x) >= p."""
        p = np.asarray(p, dtype=float)
        left = self.continuous(np.zeros(()))
        shifted = np.where(p > left, np.maximum(p - self.atom, left), p)
        inside = (p > left) & (p <= left + self.atom)
        return np.where(inside, 0.0, np.interp(shifted, self.p, self.x))

    @checked
    def density(self, edges: Vector) -> NDArray:
        """Mean density of the continuous part between consecutive ``edges``.

        Raises:
            InvalidInputError: fewer than two edges, or they do not increase.
        """
        edges = np.asarray(edges, dtype=float)
        if edges.size < 2 or not np.all(np.diff(edges) > 0):
            raise InvalidInputError(f"needs two edges or more, increasing, got {shown(edges)}")
        return np.diff(self.continuous(edges)) / np.diff(edges)

    @checked
    def scaled(self, scale: float, shift: float = 0.0) -> "Affine":
        """The law of scale * X + shift, scale > 0."""
        return Affine(self, scale, shift)

    @checked
    def continuous(self, x: Reals) -> NDArray:
        """Mass of the continuous part in (-inf, x]."""
        return np.interp(np.asarray(x, dtype=float), self.x, self.p, left=0.0, right=1 - self.atom)


@checked
@dataclass(frozen=True)
class Affine:
    """The law of scale * X + shift for X distributed as ``table``."""

    table: Table
    scale: float
    shift: float = 0.0

    @checked
    def cdf(self, x: Points) -> NDArray:
        """Mass of (-inf, x]."""
        return self.table.cdf(self._back(x))

    @checked
    def below(self, x: Points) -> NDArray:
        """Mass of (-inf, x)."""
        return self.table.below(self._back(x))

    @checked
    def quantile(self, p: Reals) -> NDArray:
        """Smallest x with cdf(x) >= p."""
        return self.scale * self.table.quantile(p) + self.shift

    @checked
    def density(self, edges: Vector) -> NDArray:
        """Mean density of the continuous part between consecutive ``edges``."""
        return self.table.density(self._back(edges)) / self.scale

    def _back(self, x: ArrayLike) -> NDArray:
        return (np.asarray(x, dtype=float) - self.shift) / self.scale


Tables = Mapping[Shape, Table]  # the solved laws of one family


@checked
@dataclass(frozen=True, repr=False)
class MatrixLaw:
    r"""A family of limit laws of random symmetric matrices, up to scale and shift.

    The standard form has variance one if it has both signs, mean one if it is nonnegative.

    Attributes:
        label: what a legend prints.
        source: where the law comes from.
        shapes: name of each shape parameter and the values among which a fit chooses.
        solve: ``solve(**shape)`` gives the law as a :class:`Table`.
        atom: ``atom(**shape)`` is its mass at 0, in closed form.
        stieltjes: ``stieltjes(z, **shape)`` is :math:`\int \nu(dt)/(z-t)` off the axis.
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

    def __repr__(self) -> str:
        shapes = f", shapes: {', '.join(self.shapes)}" if self.shapes else ""
        return f"MatrixLaw({self.label}{shapes})"

    @checked
    def combinations(self, chosen: Mapping[str, Iterable[float]] | None = None) -> list[Shape]:
        """All combinations of shape parameters, of the values ``chosen`` where there are some.

        Raises:
            InvalidInputError: the family has no such parameter.
        """
        chosen = chosen or {}
        unknown = sorted(set(chosen) - set(self.shapes))
        if unknown:
            raise InvalidInputError(
                f"{self.label}: no shape parameter {', '.join(unknown)}; "
                f"there: {', '.join(self.shapes) or 'none'}"
            )
        grid = {**self.shapes, **chosen}
        return [tuple(zip(grid, values, strict=True)) for values in product(*grid.values())]
