r"""Measures K on [0, inf): a source says where one comes from, a rule is its quadrature.

Everything the solver needs from K is the integral of an analytic function that is singular only
where k equals a point w of the closed upper half plane. Along a path in the closed lower half plane
it is not, and K becomes a finite complex "measure",

.. math:: \int_{k\ne0} f(k)\,K(dk) = \sum_j c_j f(k_j), \qquad \sum_j c_j = K(k \ne 0),

exact to rounding up to the axis. Atoms are nodes on the axis.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import fsum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from freewidth.arguments import checked
from freewidth.freeprob.logs import log_plus, upper_log
from freewidth.freeprob.sums import Sums

DEEPER = 30  # the smallest |w| should exceed the floor by this factor
NEGLIGIBLE = 1e-15  # share in A of what is neglected

Atoms = tuple[tuple[float, float], ...]  # pairs (position, mass), increasing in position


@dataclass(frozen=True, eq=False)
class MeasureRule:
    r"""K as nodes ``k`` and weights ``c`` (complex; atoms real), the atom at 0 left out.

    Attributes:
        k, c: shape (N,), :math:`\Im k_j \le 0`; atoms are among them.
        mass: K(k != 0), the sum of c.
        atoms: pairs (position, mass), zero not among them.
        curved: intervals (low, high) filled by the continuous part.
        critical: values of k where its density is singular; w must keep ``blur`` off them.
        blur: the least distance of w from them, over the largest k, for which the rule is meant.
        floor: smallest :math:`|w|` for which the rule is meant.
        negligible_below, negligible_above: below, or above it K has less mass than rounding (the
            atom at 0 apart): 0 and the top of the support if there is no such tail.
        decay: exponent alpha with K(0 < k < t) ~ t^alpha up to logarithms, inf for what is
            smaller than every power; nan where alpha is 0.
    """

    k: NDArray
    c: NDArray
    mass: float
    atoms: Atoms
    curved: tuple[tuple[float, float], ...]
    critical: tuple[float, ...]
    blur: float
    floor: float
    negligible_below: float
    negligible_above: float
    decay: float

    def __repr__(self) -> str:
        return f"MeasureRule({self.k.size} nodes, mass {self.mass:g}, floor {self.floor:.1e})"

    @property
    def top(self) -> float:
        """Right end of the support."""
        return max([a for a, _ in self.atoms] + [high for _, high in self.curved])

    @property
    def bottom(self) -> float:
        """Left end of the support without the atom at 0."""
        return min([a for a, _ in self.atoms] + [low for low, _ in self.curved])

    @cached_property
    def negligible_at_floor(self) -> bool:
        """Whether K near and below ``floor`` is too rare to enter A at any w, however small."""
        small = np.abs(self.k) < DEEPER * self.floor
        share = np.abs(self.c[small] / self.k[small]).sum()
        return bool(share < NEGLIGIBLE * abs(np.sum(self.c / self.k)))

    @property
    def gaps(self) -> tuple[tuple[float, float], ...]:
        """Bounded components of the complement of the support, between positive points of it."""
        parts = sorted([(a, a) for a, _ in self.atoms] + list(self.curved))
        gaps, reach = [], parts[0][1]
        for low, high in parts[1:]:
            if low > reach:
                gaps.append((reach, low))
            reach = max(reach, high)
        return tuple(gaps)

    def flow(self, w: NDArray) -> tuple[NDArray, NDArray]:
        r""":math:`A = \mathbb E[w/(w-k);\,k\ne0] = K(k\ne0) + \psi` and dA/dlog w, shape of w."""
        flat = np.asarray(w, dtype=complex).ravel()
        value, slope = self._sums.flow(np.zeros(flat.size, dtype=int), flat)
        return value.reshape(np.shape(w)), slope.reshape(np.shape(w))

    @cached_property
    def _sums(self) -> Sums:
        return Sums(self.k, self.c[None])

    def potential(self, w: NDArray) -> NDArray:
        r""":math:`\mathbb E[\log(w-k);\,k\ne0]` for w in the closed upper half plane."""
        w = np.asarray(w, dtype=complex)
        with np.errstate(divide="ignore", invalid="ignore"):  # at a node: no number
            return upper_log(w[..., None] - self.k) @ self.c

    def excess(self, w: NDArray) -> NDArray:
        r""":math:`\mathbb E[\log(1-k/w);\,k\ne0]` likewise, for w far above K."""
        return log_plus(-self.k / np.asarray(w, dtype=complex)[..., None]) @ self.c

    def moments(self, order: int, unit: float = 1.0) -> NDArray:
        """E (k/unit)^j for j = 1..order, shape (order,)."""
        k = self.k / unit
        out, power = np.empty(order), np.ones_like(k)
        for j in range(order):
            power *= k
            out[j] = np.real(self.c @ power)
        return out


class Source(Protocol):
    """Where a measure comes from; hashable, and equal to sources of the same measure."""

    def __hash__(self) -> int: ...

    def rule(self, floor: float, blur: float) -> MeasureRule:
        """The measure for :math:`|w|` >= ``floor`` and w at ``blur`` from singular points of K.

        Raises:
            NotConvergedError: the quadrature does not reproduce the mass of K.
        """
        ...

    def masses(self) -> tuple[float, Atoms]:
        """K(k != 0) and the atoms (position, mass) off 0, exactly."""
        ...

    @property
    def family(self) -> "Family | None":
        """Its place among measures of which a few stand for many, None if it stands alone."""
        ...


@dataclass(frozen=True)
class Family:
    """A place in a family of measures that depend analytically on one coordinate.

    Attributes:
        key: what members of one family have in common: of these a few may stand for many.
        coordinate: the place. For all y, log w(y) is analytic in it as far as 1 from the members.
        member: the measure at any other coordinate between those of members.
    """

    key: Hashable
    coordinate: float
    member: Callable[[float], Source]


@checked
@dataclass(frozen=True)
class Values:
    """A law K of finitely many values: pairs (k >= 0, probability)."""

    pairs: tuple[tuple[float, float], ...]

    @property
    def family(self) -> Family | None:
        """None: no other measure may stand for it."""
        return None

    def rule(self, floor: float, blur: float) -> MeasureRule:
        """Its values themselves, see :class:`Source`."""
        return _values_rule(self, floor, blur)

    def masses(self) -> tuple[float, Atoms]:
        """See :class:`Source`."""
        atoms = tuple((a, p) for a, p in merged(self.pairs) if a > 0)
        return min(1.0, fsum(p for _, p in atoms)), atoms


@lru_cache(maxsize=4096)
def _values_rule(values: Values, floor: float, blur: float) -> MeasureRule:
    mass, atoms = values.masses()
    positions = [a for a, _ in atoms]
    return MeasureRule(
        k=np.array(positions, complex),
        c=np.array([p for _, p in atoms], complex),
        mass=mass,
        atoms=atoms,
        curved=(),
        critical=(),
        blur=blur,
        floor=floor,
        negligible_below=min(positions, default=0.0),
        negligible_above=max(positions, default=0.0),
        decay=np.inf,
    )


def merged(atoms: Iterable[tuple[float, float]]) -> Atoms:
    """Pairs of positive mass, increasing, masses at one position added up."""
    total: dict[float, float] = {}
    for position, mass in atoms:
        total[position] = total.get(position, 0.0) + mass
    return tuple(sorted((a, p) for a, p in total.items() if p > 0))
