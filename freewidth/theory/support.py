r"""The support of the continuous part: every edge, and how the density behaves there."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from freewidth.errors import NotConvergedError
from freewidth.theory import branches
from freewidth.theory.logs import lower_log, upper_log
from freewidth.theory.pieces import HARD, INSIDE, ROOT, SOFT
from freewidth.theory.product import Product
from freewidth.theory.solve import SETTLED, STEPS, newton, on_negative_axis, solve, turn

SCAN = 65  # points between the outer edges at which gaps are looked for
FEWEST = 6  # solutions in an interval from which others may be guessed
TAIL = 400  # points at which the tail of a bare K towards 0 is looked at
FAINT = 1e-17  # mass per unit of log x below which a tail towards 0 is not followed
PINNED = 1e-10  # relative distance of w from K below which only a faint singularity is left
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

    def guess(self, bulk: Bulk, lowest: float, u: NDArray):
        """(y, w) at u inside an interval, by splines in an angle that resolves its edges."""
        left = lowest if bulk.left is None else bulk.left.u
        inside = self.good & (self.u > left) & (self.u < bulk.right.u)
        if inside.sum() < FEWEST:
            return None
        at, y, w = self.u[inside], lower_log(self.y[inside]), upper_log(self.w[inside])
        for edge, where in ((bulk.left, 0), (bulk.right, at.size + (bulk.left is not None))):
            if edge is not None and edge.kind == SOFT:
                at = np.insert(at, min(where, at.size), edge.u)
                ends = lower_log(np.array(edge.y)), upper_log(np.array(edge.w))
                y = np.insert(y, min(where, y.size), ends[0])
                w = np.insert(w, min(where, len(w)), ends[1], axis=0)
        values = np.concatenate([y[:, None], w], axis=1)

        def angle(v):
            return np.arccos(np.clip((left + bulk.right.u - 2 * v) / (bulk.right.u - left), -1, 1))

        found = np.exp(CubicSpline(angle(at), values)(angle(u)))
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
    gaps, faint = _gaps(product, label, scan, start, right.u)
    lefts = [left, *[upper for _, upper in gaps]]
    rights = [*[lower for lower, _ in gaps], right]
    return tuple(Bulk(a, b) for a, b in zip(lefts, rights, strict=True)), faint, scan


def _edge(free, y):
    u, w = free.level(y)
    return Edge(u, float(y), w)


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
        lower = branches.next_to(product, 1)
        turn = lower.first_turn(-np.exp(np.linspace(36.0, -40.0, 2 * branches.SAMPLES)))
        return None if turn is None else _edge(lower, turn)
    if end is not None and end.mass > -branches.TIE:
        return Edge(end.u, np.inf, end.w, HARD)
    turn = free.first_turn(path)
    return _fading(product, free, label) if turn is None else _edge(free, turn)


def _fading(product, free, label):
    """Where a density too faint to end in a square root stops: some w is at the end of its K."""
    w = np.array([[layer.law.crest * (1 + PINNED) for layer in product.layers]])
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
        return _edge(free, turn)
    end = branches.at_infinity(product, -1)
    if end is None or end.mass < -branches.TIE:
        return None
    if end.mass <= branches.TIE:
        return Edge(end.u, -np.inf, end.w, HARD)
    upper = branches.next_to(product, -1)
    path = product.mu + np.exp(np.linspace(36.0, -25.0, 2 * branches.SAMPLES))
    if product.power == 0:  # z is regular at m = 0, and the stretch may go on to y = 0
        rest = product.mu / (1 + np.exp(np.linspace(-25.0, 40.0, 2 * branches.SAMPLES)))
        path = np.concatenate([path, rest])
    turn = upper.first_turn(path)
    return None if turn is None else _edge(upper, turn)


def _scan(product, label, start, edges):
    """Solutions between the outer edges, dense near both: u, y, w."""
    left, right = edges
    t = np.linspace(0, np.pi, SCAN + 2)[1:-1]
    u = (start + right.u) / 2 - (right.u - start) / 2 * np.cos(t)
    y0, w0, error = on_negative_axis(product, u)
    y, w, error = turn(product, u, y0, w0, np.zeros(SCAN), STEPS)
    scan = Scan(u, y, w, error < SETTLED)
    guess = scan.guess(Bulk(left, right), start, u[~scan.good])
    if guess is not None and guess[0].size:
        y[~scan.good], w[~scan.good], error = newton(product, u[~scan.good] + 0j, *guess)
        scan.good[~scan.good] = error < SETTLED
    lost = ~scan.good
    if lost.any():
        y[lost], w[lost] = solve(product, u[lost], 0.0, label)
    return Scan(u, y, w, np.ones(SCAN, dtype=bool))


def _gaps(product, label, scan, start, stop):
    """Pairs (lower edge, upper edge) of interior gaps, increasing; end of the faint tail."""
    u, y, w = scan.u, scan.y, scan.w
    seen = np.nonzero(-y.imag / np.pi > FAINT)[0]
    faint = start if seen.size == 0 or seen[0] == 0 else float(u[seen[0] - 1])
    found = []
    for i in np.nonzero(np.abs(y.imag) < REAL * np.abs(y))[0]:
        if found and found[-1][1].u > u[i]:
            continue
        free = branches.gap_around(product, w[i].real)
        if free is None:
            continue
        edges = _ends(free, float(y[i].real), product.mu)
        if edges is not None and start < edges[0].u < edges[1].u < stop:
            found.append(edges)
    return found, faint


def _ends(free, y, mu):
    span = np.exp(np.linspace(-30.0, 30.0, 4 * branches.SAMPLES))
    ends = []
    for sign in (1.0, -1.0):
        path = y + sign * span * abs(y)
        path = path[(path - mu) * (y - mu) > 0]
        turn = free.first_turn(np.concatenate([[y], path]))
        if turn is None:
            return None
        ends.append(_edge(free, turn))
    return tuple(ends)
