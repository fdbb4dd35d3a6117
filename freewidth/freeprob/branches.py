r"""Real branches of log z(m): where the axis is free of spectrum, and the edges that end it.

Off the support m and all w are real and :math:`dm/dx < 0`. The free interval on the right of the
spectrum is m from 0 upwards with w above each K; the one on its left, if 0 does not carry a hard
edge, is m below :math:`-\mu` with w below. Interior gaps run through gaps of the K. Each free
interval ends where :math:`d\log z/dm = 0` for the first time (a square-root edge) or where m
passes infinity (an atom of the law).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from freewidth.freeprob.free import SAMPLES, WHOLE, Free, between, stretches
from freewidth.freeprob.product import Product

UNSEEN = 1e-9  # part of E[1/k] from a tail of K: with more, the law has such a tail, too
NEGLECTED = 1e-16  # |y| below which tails of K that count as empty would be seen
TIE = 1e-12  # mass of an atom below which it is the tie of a hard edge


def right_of_spectrum(product: Product) -> tuple[Free, NDArray]:
    """The stretch from z = +infinity inwards and a path of y along it, m growing from 0."""
    free = between(product, [(layer.law.negligible_above, np.inf) for layer in product.layers])
    return free, product.mu + np.exp(np.linspace(-25.0, 36.0, SAMPLES))


def left_of_spectrum(product: Product) -> tuple[Free, NDArray] | None:
    """The stretch from z = +0 to the right, y falling from 0; None for a hard edge at 0.

    Tails of K towards 0 that weigh less than rounding count as empty, if its rule resolves that.
    """
    order = {delta: times for delta, times, _ in product.factors}  # of z at y = -delta
    stop, calm = set(), []
    for layer in product.layers:
        delta = next((d for d in order if abs(d - layer.delta) <= 1e-13), layer.delta)
        calm.append(_calm(layer.law))
        if calm[-1] > 0:
            order[delta] = order.get(delta, 0) + layer.count
        elif delta == 0:
            return None
        else:
            stop.add(delta)
    end = [delta for delta, times in order.items() if delta > 0 and abs(times) > WHOLE] + list(stop)
    if abs(order.get(0.0, 0) - 1) > WHOLE:
        return None
    free = between(product, [(-np.inf, end) for end in calm])
    xi = np.linspace(-300.0 if end else -40.0, 36.0, 4 * SAMPLES if end else SAMPLES)
    path = -np.exp(xi) if not end else -min(end) / (1 + np.exp(-xi))
    tails = any(layer.law.bottom == 0 for layer in product.layers)
    return free, path[-path > NEGLECTED * product.mu] if tails else path


def _calm(law):
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


def at_infinity(product: Product, side: int) -> Infinity | None:
    """Where m reaches infinity along the outer branch above (side 1) or below (side -1) the slopes.

    As :func:`reached`.
    """
    laws = [layer.law for layer in product.layers]
    return reached(product, [law.top if side > 0 else law.bottom for law in laws])


def reached(product: Product, ends: Sequence[float]) -> Infinity | None:
    """The point m = infinity at which every w is at its ``ends``.

    log z = u + mass/m + ...; a negative mass says that the branch turns before. None if z itself
    runs to infinity, or some K does not end in an isolated atom.
    """
    if product.power + sum(times for _, times, _ in product.factors) != 0:
        return None
    mass = sum(times * (product.mu + delta) for delta, times, _ in product.factors)
    u = product.constant
    for layer, end in zip(product.layers, ends, strict=True):
        law = layer.law
        weight = dict(law.atoms).get(end, 0.0)
        if weight == 0 or any(low <= end <= high for low, high in law.curved):
            return None
        mass += layer.count * weight / layer.rho
        u += layer.count * np.log(end)
    return Infinity(float(u), tuple(float(end) for end in ends), float(mass))


def next_to(product: Product, side: int) -> Free:
    """The stretch beyond an atom at the top (side 1) or bottom (side -1) of the spectrum."""
    outer = between(product, [stretches(layer.law)[-1] for layer in product.layers])
    return outer.beyond(side)


def gap_around(product: Product, w: NDArray) -> Free | None:
    """The stretch through a real solution, or None if some w lies inside the support of its K."""
    ends = []
    for layer, value in zip(product.layers, w, strict=True):
        *gaps, outer = stretches(layer.law)
        part = next(((a, b) for a, b in gaps if a < value < b), None)
        if part is None and (value > outer[0] or value < outer[1]):
            part = outer
        if part is None:
            return None
        ends.append(part)
    return between(product, ends)
