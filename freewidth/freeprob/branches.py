r"""Which real branches bound the spectrum: to its right, to its left, in its gaps, at infinity.

Off the support m and all w are real and :math:`dm/dx < 0`. The free interval on the right of the
spectrum is m from 0 upwards with w above each K; the one on its left, if 0 does not carry a hard
edge, is m below :math:`-\mu` with w below. Interior gaps run through gaps of the K. Each free
interval ends where :math:`d\log z/dm = 0` for the first time (a square-root edge) or where m
passes infinity (an atom of the law).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

import numpy as np
from numpy.typing import NDArray

from freewidth.adding import added
from freewidth.freeprob.edge import Side
from freewidth.freeprob.measure import MeasureRule
from freewidth.freeprob.product import Product
from freewidth.freeprob.real_branch import (
    SAMPLES,
    STOP,
    WHOLE,
    RealBranch,
    between,
    real_intervals,
)

UNSEEN = 1e-9  # part of E[1/k] from a tail of K: with more, the law has such a tail, too
NEGLECTED = 1e-16  # |y| below which tails of K that count as empty would be seen
ATOM = 1e-12  # mass of an atom below which it is the tie of a hard edge
TIE = 1e-13  # relative difference of y at which two factors are singular at one point
FROM_ZERO = -25.0  # log of m from which the right edge is looked for
NEAR_ZERO, NEAR_ZERO_BOUNDED = -40.0, -300.0  # of -y, or of its logit where it is bounded


def right_of_spectrum(product: Product) -> tuple[RealBranch, NDArray]:
    """The branch from z = +infinity inwards and a path of y along it, m growing from 0."""
    branch = between(product, [(layer.law.negligible_above, np.inf) for layer in product.layers])
    return branch, product.mu + np.exp(np.linspace(FROM_ZERO, STOP, SAMPLES))


def left_of_spectrum(product: Product) -> tuple[RealBranch, NDArray] | None:
    """The branch from z = +0 to the right, y falling from 0; None for a hard edge at 0.

    Tails of K towards 0 that weigh less than rounding count as empty, if its rule resolves that.
    """
    lower_ends = [_lower_end(layer.law) for layer in product.layers]
    bound = _bound(product, lower_ends)
    if bound is None:
        return None
    branch = between(product, [(-np.inf, end) for end in lower_ends])
    if np.isfinite(bound):
        path = -bound / (1 + np.exp(-np.linspace(NEAR_ZERO_BOUNDED, STOP, 4 * SAMPLES)))
    else:
        path = -np.exp(np.linspace(NEAR_ZERO, STOP, SAMPLES))
    tails = any(layer.law.bottom == 0 for layer in product.layers)
    return branch, path[-path > NEGLECTED * product.mu] if tails else path


def _bound(product: Product, lower_ends: list[float]) -> float | None:
    """Least -y > 0 at which z is singular on the left of the spectrum; None for a hard edge at 0.

    ``lower_ends`` are those of each K; it is infinite where there is no such y.
    """
    order = {delta: float(times) for delta, times, _ in product.factors}  # of z at y = -delta
    stop = set()
    for layer, end in zip(product.layers, lower_ends, strict=True):
        near = TIE * max(1.0, layer.delta)
        delta = next((d for d in order if abs(d - layer.delta) <= near), layer.delta)
        if end > 0:
            order[delta] = order.get(delta, 0) + layer.count
        elif delta == 0:
            return None
        else:
            stop.add(delta)
    if abs(order.get(0.0, 0) - 1) > WHOLE:
        return None
    singular = {delta for delta, times in order.items() if delta > 0 and abs(times) > WHOLE}
    return min(singular | stop, default=np.inf)


def _lower_end(law: MeasureRule) -> float:
    """Below it K counts as empty: less mass than rounding, and no part in A near w = 0 either."""
    below = np.abs(law.k) < law.negligible_below
    share = np.abs(law.c[below] / law.k[below]).sum()
    seen = share > UNSEEN * np.abs(np.sum(law.c / law.k))
    return 0.0 if law.negligible_below <= law.floor or seen else law.negligible_below


@dataclass(frozen=True)
class Infinity:
    """The point m = infinity of a real branch: log x, all w, and the mass of the atom there."""

    u: float
    w: tuple[float, ...]
    mass: float

    @property
    def is_atom(self) -> bool:
        """Whether the law has an atom here; else it just fails to have one: a hard edge."""
        return self.mass > ATOM


def at_infinity(product: Product, side: Side) -> Infinity | None:
    """Where m reaches infinity along the outer branch, with every w above or below its K.

    As :func:`reached`.
    """
    laws = [layer.law for layer in product.layers]
    return reached(product, [law.top if side is Side.RIGHT else law.bottom for law in laws])


def reached(product: Product, ends: Sequence[float] | NDArray) -> Infinity | None:
    """The point m = infinity at which every w is at its ``ends``, if the branch reaches it.

    log z = u + mass/m + ...; where that mass is negative the branch has a critical point before.
    Nor is it reached where z itself runs to infinity, or some K does not end in an isolated atom.
    """
    if product.power + added(times for _, times, _ in product.factors) != 0:
        return None
    mass = float(fsum(times * (product.mu + delta) for delta, times, _ in product.factors))
    u = product.constant
    for layer, end in zip(product.layers, ends, strict=True):
        law = layer.law
        weight = dict(law.atoms).get(end, 0.0)
        if weight == 0 or any(low <= end <= high for low, high in law.curved):
            return None
        mass += layer.count * weight / layer.rho
        u += layer.count * np.log(end)
    if mass < -ATOM:
        return None
    return Infinity(float(u), tuple(float(end) for end in ends), float(mass))


def beside_atom(product: Product, side: Side) -> RealBranch:
    """The branch beyond an atom at that end of the spectrum."""
    outer = between(product, [real_intervals(layer.law)[-1] for layer in product.layers])
    return outer.across_infinity(side)


def through(product: Product, w: NDArray) -> RealBranch | None:
    """The branch through a real solution; None if some w lies inside the support of its K."""
    ends = []
    for layer, value in zip(product.layers, w, strict=True):
        *gaps, outer = real_intervals(layer.law)
        part = next(((a, b) for a, b in gaps if a < value < b), None)
        if part is None and (value > outer[0] or value < outer[1]):
            part = outer
        if part is None:
            return None
        ends.append(part)
    return between(product, ends)
