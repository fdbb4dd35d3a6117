"""Pieces of the density: solve at Chebyshev points, halve what is not resolved."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import NDArray

from freewidth.errors import NotConvergedError
from freewidth.freeprob import gaps
from freewidth.freeprob.logs import lower_log, upper_log
from freewidth.freeprob.pieces import INSIDE, POWER, ROOT, SIZE, nodes, place, to_coefficients
from freewidth.freeprob.product import Product
from freewidth.freeprob.solve import SETTLED, carry, newton
from freewidth.freeprob.support import Bulk, Scan

RESOLVED = 3e-14  # last coefficients against the largest: a few units of rounding
ROUNDINGS = 2.0  # of log z, at a node and in u
OWN = 1.5e-14  # of y by itself, relative: sums over rules and what their panels leave
STEEP = 20.0  # |y|, and with it its rounding, may vary by this factor where rounding is the limit
SPREAD = 200.0  # B may vary by this factor on a piece: keeps *relative* accuracy
FEW = 4  # refinements of the path to a node; more where halving pieces does not help
PATIENCE = 4  # rounds of halving in which some node has no solution
LIGHT = 1e-17  # mass of a piece that need not be resolved: no F shows it, nor its certificate
DEEPEST = 40  # halvings
MOST = 600  # pieces to solve at once: more is a density that is no function of x to rounding
NEAREST = 1.0  # first piece at an edge, in u: other singularities are rarely nearer
SAFE = 0.85  # of log SPREAD: 17 terms of a power of x then leave RESOLVED
RATIO = 2.2  # of the ends of further ones: 20 points leave 5**-20, for a singularity at the edge
MIDDLE = 0.6  # the piece between two edges may have this share of half the distance at each side


@dataclass(frozen=True)
class Traced:
    """One piece: ends, kind, coefficients of B, the solution at its nodes, arg w at its edge.

    ``good`` says at which nodes the solution is one, ``rounding`` is that of log z at the nodes.
    """

    left: float
    right: float
    kind: int
    density: NDArray
    y: NDArray
    w: NDArray
    base: NDArray
    good: NDArray
    rounding: float


def trace(
    product: Product, bulk: Bulk, lowest: float, scan: Scan | None, label: str
) -> list[tuple[Bulk, list[Traced]]]:
    """Intervals of the continuous part and their resolved pieces, both increasing.

    There is one interval, or more where a node falls into a gap that nobody has seen before.

    Raises:
        NotConvergedError: a piece stays unresolved, or too many are needed.
    """

    def first(u, disc=False):
        return None if scan is None else scan.guess(bulk, lowest, u, disc)

    todo, done, lost = [(*piece, None) for piece in _first(bulk, lowest, scan)], [], 0
    for _ in range(DEEPEST):
        solved = _solve_all(product, bulk, todo, first, label, FEW + lost)
        gap = _gap(product, bulk, lowest, solved)
        if gap is not None:
            scan = scan.joined(*_solutions(solved))
            halves = Bulk(bulk.left, gap[0]), Bulk(gap[1], bulk.right)
            return [part for half in halves for part in trace(product, half, lowest, scan, label)]
        resolved = [_resolved(piece) for piece in solved]
        done += [piece for piece, good in zip(solved, resolved, strict=True) if good]
        rest = [piece for piece, good in zip(solved, resolved, strict=True) if not good]
        todo = [half for piece in rest for half in _halves(piece)]
        if not all(piece.good.all() for piece in rest):
            lost, scan = lost + 1, scan.joined(*_solutions(solved))
        if not todo:
            return [(bulk, sorted(done, key=lambda piece: piece.left))]
        if len(todo) > MOST or lost > PATIENCE:
            break
    raise NotConvergedError(
        f"{label}: the density is not resolved near x={np.exp(todo[0][0]):.16g} after "
        f"{len(done)} pieces; an edge or a nearly closed gap lies there"
    )


def _gap(product, bulk, lowest, solved):
    """The edges of a gap between the nodes of some pieces, or None."""
    ends = lowest if bulk.left is None else bulk.left.u, bulk.right.u
    return None if product.bare else gaps.first(product, *_solutions(solved), ends)


def _solutions(pieces):
    """(u, y, w) at the nodes of pieces where there is a solution, u increasing."""
    pieces = sorted(pieces, key=lambda piece: piece.left)
    u = np.concatenate([np.sort(places(piece)[0]) for piece in pieces])
    order = [slice(None, None, -1 if piece.kind > 0 else 1) for piece in pieces]
    y, w, good = (
        np.concatenate([part[way] for part, way in zip(parts, order, strict=True)])
        for parts in zip(*((p.y, p.w, p.good) for p in pieces), strict=True)
    )
    return u[good], y[good], w[good]


def _halves(piece):
    """(left, right, kind, parent) of both halves."""
    middle, parent = (piece.left + piece.right) / 2, piece if piece.good.all() else None
    return [
        (piece.left, middle, min(piece.kind, INSIDE), parent),
        (middle, piece.right, max(piece.kind, INSIDE), parent),
    ]


def _first(bulk, lowest, scan):
    """First cut into pieces (left, right, kind): each but the first as far from an edge as wide."""
    right = bulk.right.u
    if bulk.left is None:
        steps = _steps(right - lowest - 1.0, lambda s: _spread(scan, right - s))
        ends = [lowest, *[right - s for s in steps[::-1]], right]
        kinds = [INSIDE] * (len(ends) - 2) + [bulk.right.kind]
    else:
        left, half = bulk.left.u, (right - bulk.left.u) / 2
        steps = _steps(half)
        middle = [left + half] if not steps or steps[-1] < MIDDLE * half else []
        ends = [left, *[left + s for s in steps], *middle]
        ends += [*[right - s for s in steps[::-1]], right]
        kinds = [-bulk.left.kind] + [INSIDE] * (len(ends) - 3) + [bulk.right.kind]
    return list(zip(ends[:-1], ends[1:], kinds, strict=True))


def _steps(stop, widest=lambda s: np.inf):
    """Distances of cuts from an edge, geometric while no wider than ``widest`` allows."""
    steps, s = [], NEAREST
    while s < stop and len(steps) < MOST:
        steps.append(s)
        s = min(s * RATIO, s + max(widest(s), NEAREST))
    return steps


def _spread(scan, u):
    """How far below u the density falls by SPREAD, as far as the scan has seen."""
    if scan is None:
        return np.inf
    at, density = scan.u[scan.good], np.maximum(-scan.y[scan.good].imag, 1e-300)
    rise = np.maximum.accumulate(np.log(density))
    level = np.interp(u, at, rise) - SAFE * np.log(SPREAD)
    return u - float(np.interp(level, rise, at)) if level > rise[0] else np.inf


def _solve_all(product, bulk, todo, first, label, refinements):
    """Solve at the nodes of all pieces at once, guessing from their parents."""
    at = [place(left, right, kind, nodes()) for left, right, kind, _ in todo]
    u = np.concatenate([place[0] for place in at])
    y, w, error = _guessed(product, todo, at, first, label)
    bad = gaps.doubtful(product, y, w, error)
    if bad.any() and bulk.left is not None and (guess := first(u[bad], disc=True)):
        y[bad], w[bad], error[bad] = newton(product, u[bad] + 0j, *guess)
        bad = gaps.doubtful(product, y, w, error)
    if bad.any():
        y[bad], w[bad], error[bad] = carry(
            product, u[bad], np.zeros(bad.sum()), label, refinements=refinements
        )
    pieces, rounded = [], product.rounding(y, w)
    for i, (left, right, kind, _) in enumerate(todo):
        part = slice(i * SIZE, (i + 1) * SIZE)
        mass = -y[part].imag / np.pi
        values = mass / at[i][1] ** POWER[abs(kind)]
        edge = bulk.left if kind < 0 else bulk.right
        base = np.where(np.array(edge.w) < 0, np.pi, 0.0) * (kind != INSIDE)
        coefficients, good = to_coefficients() @ values, error[part] < SETTLED
        rounding = float(rounded[part].max())
        pieces.append(
            Traced(left, right, kind, coefficients, y[part], w[part], base, good, rounding)
        )
    return pieces


def _guessed(product, todo, at, first, label):
    """Newton's method from what the parents, or else ``first``, say."""
    u = np.concatenate([place[0] for place in at])
    known = np.repeat([parent is not None for *_, parent in todo], SIZE)
    y, w = np.empty(u.shape, complex), np.empty((u.size, len(product.layers)), complex)
    for i, (*_, parent) in enumerate(todo):
        if parent is not None:
            part = slice(i * SIZE, (i + 1) * SIZE)
            y[part], w[part] = interpolate(parent, at[i][0])
    guess = None if known.all() else first(u[~known])
    if guess is not None:
        (y[~known], w[~known]), known = guess, np.ones(u.shape, dtype=bool)
    error = np.full(u.shape, np.inf)
    y[known], w[known], error[known] = newton(product, u[known] + 0j, y[known], w[known])
    return y, w, error


