"""Pieces of the density: solve at Chebyshev points, halve what is not resolved."""

from dataclasses import dataclass

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import NDArray

from freewidth.errors import NotConvergedError
from freewidth.theory.logs import upper_log
from freewidth.theory.pieces import INSIDE, LEFT, RIGHT, SIZE, nodes, to_coefficients
from freewidth.theory.product import Product
from freewidth.theory.solve import newton, solve
from freewidth.theory.support import Bulk

RESOLVED = 3e-14  # last coefficients against the largest: a few units of rounding
NOISE = 5e-14  # rounding of Im m against |y|, where the imaginary part is far smaller
SPREAD = 200.0  # B may vary by this factor on a piece: keeps *relative* accuracy
DEEPEST = 40  # halvings
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


def trace(product: Product, bulk: Bulk, lowest: float, label: str) -> list[Traced]:
    """Resolved pieces of one interval of the continuous part, increasing.

    Raises:
        NotConvergedError: a piece stays unresolved after ``DEEPEST`` halvings.
    """
    todo = [(*piece, None) for piece in _first(bulk, lowest)]
    done = []
    for _ in range(DEEPEST):
        if not todo:
            return sorted(done, key=lambda piece: piece.left)
        solved = _solve_all(product, bulk, todo, label)
        todo = []
        for piece in solved:
            if _resolved(piece):
                done.append(piece)
            else:
                middle = (piece.left + piece.right) / 2
                near = piece.kind == LEFT, piece.kind == RIGHT
                todo.append((piece.left, middle, LEFT if near[0] else INSIDE, piece))
                todo.append((middle, piece.right, RIGHT if near[1] else INSIDE, piece))
    worst = todo[0]
    raise NotConvergedError(
        f"{label}: the density is not resolved near x={np.exp(worst[0]):.16g} after {DEEPEST} "
        f"halvings; an edge or a nearly closed gap lies there"
    )


def _first(bulk, lowest):
    """First cut into pieces (left, right, kind)."""
    right = bulk.right.u
    if bulk.left is None:
        cuts = [right - s for s in STEPS_OUT if right - s > lowest + 1.0]
        ends = [lowest, *cuts[::-1], right]
        kinds = [INSIDE] * (len(ends) - 2) + [RIGHT]
    else:
        left, half = bulk.left.u, (right - bulk.left.u) / 2
        steps = [s for s in STEPS_OUT if s < half]
        ends = [left, *[left + s for s in steps], left + half]
        ends += [*[right - s for s in steps[::-1]], right]
        kinds = [LEFT] + [INSIDE] * (len(ends) - 3) + [RIGHT]
    return list(zip(ends[:-1], ends[1:], kinds, strict=True))


def _places(left, right, kind, t):
    """u and distance v from the edge at coordinates t."""
    v = (right - left) * (1 + t) / 2
    return (right - v, v) if kind == RIGHT else (left + v, v)


def _solve_all(product, bulk, todo, label):
    """Solve at the nodes of all pieces at once, guessing from their parents."""
    at = [_places(left, right, kind, nodes()) for left, right, kind, _ in todo]
    u = np.concatenate([place[0] for place in at])
    if todo[0][3] is None:
        y, w = solve(product, u, 0.0, label)
    else:
        guesses = [
            interpolate(parent, place[0]) for (*_, parent), place in zip(todo, at, strict=True)
        ]
        y, w, error = newton(
            product,
            u + 0j,
            np.concatenate([g[0] for g in guesses]),
            np.concatenate([g[1] for g in guesses]),
        )
        lost = np.nonzero(~((error < 1e-9) & (y.imag <= 0)))[0]
        if lost.size:
            y[lost], w[lost] = solve(product, u[lost], 0.0, label)
    pieces = []
    for i, (left, right, kind, _) in enumerate(todo):
        part = slice(i * SIZE, (i + 1) * SIZE)
        mass = -y[part].imag / np.pi
        values = mass if kind == INSIDE else mass / np.sqrt(at[i][1])
        edge = bulk.left if kind == LEFT else bulk.right
        base = np.where(np.array(edge.w) < 0, np.pi, 0.0) * (kind != INSIDE)
        coefficients = to_coefficients() @ values
        pieces.append(Traced(left, right, kind, coefficients, y[part], w[part], base))
    return pieces


def places(piece: Traced):
    """u and distance v at the nodes."""
    return _places(piece.left, piece.right, piece.kind, nodes())


def interpolate(parent: Traced, u: NDArray):
    """(y, w) at u from the interpolants of y and log w on a piece."""
    t, root = coordinate(parent, u)
    inner = coordinate(parent, places(parent)[0])[1]
    y = _blend(parent.y, 0.0, inner, t, root)
    return y, np.exp(_blend(upper_log(parent.w), parent.base, inner, t, root))


def coordinate(piece, u):
    """Coordinate in [-1, 1] and the factor taken out of imaginary parts at u."""
    v = piece.right - u if piece.kind == RIGHT else u - piece.left
    t = 2 * v / (piece.right - piece.left) - 1
    return t, (np.ones_like(u) if piece.kind == INSIDE else np.sqrt(np.maximum(v, 0)))


def _blend(values, base, inner, t, root):
    """Interpolate real part and (imaginary part - base)/root separately."""
    extra = values.ndim - 1
    inner = inner.reshape(-1, *[1] * extra)
    root = root.reshape(-1, *[1] * extra)
    vander = chebyshev.chebvander(t, SIZE - 1) @ to_coefficients()
    return vander @ values.real + 1j * (base + root * (vander @ ((values.imag - base) / inner)))


def _resolved(piece):
    c = np.abs(piece.density)
    values = chebyshev.chebval(np.linspace(-1, 1, 9), piece.density)
    noise = NOISE * np.max(np.abs(piece.y)) / np.pi
    if piece.kind != INSIDE:
        noise /= np.sqrt((piece.right - piece.left) * 0.0016)
    small = c[-3:].max() <= max(RESOLVED * c.max(), noise)
    flat = values.min() > 0 and values.max() < SPREAD * values.min()
    return small and (flat or c.max() * 1e-10 < noise)
