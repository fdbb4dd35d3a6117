"""Guesses for (y, w) on the support, interpolated between solutions that are known there."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from freewidth.freeprob.edge import SOFT, Bulk
from freewidth.freeprob.logs import lower_log, upper_log

FEWEST = 6  # solutions in an interval from which others may be guessed

Guess = tuple[NDArray, NDArray]  # y (N,), w (N, G)


@dataclass(frozen=True, eq=False)
class KnownSolutions:
    """Solutions on the axis between the outer edges: u increasing, y (n,), w (n, G)."""

    u: NDArray
    y: NDArray
    w: NDArray

    def joined(self, other: "KnownSolutions") -> "KnownSolutions":
        """Of both; where they share a u, the first."""
        u, index = np.unique(np.concatenate([self.u, other.u]), return_index=True)
        y, w = np.concatenate([self.y, other.y]), np.concatenate([self.w, other.w])
        return KnownSolutions(u, y[index], w[index])

    def guess(self, bulk: Bulk, lowest: float, u: NDArray, disc: bool = False) -> Guess | None:
        """(y, w) at u in a bulk, by cubics in an angle that resolves its edges; None for too few.

        Cubics are of logarithms or, for w that pass 0 or infinity nearby, of y and of the image of
        w on the unit ``disc``.
        """
        left, right = lowest if bulk.left is None else bulk.left.u, bulk.right.u
        at, y, w = self._between(bulk, left)
        if at.size < FEWEST:
            return None
        unit = 1j * np.exp(np.mean(np.log(np.abs(w)), axis=0))
        if disc:
            values = np.concatenate([y[:, None], (w - unit) / (w + unit)], axis=1)
        else:
            values = np.concatenate([lower_log(y)[:, None], upper_log(w)], axis=1)

        def angle(v):
            return np.arccos(np.clip((left + right - 2 * v) / (right - left), -1, 1))

        with np.errstate(over="ignore"):  # Newton's method finds that out
            found = interpolated(angle(at), values, angle(u))
            if disc:
                return found[:, 0], unit * (1 + found[:, 1:]) / (1 - found[:, 1:])
            found = np.exp(found)
        return found[:, 0], found[:, 1:]

    def _between(self, bulk, left):
        """(u, y, w) in a bulk, with those at its soft edges."""
        inside = (self.u > left) & (self.u < bulk.right.u)
        at, y, w = self.u[inside], self.y[inside], self.w[inside]
        for edge, where in ((bulk.left, 0), (bulk.right, at.size + (bulk.left is not None))):
            if edge is not None and edge.type == SOFT:
                at = np.insert(at, min(where, at.size), edge.u)
                y = np.insert(y, min(where, y.size), edge.y)
                w = np.insert(w, min(where, len(w)), np.array(edge.w), axis=0)
        return at, y, w


def interpolated(x: NDArray, values: NDArray, at: NDArray) -> NDArray:
    """Values (n, k) known at increasing x (n,), at other points (m,): shape (m, k).

    By the cubic through the four nearest x, two on each side but near the ends: of fourth order, as
    a spline is. (``scipy.interpolate`` would take longer to load than most laws to solve.)
    """
    first = np.clip(np.searchsorted(x, at) - 2, 0, x.size - 4)
    near = first[:, None] + np.arange(4)
    nodes = x[near]
    weights = np.ones_like(nodes)
    for i in range(4):
        for j in range(4):
            if i != j:
                weights[:, i] *= (at - nodes[:, j]) / (nodes[:, i] - nodes[:, j])
    return np.einsum("mi,mij->mj", weights, values[near])
