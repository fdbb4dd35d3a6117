"""What a law proves about itself before anyone may use it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from freewidth.adding import added
from freewidth.arguments import checked
from freewidth.errors import NotConvergedError
from freewidth.freeprob.logs import upper_log
from freewidth.freeprob.moments import series_moments
from freewidth.freeprob.newton import NOISE, newton
from freewidth.freeprob.piecewise import rule
from freewidth.freeprob.product import Product, unfolded
from freewidth.freeprob.segment import SIZE
from freewidth.freeprob.solved_segment import SolvedSegment

if TYPE_CHECKING:
    from freewidth.freeprob._law import Law

RESIDUAL = 1e-9  # relative defect of the density between nodes, where it is not itself rounding
MASS = 1e-10  # continuous part + atoms - 1
EXACT = 1e-10  # F from the segments against F from the closed form
MOMENT = 1e-9  # relative, k <= 4
HALF_PLANE = 1e-8  # relative imaginary part on the wrong side: rounding only
ORDERS = 4
BETWEEN = np.array([-0.93, 0.02, 0.71])  # coordinates of a segment off its nodes
SOLVED = 1e-9  # last correction of the new solutions there
STEP = 1e-3  # of the distance from an edge, in differences
SPARE = (
    116.0  # in log x: next to the smallest number some w may be none; x < 1e-273 is not certified
)
STRIDE = 10.0  # in log x: long enough for a defect to rise above rounding
FAINT = 2 * NOISE / RESIDUAL  # of |y|: a density below it is known to RESIDUAL of this only
ROUNDINGS = 4.0  # of log z: in the new solution, in u, and in those the density was drawn through
HEAVY = 1e-12  # mass of a segment from which its density must be right to RESIDUAL
NEAR_SINGULAR = 1e-7  # in log x: nearer to singular values of the only K its rule loses digits


@checked
@dataclass(frozen=True)
class Certificate:
    """Measured defects of a law, all dimensionless and ideally 0.

    Attributes:
        residual: largest relative difference between the stored density and a new Newton solution
            between the nodes, with every layer for itself; a density that varies so fast that the
            rounding of log z moves it by more than RESIDUAL counts in proportion.
        mass: the modulus of continuous part + atoms - 1.
        distribution: largest difference between F by integration and F in closed form.
        moments: largest relative difference between integrals of x^k and the power series, k <= 4.
        half_plane: largest relative imaginary part of m or of some w on the wrong side of the axis.
    """

    residual: float
    mass: float
    distribution: float
    moments: float
    half_plane: float

    def __repr__(self) -> str:
        return f"certified to {self.worst:.1e}"

    @property
    def worst(self) -> float:
        """The largest of these defects."""
        return max(self.residual, self.mass, self.distribution, self.moments, self.half_plane)


@dataclass(frozen=True)
class Defect:
    """The largest of its kind, and the x where it is, if it is at one."""

    size: float
    x: float | None = None


NOTHING = Defect(0.0)


def largest(sizes: NDArray, u: NDArray) -> Defect:
    """The largest of some defects at x = exp(u), arrays (N,)."""
    worst = int(np.argmax(sizes))
    return Defect(float(sizes[worst]), float(np.exp(u[worst])))


def worst(defects: Sequence[Defect]) -> Defect:
    """The worst of several; what is no number is worse than any."""
    return defects[int(np.argmax([defect.size for defect in defects]))]


def trivial() -> Certificate:
    """For M = 0, where there is nothing to check."""
    return Certificate(0.0, 0.0, 0.0, 0.0, 0.0)


def certify(
    law: Law, product: Product, solved: Sequence[SolvedSegment], deepest: float
) -> Certificate:
    """Measure all defects of a law solved for log x >= ``deepest`` where w allows.

    Where the product is in units of the mass off 0, ``law`` is that off 0 alone.

    Raises:
        NotConvergedError: one is above its tolerance; the message says which, where and how much.
    """
    residual = _residual(law, product, solved)
    distribution = worst((_distribution(law, product, solved), _extrapolation(law, deepest)))
    return certificate(law, product, residual, distribution, _wrong_side(solved))


def certificate(
    law: Law, product: Product, residual: Defect, distribution: Defect, half_plane: float
) -> Certificate:
    """The certificate of a law whose density and distribution are off by so much.

    Raises:
        NotConvergedError: a defect is above its tolerance.
    """
    atoms = fsum(mass for _, mass in law.atoms)
    mass = float(abs(law.tail[1] + law.pieces.mass.sum() + atoms - 1))
    moments = _moments(law, product)
    checks = {
        "residual": (residual, RESIDUAL),
        "mass": (Defect(mass), MASS),
        "distribution": (distribution, EXACT),
        "moments": (Defect(moments), MOMENT),
        "half_plane": (Defect(half_plane), HALF_PLANE),
    }
    for name, (defect, limit) in checks.items():
        _require(law, name, defect, limit)
    return Certificate(**{name: defect.size for name, (defect, _) in checks.items()})


def _require(law: Law, name: str, defect: Defect, limit: float) -> None:
    """Raise NotConvergedError if a defect is above its tolerance."""
    if not defect.size <= limit:  # nan is above
        at = "" if defect.x is None else f" near x={defect.x:.12g}"
        raise NotConvergedError(
            f"{law.label}: the law does not certify: {name} is off by {defect.size:.1e} > "
            f"{limit:.0e}{at} (atoms {law.atoms}, support {law.support}). A gap "
            f"or edge may be unresolved: change a parameter slightly, or report the network"
        )


def _residual(law: Law, product: Product, solved: Sequence[SolvedSegment]) -> Defect:
    """Defect of the stored density against fresh solutions between nodes."""
    if not solved:
        return NOTHING
    at = [one.segment.at(BETWEEN) for one in solved]
    u = np.concatenate([offset for offset, _ in at])
    guess = [_guess(one, *spot) for one, spot in zip(solved, at, strict=True)]
    y, w, rate = (np.concatenate([g[k] for g in guess]) for k in range(3))
    whole, blend = unfolded(law.of, product)
    new = newton(whole, u + 0j, y, np.exp(upper_log(w) @ blend.T))
    stored = np.concatenate([one.per_log(v) for one, (v, _) in zip(solved, at, strict=True)])
    noise = ROUNDINGS * whole.rounding(new.y, new.w) * rate
    size = np.maximum(np.abs(new.y.imag), np.maximum(FAINT * np.abs(new.y), noise / RESIDUAL))
    defect = np.abs(np.pi * stored + new.y.imag) / size
    defect *= np.minimum(1.0, _distance(product, u) / NEAR_SINGULAR) ** 2
    defect *= np.minimum(1.0, np.repeat(law.pieces.mass, BETWEEN.size) / HEAVY)
    return largest(np.where(new.converged(SOLVED), defect, np.inf), u)


def _guess(solved: SolvedSegment, u: NDArray, v: NDArray) -> tuple[NDArray, NDArray, NDArray]:
    """(y, w, |dy/du|), by a difference over a small part of the distance v from the edge."""
    step = STEP * np.minimum(v, solved.segment.width)
    y, w = solved.interpolate(np.concatenate([u, u + step, u - step]))
    now, ahead, behind = np.split(y, 3)
    return now, w[: u.size], np.abs(ahead - behind) / (2 * step)


def _distance(product: Product, u: NDArray) -> NDArray:
    """In log x, to the values at which the density of M = K is singular; else infinite.

    The rule for K loses its digits near them like the inverse square of this distance.
    """
    if not product.bare:
        return np.full(u.shape, np.inf)
    slopes = product.layers[0].law
    singular = product.constant + np.log([*slopes.critical, slopes.top])
    return np.min(np.abs(u[:, None] - singular), axis=1)


def _distribution(law: Law, product: Product, solved: Sequence[SolvedSegment]) -> Defect:
    """F by integration against 1 - Im(potential)/pi at a node of every segment."""
    if not solved:
        return NOTHING
    middle = SIZE // 2
    u = np.array([one.segment.nodes[0][middle] for one in solved])
    y = np.array([one.y[middle] for one in solved])
    w = np.stack([one.w[middle] for one in solved])
    exact = 1 - product.potential(y, w, u + 0j).imag / np.pi
    found = law.pieces.cumulative(u)  # x itself may be too small for a number
    for position, mass in law.atoms:
        found = found + mass * (position <= np.exp(u))
    return largest(np.abs(found - exact), u)


def _extrapolation(law: Law, deepest: float) -> Defect:
    """What the power law below the smallest x solved for is off by, at most.

    Its defect grows like the square of the distance in log x, down to the smallest number there is;
    here it is measured upwards, over a distance of STRIDE. Where x has no digits left it counts for
    nothing.
    """
    low, mass, exponent = law.tail
    if mass <= EXACT or low < deepest + SPARE:
        return NOTHING
    above = law.pieces.cumulative(np.array([low + STRIDE]))[0]
    defect = abs(above - mass * np.exp(exponent * STRIDE))
    return Defect(float(defect * ((low - deepest) / STRIDE) ** 2), float(np.exp(low)))


def _moments(law: Law, product: Product) -> float:
    """Largest relative difference between integrals of x^k and the power series, k <= 4."""
    rule_of = [product.rule] if product.layers else []
    exact = series_moments(law.of, ORDERS, *rule_of) / product.share
    orders = np.arange(1, ORDERS + 1)
    found = added(mass * a**orders for a, mass in law.atoms) + np.zeros(ORDERS)
    if law.pieces.left.size:
        u, weight = rule(law.pieces)
        found = found + np.exp(orders[:, None] * u) @ weight
    with np.errstate(invalid="ignore"):
        return float(np.max(np.abs(found / exact - 1)))


def _wrong_side(solved: Sequence[SolvedSegment]) -> float:
    """Largest relative imaginary part of m or of some w beyond the real axis, at all nodes."""
    beyond = 0.0
    for one in solved:
        beyond = max(beyond, float(np.max(one.y.imag / np.abs(one.y))))
        beyond = max(beyond, float(np.max(-one.w.imag / np.abs(one.w), initial=0.0)))
    return beyond