def places(piece: Traced):
    """u and distance v at the nodes."""
    return place(piece.left, piece.right, piece.kind, nodes())


def interpolate(parent: Traced, u: NDArray):
    """(y, w) at u from the interpolants of y and log w on a piece."""
    t, root = coordinate(parent, u)
    inner = np.sqrt(places(parent)[1])
    vander = chebyshev.chebvander(t, SIZE - 1) @ to_coefficients()
    log_w = upper_log(parent.w)
    if parent.kind == INSIDE:
        return np.exp(vander @ lower_log(parent.y)), np.exp(vander @ log_w)
    if abs(parent.kind) == ROOT:
        return (vander @ (parent.y * inner)) / root, np.exp(vander @ log_w)
    power = 2 * POWER[abs(parent.kind)]
    bent = vander @ (parent.y.imag / inner**power)
    y = vander @ parent.y.real + 1j * root**power * bent
    bent = vander @ ((log_w.imag - parent.base) / inner[:, None])
    return y, np.exp(vander @ log_w.real + 1j * (parent.base + root[:, None] * bent))


def coordinate(piece, u):
    """Coordinate in [-1, 1] and square root of the distance from the edge at u."""
    v = np.maximum(piece.right - u if piece.kind > 0 else u - piece.left, 1e-300)
    part = v / (piece.right - piece.left)
    return 2 * (np.sqrt(part) if abs(piece.kind) == ROOT else part) - 1, np.sqrt(v)


