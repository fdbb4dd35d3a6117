r"""The law K of :math:`\phi'(h)^2`, h a pre-activation, as a complex quadrature without poles.

Everything the solver needs from K is the integral of an analytic function that is singular only
where k equals a point w of the closed upper half plane. Along the path of :mod:`.contour` it is
not, and K becomes a finite "measure" with nodes in the closed lower half plane,

.. math:: \mathbb E\,f(k) = \sum_j c_j f(k_j), \qquad \sum_j c_j = P(k \ne 0),

exact to rounding up to the axis. Straight pieces of phi contribute exact atoms.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from freewidth.activations import ACTIVATIONS
from freewidth.errors import NotConvergedError
from freewidth.freeprob.logs import upper_log
from freewidth.freeprob.sums import Sums
from freewidth.jacobian.contour import Path, path
from freewidth.preactivation import Preactivation

DEEPER = 30  # the smallest |w| should exceed the floor by this factor
DRY = 1e-15  # share in A of what is neglected


@dataclass(frozen=True, eq=False)
class SlopeLaw:
    r"""K as nodes ``k`` and weights ``c`` (complex; atoms real), the atom at 0 left out.

    Attributes:
        k, c: shape (N,), :math:`\Im k_j \le 0`; atoms are among them.
        mass: P(k != 0), the sum of c.
        atoms: pairs (position, mass), zero not among them.
        curved: intervals (low, high) filled by the curved pieces.
        critical: values of k where its density is singular; w must keep ``blur`` off them.
        floor: smallest :math:`|w|` for which the rule is meant.
        calm, crest: below, or above it K has less mass than rounding (the atom at 0 apart); calm is
            0 and crest the top of the support if there is none.
        decay: exponent alpha with P(0 < k < t) ~ t^alpha up to logarithms, inf for what is
            smaller than every power; nan where the tails of an exponential bias make it 0.
    """

    k: NDArray
    c: NDArray
    mass: float
    atoms: tuple[tuple[float, float], ...]
    curved: tuple[tuple[float, float], ...]
    critical: tuple[float, ...]
    blur: float
    floor: float
    calm: float
    crest: float
    decay: float

    @property
    def top(self) -> float:
        """Right end of the support."""
        return max([a for a, _ in self.atoms] + [high for _, high in self.curved])

    @property
    def bottom(self) -> float:
        """Left end of the support without the atom at 0."""
        return min([a for a, _ in self.atoms] + [low for low, _ in self.curved])

    @cached_property
    def dry(self) -> bool:
        """Whether K near and below ``floor`` is too rare to enter A at any w, however small."""
        small = np.abs(self.k) < DEEPER * self.floor
        share = np.abs(self.c[small] / self.k[small]).sum()
        return bool(share < DRY * abs(np.sum(self.c / self.k)))

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
        r""":math:`A = \mathbb E[w/(w-k);\,k\ne0] = P(k\ne0) + \psi` and dA/dlog w, shape of w."""
        flat = np.asarray(w, dtype=complex).ravel()
        parts = self._sums.flow(np.zeros(flat.size, dtype=int), flat)
        return tuple(part.reshape(np.shape(w)) for part in parts)

    @cached_property
    def _sums(self):
        return Sums(self.k, self.c[None])

    def potential(self, w: NDArray) -> NDArray:
        r""":math:`\mathbb E[\log(w-k);\,k\ne0]` for w in the closed upper half plane."""
        w = np.asarray(w, dtype=complex)
        return upper_log(w[..., None] - self.k) @ self.c

    def moments(self, order: int, unit: float = 1.0) -> NDArray:
        """E (k/unit)^j for j = 1..order, shape (order,)."""
        k = self.k / unit
        out, power = np.empty(order), np.ones_like(k)
        for j in range(order):
            power *= k
            out[j] = np.real(self.c @ power)
        return out


@dataclass(frozen=True)
class Values:
    """A law K of finitely many values: pairs (k >= 0, probability)."""

    pairs: tuple[tuple[float, float], ...]


Slope = str | Values  # where K comes from: the name of an activation, or its values


@lru_cache(maxsize=4096)
def slope_law(name: Slope, y: Preactivation, floor: float = 1e-30, blur: float = 1e-4) -> SlopeLaw:
    r"""K for the activation called ``name`` at the pre-activation y, resolved for :math:`|w|\ge`
    ``floor`` and for w no nearer than ``blur`` (times the largest slope) to a singular point of K.

    Raises:
        NotConvergedError: the contour cannot be bent into the half plane where k stays below the
            axis, or its nodes do not reproduce the probability of a piece.
    """
    if isinstance(name, Values):
        return _assemble([], _merge(name.pairs), floor, blur)
    phi = ACTIVATIONS[name]
    if y.variance == 0:
        values = np.real(phi.df(y.mixture[0])) ** 2
        pairs = zip(values.tolist(), y.mixture[1].tolist(), strict=True)
        return _assemble([], _merge(pairs), floor, blur)
    atoms, curves = [], []
    for i, ((left, right), slope) in enumerate(zip(phi.pieces, phi.slopes, strict=True)):
        if slope is not None:
            atoms.append((float(slope) ** 2, y.between(left, right)))
        else:
            octave = 2.0 ** np.floor(np.log2(y.variance))
            nodes = path(name, i, octave, floor, blur, None if y.gaussian else y)
            seen = _seen(phi, nodes, y, left, right)
            curves.append((*_curve(nodes, left, right, y, phi.label), seen))
    return _assemble(curves, _merge(atoms), floor, blur)


@lru_cache(maxsize=4096)
def masses(name: Slope, y: Preactivation) -> tuple[float, tuple[tuple[float, float], ...]]:
    """P(k != 0) and the atoms (position, mass) off 0, without the curved part of the rule."""
    if isinstance(name, Values) or y.variance == 0:
        return (law := slope_law(name, y)).mass, law.atoms
    phi = ACTIVATIONS[name]
    pieces = [(slope, y.between(*ends)) for ends, slope in zip(phi.pieces, phi.slopes, strict=True)]
    atoms = _merge((float(slope) ** 2, p) for slope, p in pieces if slope is not None)
    atoms = tuple((a, p) for a, p in atoms if a > 0)
    curved = sum(p for slope, p in pieces if slope is None)
    return min(1.0, sum(p for _, p in atoms) + curved), atoms


def _seen(phi, nodes, y, low, high):
    """Least k with |h| < 9 sqrt(v) off all shifts, of mass 2e-19, largest with 8 sqrt(v), 1e-15."""
    end = y.reach + 9 * np.sqrt(y.variance)
    h = np.linspace(max(low, -end), min(high, end), 1001)
    if h[0] >= h[-1]:
        return 0.0, nodes.high
    slope = np.real(phi.df(h))
    k = slope**2
    flips = np.any(np.diff(np.sign(slope)) != 0)
    crest = float(k[np.abs(h) <= end - np.sqrt(y.variance)].max(initial=k.min()))
    between = [v for v in (*nodes.critical, nodes.high) if crest <= v <= crest * (1 + 1e-4)]
    return 0.0 if flips else float(k.min()), max([crest, *between])  # maxima between points of h


def _merge(atoms):
    total = {}
    for position, mass in atoms:
        total[position] = total.get(position, 0.0) + mass
    return tuple(sorted((a, p) for a, p in total.items() if p > 0))


def _curve(nodes: Path, low, high, y, label):
    """Weights of one curved piece low < h < high: (k, c, mass, path, decay)."""
    mass = y.between(low, high)
    rest = [
        0.0 if nodes.left == low else y.below(nodes.left) - y.below(low),
        0.0 if nodes.right == high else y.above(nodes.right) - y.above(high),
    ]
    rest = np.array([0.0, 2 * rest[1]] if nodes.even else rest)
    outside = rest.sum()
    c = nodes.dh * sum(y.density(nodes.h + turn) for turn in nodes.turns)
    c = 2 * c if nodes.even else c
    defect = abs(c.sum() + outside - mass)
    if not defect < 1e-11:  # Gauss panels leave 1e-14 when phi' is analytic
        raise NotConvergedError(
            f"{label} at variance {y.q:.4g}: the quadrature of phi' misses the probability of "
            f"the piece ({low:.4g}, {high:.4g}) by {defect:.1e}; declare its kinks"
        )
    c = c * ((mass - outside) / c.sum())
    circle = nodes.radius * np.exp(2j * np.pi * np.arange(nodes.merge.shape[0]) / len(nodes.merge))
    k = np.concatenate([nodes.k[~nodes.tiny], circle, nodes.beyond])
    c = np.concatenate([c[~nodes.tiny], nodes.merge @ c[nodes.tiny], rest])
    keep = c != 0
    alpha = min([0.5 if nodes.vanishes else np.inf] + [_alpha(tail, y) for tail in nodes.tails])
    return k[keep], c[keep], mass, nodes, alpha


def _alpha(tail, y):
    """Decay exponent of K in one tail of h: finite only where log k falls like h^2."""
    h2, log_k = tail
    if h2.size <= 4:
        return np.inf
    if y.unbounded:
        return np.nan
    order = 2 * np.log(log_k[-1] / log_k[0]) / np.log(h2[-1] / h2[0])  # log k ~ -|h|^order
    if order < 1.5:
        return np.inf
    return float((h2[-1] - h2[0]) / (2 * y.variance) / (log_k[0] - log_k[-1]))


def _assemble(curves, atoms, floor, blur):
    atoms = tuple((a, p) for a, p in atoms if a > 0)
    k = [np.array([a for a, _ in atoms], complex), *(k for k, *_ in curves)]
    c = [np.array([p for _, p in atoms], complex), *(c for _, c, *_ in curves)]
    return SlopeLaw(
        k=np.concatenate(k),
        c=np.concatenate(c),
        mass=min(1.0, sum(p for _, p in atoms) + sum(mass for _, _, mass, *_ in curves)),
        atoms=atoms,
        curved=tuple((nodes.low, nodes.high) for *_, nodes, _, _ in curves),
        critical=tuple(v for *_, nodes, _, _ in curves for v in nodes.critical),
        blur=blur,
        floor=floor,
        calm=min([a for a, _ in atoms] + [calm for *_, (calm, _) in curves], default=0.0),
        crest=max([a for a, _ in atoms] + [crest for *_, (_, crest) in curves], default=0.0),
        decay=min([np.inf] + [alpha for *_, alpha, _ in curves]),
    )
