r"""The support of the continuous part: every edge, and how the density behaves there."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from freewidth.errors import NotConvergedError
from freewidth.freeprob import branches, gaps
from freewidth.freeprob.gaps import Edge, edge
from freewidth.freeprob.logs import lower_log, upper_log
from freewidth.freeprob.pieces import HARD, INSIDE, ROOT, SOFT
from freewidth.freeprob.product import Product
from freewidth.freeprob.solve import SETTLED, STEPS, carry, newton, on_negative_axis, solve, turn

SCAN = 33  # points between the outer edges at which gaps are looked for
FEWEST = 6  # solutions in an interval from which others may be guessed
FEW = 3  # refinements of the path to points of the scan: it may miss some
TAIL = 400  # points at which the tail of a bare K towards 0 is looked at
FAINT = 1e-17  # mass per unit of log x below which a tail towards 0 is not followed
PINNED = 1e-10  # relative distance of w from K below which only a faint singularity is left


@dataclass(frozen=True)
class Bulk:
    """One interval of the continuous part."""

    left: Edge | None
    right: Edge


@dataclass(frozen=True, eq=False)
class Scan:
    """Solutions on the axis between the outer edges: u, y (n,), w (n, G), and which are good."""

    u: NDArray
    y: NDArray
    w: NDArray
    good: NDArray

    def joined(self, u: NDArray, y: NDArray, w: NDArray) -> "Scan":
        """With more solutions, all good."""
        u, index = np.unique(np.concatenate([self.u, u]), return_index=True)
        y, w = np.concatenate([self.y, y])[index], np.concatenate([self.w, w])[index]
        return Scan(u, y, w, np.concatenate([self.good, np.ones(u.size, dtype=bool)])[index])

    def guess(self, bulk: Bulk, lowest: float, u: NDArray, disc: bool = False):
        """(y, w) at u inside an interval, by splines in an angle that resolves its edges.

        Splines are of logarithms or, for w that pass 0 or infinity nearby, of y and of the image of
        w on the unit ``disc``.
        """
        left = lowest if bulk.left is None else bulk.left.u
        inside = self.good & (self.u > left) & (self.u < bulk.right.u)
        at, y, w = self.u[inside], self.y[inside], self.w[inside]
        for end, where in ((bulk.left, 0), (bulk.right, at.size + (bulk.left is not None))):
            if end is not None and end.kind == SOFT:
                at = np.insert(at, min(where, at.size), end.u)
                y = np.insert(y, min(where, y.size), end.y)
                w = np.insert(w, min(where, len(w)), np.array(end.w), axis=0)
        if at.size < FEWEST:
            return None
        unit = 1j * np.exp(np.mean(np.log(np.abs(w)), axis=0))
        if disc:
            values = np.concatenate([y[:, None], (w - unit) / (w + unit)], axis=1)
        else:
            values = np.concatenate([lower_log(y)[:, None], upper_log(w)], axis=1)

        def angle(v):
            return np.arccos(np.clip((left + bulk.right.u - 2 * v) / (bulk.right.u - left), -1, 1))

        with np.errstate(over="ignore"):  # Newton's method finds that out
            found = CubicSpline(angle(at), values)(angle(u))
            if disc:
                return found[:, 0], unit * (1 + found[:, 1:]) / (1 - found[:, 1:])
            found = np.exp(found)
        return found[:, 0], found[:, 1:]


def bulks(
    product: Product, label: str, lowest: float
) -> tuple[tuple[Bulk, ...], float, Scan | None]:
    """All intervals of the continuous part, where a tail towards 0 gets faint, and the scan.

    ``lowest`` is the log x below which nothing is looked for at a hard edge. No interval at all:
    the law is purely atomic.

    Raises:
        NotConvergedError: the outer edges cannot be found.
    """
    if product.bare:
        return _bare(product), _faint(product, lowest), None
    right = _right(product, label)
    if right is None:
        return (), lowest, None
    left = _left(product)
    if left is not None and not left.u < right.u:
        raise NotConvergedError(
            f"{label}: left edge {np.exp(left.u):.16g} is not below the right edge "
            f"{np.exp(right.u):.16g}; the spectrum is narrower than double precision resolves"
        )
    start = lowest if left is None else left.u
    scan = _scan(product, label, start, (left, right))
    inner, faint = _gaps(product, scan, start, right.u)
    lefts = [left, *[upper for _, upper in inner]]
    rights = [*[lower for lower, _ in inner], right]
    return tuple(Bulk(a, b) for a, b in zip(lefts, rights, strict=True)), faint, scan


def _bare(product):
    """M = K: intervals between the values at which the density of K is singular, if it has one."""
    law = product.layers[0].law
    if not law.curved:
        return ()
    values = []
    for value in sorted((*law.critical, law.top)):
        if not values or value > values[-1] * (1 + 1e-12):
            values.append(value)
    edges = [None] + [Edge(product.constant + np.log(v), np.inf, (v,), ROOT) for v in values]
    return tuple(Bulk(a, b) for a, b in pairwise(edges))


def _faint(product, lowest):
    """M = K: where a tail towards 0 rises above FAINT, if it is below it at ``lowest``."""
    end = product.constant + np.log(product.layers[0].law.top)
    u = np.linspace(lowest, end, TAIL + 1)[:-1]
    y, _ = solve(product, u, 0.0)
    seen = np.nonzero(-y.imag / np.pi > FAINT)[0]
    return lowest if seen.size == 0 or seen[0] == 0 else float(u[seen[0] - 1])


def _right(product, label):
    free, path = branches.right_of_spectrum(product)
    end = branches.at_infinity(product, 1)
    if end is not None and end.mass > branches.TIE:
        # m passes infinity at an atom; the spectrum goes on below it, m from -infinity
        return gaps.end(branches.next_to(product, 1), -np.inf, 1.0)
    if end is not None and end.mass > -branches.TIE:
        return Edge(end.u, np.inf, end.w, HARD)
    turn = free.first_turn(path)
    return _fading(product, free, label) if turn is None else edge(free, turn)


def _fading(product, free, label):
    """Where a density too faint to end in a square root stops: some w is at the end of its K."""
    w = np.array([[layer.law.negligible_above * (1 + PINNED) for layer in product.layers]])
    value = product.flow(w)[0][0].real
    y = float(np.min(value / product.rho - product.delta)) if product.layers else product.mu
    y = product.mu + (1 - PINNED) * (y - product.mu)
    u, w = free.level(y)
    if not (y > product.mu and np.isfinite(u)):
        raise NotConvergedError(
            f"{label}: no right edge found; the largest slope is approached too slowly for a "
            f"square-root edge"
        )
    return Edge(u, y, w, INSIDE)


def _left(product):
    found = branches.left_of_spectrum(product)
    if found is None:
        return None
    free, path = found
    turn = free.first_turn(path)
    if turn is not None:
        return edge(free, turn)
    end = branches.at_infinity(product, -1)
    if end is None or end.mass < -branches.TIE:
        return None
    if end.mass <= branches.TIE:
        return Edge(end.u, -np.inf, end.w, HARD)
    return gaps.end(branches.next_to(product, -1), np.inf, -1.0)


def _scan(product, label, start, edges):
    """Solutions between the outer edges, dense near both: u, y, w."""
    left, right = edges
    t = np.linspace(0, np.pi, SCAN + 2)[1:-1]
    u = (start + right.u) / 2 - (right.u - start) / 2 * np.cos(t)
    y0, w0, error = on_negative_axis(product, u)
    y, w, error = turn(product, u, y0, w0, np.zeros(SCAN), STEPS)
    lost = ~(error < SETTLED)
    guess = Scan(u, y, w, ~lost).guess(Bulk(left, right), start, u[lost])
    if guess is not None and lost.any():
        found = newton(product, u[lost] + 0j, *guess)
        y[lost], w[lost], error[lost] = found
        lost[lost] = gaps.doubtful(product, *found)
    if lost.any():
        y[lost], w[lost], error[lost] = carry(
            product, u[lost], np.zeros(lost.sum()), label, refinements=FEW
        )
    return Scan(u, y, w, error < SETTLED)  # none at the very position of an atom


def _gaps(product, scan, start, stop):
    """Pairs (lower edge, upper edge) of interior gaps, increasing; end of the faint tail."""
    u, y, w = scan.u[scan.good], scan.y[scan.good], scan.w[scan.good]
    seen = np.nonzero(-y.imag / np.pi > FAINT)[0]
    faint = start if seen.size == 0 or seen[0] == 0 else float(u[seen[0] - 1])
    found = []
    while True:
        rest = u > start
        gap = gaps.first(product, u[rest], y[rest], w[rest], (start, stop))
        if gap is None:
            return found, faint
        found.append(gap)
        start = gap[1].u
