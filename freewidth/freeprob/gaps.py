"""Interior gaps of the support: from one real solution inside to both edges."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from freewidth.freeprob import branches
from freewidth.freeprob.free import Free, stretches
from freewidth.freeprob.pieces import HARD, SOFT
from freewidth.freeprob.product import Product
from freewidth.freeprob.solve import NOISE, SETTLED

REAL = 1e-9  # relative imaginary part below which a solution counts as real


@dataclass(frozen=True)
class Edge:
    """An end of the continuous part: u = log x, y and w there.

    At a soft edge the density vanishes like a square root; at a hard one (an atom's position at
    which the mass just fails to be positive) or a critical value of a bare K it is infinite.
    """

    u: float
    y: float
    w: tuple[float, ...]
    kind: int = SOFT


def edge(free: Free, y: float) -> Edge:
    """The soft edge at y on a real branch."""
    u, w = free.level(y)
    return Edge(u, float(y), w)


def inside(product: Product, y: NDArray, w: NDArray) -> NDArray:
    """Which solutions, y (N,) and w (N, G), are real, with every w off the support of its K."""
    free = np.abs(y.imag) < REAL * np.abs(y)
    if free.any():
        for layer, value in zip(product.layers, w.real.T, strict=True):
            *parts, (top, bottom) = stretches(layer.law)
            off = (value > top) | (value < bottom)
            free &= np.any([off, *((a < value) & (value < b) for a, b in parts)], axis=0)
    return free


def doubtful(product: Product, y: NDArray, w: NDArray, error: NDArray) -> NDArray:
    """Which solutions from guesses must be followed: near gaps there are many real ones."""
    return ~((error < SETTLED) & (y.imag <= NOISE * np.abs(y))) | inside(product, y, w)


def first(
    product: Product, u: NDArray, y: NDArray, w: NDArray, within: tuple[float, float]
) -> tuple[Edge, Edge] | None:
    """The edges (lower, upper) of the lowest gap that holds one of some solutions, or None.

    u, y (N,), w (N, G), u increasing; both edges must lie ``within``. Of neighbours that are real
    the one in the middle is followed.
    """
    real = inside(product, y, w)
    start, stop = np.nonzero(np.diff(real, prepend=False, append=False))[0].reshape(-1, 2).T
    for i in (start + stop - 1) // 2:
        edges = around(product, float(y[i].real), w[i].real)
        if edges is not None and within[0] < edges[0].u < u[i] < edges[1].u < within[1]:
            return edges
    return None


def around(product: Product, y: float, w: NDArray) -> tuple[Edge, Edge] | None:
    """The edges (lower, upper) of the gap in which a real solution lies; None if there is none."""
    free = branches.gap_around(product, w)
    if free is None:
        return None
    lower = end(free, y, 1.0)
    upper = None if lower is None else end(free, y, -1.0)
    return None if upper is None else (lower, upper)


def end(free: Free, y: float, sign: float) -> Edge | None:
    """Where a free interval ends that is followed from y in the direction ``sign``.

    Atoms inside it are passed: there m goes through infinity. None if it does not end.
    """
    for _ in range(2 + 2 * len(free.product.layers)):
        path = free.path(y, sign)
        turn = free.first_turn(np.concatenate([[y], path]) if np.isfinite(y) else path)
        if turn is not None:
            return edge(free, turn)
        if np.isfinite(free.limit(y, sign)):
            return None
        ends = free.low if sign > 0 else free.high
        atom = branches.reached(free.product, ends)
        if atom is None or atom.mass < -branches.TIE:
            return None
        if atom.mass <= branches.TIE:
            return Edge(atom.u, sign * np.inf, atom.w, HARD)
        free, y = free.beyond(sign), -sign * np.inf
    return None
