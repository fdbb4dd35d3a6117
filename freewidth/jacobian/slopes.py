r"""The law K of :math:`\phi'(h)^2`, h a pre-activation, as a complex quadrature without poles.

Along the path of :mod:`.contour` :math:`k = \phi'(h)^2` lies in the lower half plane, and the
density of h there makes it a :class:`freewidth.freeprob.MeasureRule`. Straight pieces of phi
contribute exact atoms.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from math import fsum

import numpy as np

from freewidth.activations import Activation, known
from freewidth.adding import added
from freewidth.arguments import checked
from freewidth.errors import NotConvergedError
from freewidth.freeprob import Family, MeasureRule, Values
from freewidth.freeprob.measure import Atoms, merged
from freewidth.jacobian.contour import Path, path
from freewidth.preactivation import Preactivation

DEFECT = 1e-11  # of the mass of a piece; Gauss panels leave 1e-14 when phi' is analytic
FARTHEST, FAR = 9.0, 1.0  # sqrt(v): |h| beyond 9 has a mass of 2e-19, beyond 9 - 1 one of 1e-15
SAMPLES = 1001  # points between, at which the range of k is looked up
BETWEEN = 1e-4  # relative: maxima of k between these points are no higher above them
SETTLED = 4  # points of a tail: fewer show no power of h in log k
STEEP = 1.5  # least power of h in log k at which K decays like a power, as with h^2


@checked
@dataclass(frozen=True)
class SlopeMeasure:
    """The law of phi'(h)^2: a source of a measure for :mod:`freewidth.freeprob`.

    Attributes:
        activation: name of phi, or phi itself.
        preactivation: law of h.
    """

    activation: str | Activation
    preactivation: Preactivation

    def rule(self, floor: float = 1e-30, blur: float = 1e-4) -> MeasureRule:
        r"""K resolved for :math:`|w|\ge` ``floor``, w not nearer than ``blur`` to singular points.

        The latter is relative to the largest slope.

        Raises:
            NotConvergedError: the contour cannot be deformed into the half plane where k stays
                below the axis, or its nodes do not reproduce the probability of a piece.
        """
        return slope_rule(self, floor, blur)

    def masses(self) -> tuple[float, Atoms]:
        """P(k != 0) and the atoms (position, mass) off 0, without the curved part of the rule."""
        return _masses(self)

    @property
    def phi(self) -> Activation:
        """The activation itself."""
        return known(self.activation)

    @property
    def curved(self) -> bool:
        """Whether K has a continuous part."""
        return self.preactivation.variance > 0 and not self.phi.piecewise_linear

    @property
    def family(self) -> Family | None:
        """Measures of one activation that is curved everywhere, log v the coordinate.

        Up to a factor 2 in the variance v of the Gaussian: at an angle of pi/2 in log v
        :math:`e^{-h^2/2v}` no longer decays.
        """
        y = self.preactivation
        if y.variance == 0 or any(slope is not None for slope in self.phi.slopes):
            return None
        key = self.activation, np.floor(np.log2(y.variance)), y.sigma_b2, y.bias
        return Family(key, float(np.log(y.variance)), self._at)

    def _at(self, coordinate: float) -> "SlopeMeasure":
        y = replace(self.preactivation, variance=float(np.exp(coordinate)))
        return replace(self, preactivation=y)

    def _values(self) -> Values:
        """Without a Gaussian part: the slopes at the values of the bias."""
        shifts, weights = self.preactivation.mixture
        values = np.real(self.phi.df(shifts)) ** 2
        return Values(tuple(zip(values.tolist(), weights.tolist(), strict=True)))


@lru_cache(maxsize=4096)
def slope_rule(source: SlopeMeasure, floor: float, blur: float) -> MeasureRule:
    """See :meth:`SlopeMeasure.rule`."""
    phi, y = source.phi, source.preactivation
    if y.variance == 0:
        return source._values().rule(floor, blur)
    atoms, curves = [], []
    for i, ((left, right), slope) in enumerate(zip(phi.pieces, phi.slopes, strict=True)):
        if slope is not None:
            atoms.append((float(slope) ** 2, y.between(left, right)))
        else:
            octave = 2.0 ** np.floor(np.log2(y.variance))
            nodes = path(source.activation, i, octave, floor, blur, None if y.gaussian else y)
            seen = _seen(phi, nodes, y, left, right)
            curves.append((*_curve(nodes, left, right, y, phi.label), seen))
    return _assemble(curves, merged(atoms), floor, blur)


@lru_cache(maxsize=4096)
def _masses(source: SlopeMeasure) -> tuple[float, Atoms]:
    phi, y = source.phi, source.preactivation
    if y.variance == 0:
        return source._values().masses()
    pieces = [(slope, y.between(*ends)) for ends, slope in zip(phi.pieces, phi.slopes, strict=True)]
    atoms = merged((float(slope) ** 2, p) for slope, p in pieces if slope is not None)
    atoms = tuple((a, p) for a, p in atoms if a > 0)
    curved = fsum(p for slope, p in pieces if slope is None)
    return min(1.0, fsum(p for _, p in atoms) + curved), atoms


def _seen(phi, nodes, y, low, high):
    """Least k with |h| < 9 sqrt(v) off all shifts, of mass 2e-19, largest with 8 sqrt(v), 1e-15."""
    end = y.reach + FARTHEST * np.sqrt(y.variance)
    h = np.linspace(max(low, -end), min(high, end), SAMPLES)
    if h[0] >= h[-1]:
        return 0.0, nodes.high
    slope = np.real(phi.slope_on(low, high)(h))
    k = slope**2
    flips = np.any(np.diff(np.sign(slope)) != 0)
    top = float(k[np.abs(h) <= end - FAR * np.sqrt(y.variance)].max(initial=k.min()))
    between = [v for v in (*nodes.critical, nodes.high) if top <= v <= top * (1 + BETWEEN)]
    return 0.0 if flips else float(k.min()), max([top, *between])


def _curve(nodes: Path, low, high, y, label):
    """Weights of one curved piece low < h < high: (k, c, mass, path, decay)."""
    mass = y.between(low, high)
    outer = [
        0.0 if nodes.left == low else y.below(nodes.left) - y.below(low),
        0.0 if nodes.right == high else y.above(nodes.right) - y.above(high),
    ]
    rest = np.array([0.0, 2 * outer[1]] if nodes.even else outer)
    outside = rest.sum()
    c = nodes.dh * added(y.density(nodes.h + shift) for shift in nodes.shifts)
    c = 2 * c if nodes.even else c
    defect = abs(c.sum() + outside - mass)
    if not defect < DEFECT:
        raise NotConvergedError(
            f"{label} at variance {y.q:.4g}: the quadrature of phi' misses the probability of "
            f"the piece ({low:.4g}, {high:.4g}) by {defect:.1e}; declare its kinks"
        )
    c = c * ((mass - outside) / c.sum())
    circle = nodes.radius * np.exp(2j * np.pi * np.arange(nodes.merge.shape[0]) / len(nodes.merge))
    k = np.concatenate([nodes.k[~nodes.tiny], circle, nodes.beyond])
    c = np.concatenate([c[~nodes.tiny], nodes.merge @ c[nodes.tiny], rest])
    keep = c != 0
    zero = 0.5 / nodes.order if nodes.order else np.inf  # k ~ t^(2 order) next to a zero of phi'
    alpha = min([zero] + [_alpha(tail, y) for tail in nodes.tails])
    return k[keep], c[keep], mass, nodes, alpha


def _alpha(tail, y):
    """Decay exponent of K in one tail of h: finite only where log k falls like h^2."""
    h2, log_k = tail
    if h2.size <= SETTLED:
        return np.inf
    if y.unbounded:
        return np.nan
    order = 2 * np.log(log_k[-1] / log_k[0]) / np.log(h2[-1] / h2[0])  # log k ~ -|h|^order
    if order < STEEP:
        return np.inf
    return float((h2[-1] - h2[0]) / (2 * y.variance) / (log_k[0] - log_k[-1]))


def _assemble(curves, atoms, floor, blur):
    atoms = tuple((a, p) for a, p in atoms if a > 0)
    k = [np.array([a for a, _ in atoms], complex), *(k for k, *_ in curves)]
    c = [np.array([p for _, p in atoms], complex), *(c for _, c, *_ in curves)]
    return MeasureRule(
        k=np.concatenate(k),
        c=np.concatenate(c),
        mass=min(1.0, fsum(p for _, p in atoms) + fsum(mass for _, _, mass, *_ in curves)),
        atoms=atoms,
        curved=tuple((nodes.low, nodes.high) for *_, nodes, _, _ in curves),
        critical=tuple(v for *_, nodes, _, _ in curves for v in nodes.critical),
        blur=blur,
        floor=floor,
        negligible_below=min([a for a, _ in atoms] + [low for *_, (low, _) in curves], default=0.0),
        negligible_above=max([a for a, _ in atoms] + [top for *_, (_, top) in curves], default=0.0),
        decay=min([np.inf] + [alpha for *_, alpha, _ in curves]),
    )