def density(piece: Traced, u: NDArray) -> NDArray:
    """f at u on one piece."""
    t, root = coordinate(piece, u)
    value = chebyshev.chebval(t, piece.density)
    return value * root ** (2 * POWER[abs(piece.kind)])


@lru_cache(maxsize=1)
def _checks():
    """Matrices from coefficients to values at nine even points, and to derivatives at the nodes."""
    derivative = np.stack(
        [chebyshev.chebval(nodes(), chebyshev.chebder(row)) for row in np.eye(SIZE)]
    )
    return chebyshev.chebvander(np.linspace(-1, 1, 9), SIZE - 1), derivative.T


def _resolved(piece):
    if not piece.good.all():
        return False
    c = np.abs(piece.density)
    even, derivative = _checks()
    values, v = even @ piece.density, places(piece)[1]
    jitter, width, size = ROUNDINGS * piece.rounding, piece.right - piece.left, np.abs(piece.y)
    real = np.max(np.abs(derivative @ (to_coefficients() @ piece.y.real)))
    noise = OWN * size.max() + jitter * 2 * real / width
    noise *= np.max(v ** -POWER[abs(piece.kind)]) / np.pi
    noise += jitter * 2 * np.max(np.abs(derivative @ piece.density)) / width
    if piece.kind != INSIDE:
        noise += jitter * c.max() / v.min() / SIZE  # of the node next to the edge, half of 2/SIZE
    drowned = c.max() * 1e-10 < noise
    size = size * v ** max(0.0, -POWER[abs(piece.kind)])  # of B, where y is infinite at an edge
    steady = c.max() * 1e-6 < noise or size.max() < STEEP * size.min()  # else less where y is less
    small = c[-3:].max() <= max(RESOLVED * c.max(), noise * steady)
    flat = values.min() > 0 and values.max() < SPREAD * values.min()
    light = c.max() * width ** (1 + POWER[abs(piece.kind)]) < LIGHT
    return light or (small and (flat or drowned))
