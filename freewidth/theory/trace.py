"""Pieces of the density: solve at Chebyshev points, halve what is not resolved."""

from dataclasses import dataclass

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import NDArray

from freewidth.errors import NotConvergedError
from freewidth.theory.logs import lower_log, upper_log
from freewidth.theory.pieces import INSIDE, POWER, ROOT, SIZE, nodes, place, to_coefficients
from freewidth.theory.product import Product
from freewidth.theory.solve import SETTLED, newton, solve
from freewidth.theory.support import Bulk

RESOLVED = 3e-14  # last coefficients against the largest: a few units of rounding
NOISE = 5e-14  # rounding of Im m against |y|, where the imaginary part is far smaller
SPREAD = 200.0  # B may vary by this factor on a piece: keeps *relative* accuracy
ROUNDING = 2e-15  # of log z: a dozen logarithms of size up to 10, each good to 1e-16
PHASE = 1e-15  # rounding of the sum of arguments in log z, over pi
LIGHT = 1e-15  # mass of a piece that need not be resolved
DEEPEST = 40  # halvings
MOST = 600  # pieces to solve at once: more is a density that is no function of x to rounding
STEPS_OUT = (0.7, 2.0, 5.0, 12.0, 30.0, 75.0, 180.0, 400.0)  # first cuts, in u from a soft edge


@dataclass(frozen=True)
class Traced:
    """One piece: ends, kind, coefficients of B, the solution at its nodes, arg w at its edge."""

    left: float
    right: float
    kind: int
    density: NDArray
    y: NDArray
    w: NDArray
    base: NDArray


def trace(product: Product, bulk: Bulk, lowest: float, scan, label: str) -> list[Traced]:
    """Resolved pieces of one interval of the continuous part, increasing.

    Raises:
        NotConvergedError: a piece stays unresolved, or too many are needed.
    """
    todo = [(*piece, None) for piece in _first(bulk, lowest)]
    done = []
    halvings = 0
    while todo and len(todo) <= MOST and halvings < DEEPEST:
        halvings += 1
        solved = _solve_all(
            product, bulk, todo, lambda u: _first_guess(scan, bulk, lowest, u), label
        )
        todo = []
        for piece in solved:
            if _resolved(piece):
                done.append(piece)
            else:
                middle = (piece.left + piece.right) / 2
                todo.append((piece.left, middle, min(piece.kind, INSIDE), piece))
                todo.append((middle, piece.right, max(piece.kind, INSIDE), piece))
    if not todo:
        return sorted(done, key=lambda piece: piece.left)
    worst = todo[0]
    raise NotConvergedError(
        f"{label}: the density is not resolved near x={np.exp(worst[0]):.16g} after "
        f"{len(done)} pieces; an edge or a nearly closed gap lies there"
    )


def _first(bulk, lowest):
    """First cut into pieces (left, right, kind)."""
    right = bulk.right.u
    last = bulk.right.kind
    if bulk.left is None:
        cuts = [right - s for s in STEPS_OUT if right - s > lowest + 1.0]
        ends = [lowest, *cuts[::-1], right]
        kinds = [INSIDE] * (len(ends) - 2) + [last]
    else:
        left, half = bulk.left.u, (right - bulk.left.u) / 2
        steps = [s for s in STEPS_OUT if s < half]
        ends = [left, *[left + s for s in steps], left + half]
        ends += [*[right - s for s in steps[::-1]], right]
        first = -bulk.left.kind
        kinds = [first] + [INSIDE] * (len(ends) - 3) + [last]
    return list(zip(ends[:-1], ends[1:], kinds, strict=True))


def _first_guess(scan, bulk, lowest, u):
    return None if scan is None else scan.guess(bulk, lowest, u)


def _solve_all(product, bulk, todo, first, label):
    """Solve at the nodes of all pieces at once, guessing from their parents."""
    at = [place(left, right, kind, nodes()) for left, right, kind, _ in todo]
    u = np.concatenate([place[0] for place in at])
    if todo[0][3] is None:
        guess = first(u)
    else:
        guesses = [
            interpolate(parent, place[0]) for (*_, parent), place in zip(todo, at, strict=True)
        ]
        guess = tuple(np.concatenate([g[i] for g in guesses]) for i in (0, 1))
    if guess is None:
        y, w = solve(product, u, 0.0, label)
    else:
        y, w, error = newton(product, u + 0j, *guess)
        lost = np.nonzero(~((error < SETTLED) & (y.imag <= NOISE * np.abs(y))))[0]
        if lost.size:
            y[lost], w[lost] = solve(product, u[lost], 0.0, label)
    pieces = []
    for i, (left, right, kind, _) in enumerate(todo):
        part = slice(i * SIZE, (i + 1) * SIZE)
        mass = -y[part].imag / np.pi
        values = mass / at[i][1] ** POWER[abs(kind)]
        edge = bulk.left if kind < 0 else bulk.right
        base = np.where(np.array(edge.w) < 0, np.pi, 0.0) * (kind != INSIDE)
        coefficients = to_coefficients() @ values
        pieces.append(Traced(left, right, kind, coefficients, y[part], w[part], base))
    return pieces


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


def _resolved(piece):
    c = np.abs(piece.density)
    values = chebyshev.chebval(np.linspace(-1, 1, 9), piece.density)
    v = places(piece)[1]
    noise = NOISE / np.pi * np.max(np.abs(piece.y) * v ** -POWER[abs(piece.kind)])
    slope = np.max(np.abs(chebyshev.chebval(nodes(), chebyshev.chebder(piece.density))))
    real = np.max(
        np.abs(chebyshev.chebval(nodes(), chebyshev.chebder(to_coefficients() @ piece.y.real)))
    )
    noise += PHASE * 2 * real / (piece.right - piece.left) * np.max(v ** -POWER[abs(piece.kind)])
    jitter = ROUNDING * (1 + max(abs(piece.left), abs(piece.right)))  # of u itself
    noise += jitter * 2 * slope / (piece.right - piece.left)
    if piece.kind != INSIDE:
        noise += jitter * c.max() / v.min()
    small = c[-3:].max() <= max(RESOLVED * c.max(), noise)
    flat = values.min() > 0 and values.max() < SPREAD * values.min()
    light = c.max() * (piece.right - piece.left) ** (1 + POWER[abs(piece.kind)]) < LIGHT
    return light or (small and (flat or c.max() * 1e-10 < noise))
