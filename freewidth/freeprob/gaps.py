"""Interior gaps of the support: from one real solution inside to both edges."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from freewidth.freeprob import branches
from freewidth.freeprob.edge import HARD, Edge, Side
from freewidth.freeprob.newton import NOISE, Solution
from freewidth.freeprob.product import Product
from freewidth.freeprob.real_branch import RealBranch, real_intervals

REAL = 1e-9  # relative imaginary part below which a solution counts as real


@dataclass(frozen=True)
class Gap:
    """An interval of log x without spectrum but for atoms, between two edges."""

    lower: Edge
    upper: Edge


def off_support(product: Product, y: NDArray, w: NDArray) -> NDArray:
    """Which solutions, y (N,) and w (N, G), are real, with every w off the support of its K."""
    real = np.abs(y.imag) < REAL * np.abs(y)
    if real.any():
        for layer, value in zip(product.layers, w.real.T, strict=True):
            *parts, (top, bottom) = real_intervals(layer.law)
            off = (value > top) | (value < bottom)
            real &= np.any([off, *((a < value) & (value < b) for a, b in parts)], axis=0)
    return real


def unreliable(product: Product, found: Solution) -> NDArray:
    """Which solutions from guesses must be continued: near gaps there are many real ones."""
    y = found.y
    good = found.converged() & (y.imag <= NOISE * np.abs(y))
    return ~good | off_support(product, y, found.w)


def lowest_gap(
    product: Product, u: NDArray, y: NDArray, w: NDArray, within: tuple[float, float]
) -> Gap | None:
    """The lowest gap that holds one of some solutions, if there is one.

    u, y (N,), w (N, G), u increasing; both edges must lie ``within``. Of neighbours that are real
    the one in the middle is followed.
    """
    real = off_support(product, y, w)
    start, stop = np.nonzero(np.diff(real, prepend=False, append=False))[0].reshape(-1, 2).T
    for i in (start + stop - 1) // 2:
        gap = gap_around(product, float(y[i].real), w[i].real)
        if gap is not None and within[0] < gap.lower.u < u[i] < gap.upper.u < within[1]:
            return gap
    return None


def gap_around(product: Product, y: float, w: NDArray) -> Gap | None:
    """The gap in which a real solution lies, if its branch ends in an edge on both sides."""
    branch = branches.through(product, w)
    if branch is None:
        return None
    lower = edge_beyond(branch, y, Side.RIGHT)  # log x falls where y grows
    if lower is None:
        return None
    upper = edge_beyond(branch, y, Side.LEFT)
    return None if upper is None else Gap(lower, upper)


def edge_beyond(branch: RealBranch, y: float, side: Side) -> Edge | None:
    """The edge at which a free interval ends that is followed from y in a direction, if it ends.

    Atoms inside it are passed: there m goes through infinity.
    """
    for _ in range(2 + 2 * len(branch.product.layers)):
        path = branch.path(y, side)
        critical = branch.first_critical_point(
            np.concatenate([[y], path]) if np.isfinite(y) else path
        )
        if critical is not None:
            return soft_edge(branch, critical)
        if np.isfinite(branch.limit(y, side)):
            return None
        ends = branch.low if side is Side.RIGHT else branch.high
        infinity = branches.reached(branch.product, ends)
        if infinity is None:
            return None
        if not infinity.is_atom:
            return Edge(infinity.u, side.sign * np.inf, infinity.w, HARD)
        branch, y = branch.across_infinity(side), -side.sign * np.inf
    return None


def soft_edge(branch: RealBranch, y: float) -> Edge:
    """The soft edge at a critical point of a real branch."""
    u, w = branch.level(y)
    return Edge(u, float(y), w)
