"""The density on each bulk: solved at Chebyshev nodes, on segments halved until resolved."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import NDArray

from freewidth.errors import NotConvergedError
from freewidth.freeprob import gaps
from freewidth.freeprob.continuation import continued
from freewidth.freeprob.edge import INTERIOR, Bulk, Side
from freewidth.freeprob.guesses import Guess, KnownSolutions
from freewidth.freeprob.logs import lower_log, upper_log
from freewidth.freeprob.newton import TINIEST, Solution, newton, unsolved
from freewidth.freeprob.product import Product
from freewidth.freeprob.refine import refine
from freewidth.freeprob.segment import SIZE, Segment, nodes, to_coefficients
from freewidth.freeprob.support import Support

RESOLVED = 3e-14  # last coefficients against the largest: a few units of rounding
LAST = 3  # of these coefficients
ROUNDINGS = 2.0  # of log z, at a node and in u
OWN = 1.5e-14  # of y by itself, relative: sums over rules and what their panels leave
STEEP = 20.0  # |y|, and with it its rounding, may vary by this factor where rounding is the limit
SPREAD = 200.0  # B may vary by this factor on a segment: keeps *relative* accuracy
CHECKED = 9  # even points at which B must be positive and vary by no more
DROWNED = 1e-10  # of B, below its rounding: no relative accuracy is left to keep
HALF_DROWNED = 1e-6  # likewise: where rounding may be the limit although |y| varies
FEW = 4  # refinements of the path to a node; more where halving segments does not help
PATIENCE = 4  # rounds of halving in which some node has no solution
LIGHT = 1e-17  # mass of a segment that need not be resolved: no F and no certificate shows it
MOST_STEPS = 600  # segments in the first cut
NEAREST = 1.0  # first segment at an edge, in u: other singularities are rarely nearer
SAFE = 0.85  # of log SPREAD: 17 terms of a power of x then leave RESOLVED
RATIO = 2.2  # of the ends of further ones: 20 points leave 5**-20, for a singularity at the edge
MIDDLE = 0.6  # the segment between two edges may have this share of half the distance to each


@dataclass(frozen=True, eq=False)
class SolvedSegment:
    """The solution on one segment.

    Attributes:
        segment: where.
        density: coefficients of B.
        y, w: at the nodes, shapes (SIZE,) and (SIZE, G).
        edge_argument: arg w at the edge, shape (G,); 0 in the interior.
        good: at which nodes there is a solution.
        rounding: largest rounding of log z at the nodes.
    """

    segment: Segment
    density: NDArray
    y: NDArray
    w: NDArray
    edge_argument: NDArray
    good: NDArray
    rounding: float

    def per_log(self, u: NDArray) -> NDArray:
        """f at u."""
        segment = self.segment
        v = np.maximum(segment.distance(u), TINIEST)
        value = chebyshev.chebval(segment.coordinate(v), self.density)
        return value * np.sqrt(v) ** (2 * segment.type.power)

    def interpolate(self, u: NDArray) -> Guess:
        """(y, w) at u from the interpolants of y and log w."""
        segment = self.segment
        v = np.maximum(segment.distance(u), TINIEST)
        t, root = segment.coordinate(v), np.sqrt(v)
        inner = np.sqrt(segment.nodes[1])
        vander = chebyshev.chebvander(t, SIZE - 1) @ to_coefficients()
        log_w = upper_log(self.w)
        if segment.type == INTERIOR:
            return np.exp(vander @ lower_log(self.y)), np.exp(vander @ log_w)
        if segment.type.in_root:
            return (vander @ (self.y * inner)) / root, np.exp(vander @ log_w)
        power = 2 * segment.type.power
        bent = vander @ (self.y.imag / inner**power)
        y = vander @ self.y.real + 1j * root**power * bent
        bent = vander @ ((log_w.imag - self.edge_argument) / inner[:, None])
        argument = self.edge_argument + root[:, None] * bent
        return y, np.exp(vander @ log_w.real + 1j * argument)


@dataclass(frozen=True, eq=False)
class Task:
    """A segment to solve on; the solution on its ``parent`` gives guesses, where there is one."""

    segment: Segment
    parent: SolvedSegment | None = None


def solve_density(
    product: Product, support: Support, label: str
) -> tuple[list[Bulk], list[SolvedSegment]]:
    """Intervals of the continuous part and resolved segments, both increasing.

    The intervals are those of the support, or more where a node falls into a gap that is in none
    of its solutions: then the interval is split there, and both parts are solved anew.

    Raises:
        NotConvergedError: a segment stays unresolved, or too many are needed.
    """
    todo = [(bulk, support.known) for bulk in reversed(support.bulks)]
    bulks: list[Bulk] = []
    solved: list[SolvedSegment] = []
    while todo:
        bulk, known = todo.pop()
        solver = _BulkSolver(product, bulk, support.lowest, known, label)
        tasks = [Task(segment) for segment in _first_cut(bulk, support.lowest, known)]
        found = refine(tasks, solver.solve, _is_resolved, _halves, solver.goes_on)
        if solver.gap is not None:
            parts = Bulk(bulk.left, solver.gap.lower), Bulk(solver.gap.upper, bulk.right)
            todo += [(part, solver.known) for part in reversed(parts)]
        elif found.rest:
            raise NotConvergedError(
                f"{label}: the density is not resolved near "
                f"x={np.exp(found.rest[0].segment.left):.16g} after {len(found.resolved)} "
                f"segments; an edge or a nearly closed gap lies there"
            )
        else:
            bulks.append(bulk)
            solved += sorted(found.resolved, key=lambda one: one.segment.left)
    return bulks, solved


class _BulkSolver:
    """Solves on segments of one bulk, and keeps what it learns: solutions, failures, a gap."""

    def __init__(
        self, product: Product, bulk: Bulk, lowest: float, known: KnownSolutions, label: str
    ):
        self.product, self.bulk, self.lowest, self.label = product, bulk, lowest, label
        self.known, self.failures = known, 0
        self.gap: gaps.Gap | None = None

    def solve(self, tasks: Sequence[Task]) -> list[SolvedSegment]:
        """Solve at the nodes of all segments at once, guessing from their parents."""
        at = [task.segment.nodes for task in tasks]
        u = np.concatenate([offset for offset, _ in at])
        found = self._at_nodes(tasks, u)
        good, rounding = found.converged(), self.product.rounding(found.y, found.w)
        out = []
        for i, task in enumerate(tasks):
            part = slice(i * SIZE, (i + 1) * SIZE)
            segment, y, w = task.segment, found.y[part], found.w[part]
            b = -y.imag / np.pi / at[i][1] ** segment.type.power
            edge = self.bulk.right if segment.side is Side.RIGHT else self.bulk.left
            argument = np.zeros(w.shape[1])
            if edge is not None and segment.type != INTERIOR:
                argument = np.where(np.array(edge.w) < 0, np.pi, 0.0)
            density, largest = to_coefficients() @ b, float(rounding[part].max())
            out.append(SolvedSegment(segment, density, y, w, argument, good[part], largest))
        return out

    def goes_on(self, solved: list[SolvedSegment]) -> bool:
        """Whether to refine: not where a node is in a gap, nor after too many failures."""
        bulk, found = self.bulk, _solutions(solved)
        ends = self.lowest if bulk.left is None else bulk.left.u, bulk.right.u
        if not self.product.bare:
            self.gap = gaps.lowest_gap(self.product, found.u, found.y, found.w, ends)
        failed = not all(one.good.all() for one in solved)
        if failed or self.gap is not None:
            self.known = self.known.joined(found)
        self.failures += failed
        return self.gap is None and self.failures <= PATIENCE

    def _guess(self, u: NDArray, disc: bool = False) -> Guess | None:
        return self.known.guess(self.bulk, self.lowest, u, disc)

    def _at_nodes(self, tasks: Sequence[Task], u: NDArray) -> Solution:
        """Solutions at all nodes u: from guesses, and where these fail by continuation."""
        product = self.product
        found = self._guessed(tasks, u)
        bad = gaps.unreliable(product, found)
        if bad.any() and self.bulk.left is not None:
            guess = self._guess(u[bad], disc=True)
            if guess is not None:
                found = found.replaced(bad, newton(product, u[bad] + 0j, *guess))
                bad = gaps.unreliable(product, found)
        if bad.any():
            angle, refinements = np.zeros(np.count_nonzero(bad)), FEW + self.failures
            again = continued(product, u[bad], angle, self.label, refinements=refinements)
            found = found.replaced(bad, again)
        return found

    def _guessed(self, tasks: Sequence[Task], u: NDArray) -> Solution:
        """Newton's method from what the parents, or else known solutions, say."""
        known = np.repeat([task.parent is not None for task in tasks], SIZE)
        found = unsolved(u.size, len(self.product.layers))
        y, w = found.y, found.w
        for i, task in enumerate(tasks):
            if task.parent is not None:
                part = slice(i * SIZE, (i + 1) * SIZE)
                y[part], w[part] = task.parent.interpolate(u[part])
        guess = None if known.all() else self._guess(u[~known])
        if guess is not None:
            (y[~known], w[~known]), known = guess, np.ones(u.shape, dtype=bool)
        return found.replaced(known, newton(self.product, u[known] + 0j, y[known], w[known]))


def _solutions(solved: list[SolvedSegment]) -> KnownSolutions:
    """Those at the nodes of segments, where there is a solution, u increasing."""
    solved = sorted(solved, key=lambda one: one.segment.left)
    u = np.concatenate([np.sort(one.segment.nodes[0]) for one in solved])
    order = [slice(None, None, -1 if s.segment.side is Side.RIGHT else 1) for s in solved]
    y, w, good = (
        np.concatenate([part[way] for part, way in zip(parts, order, strict=True)])
        for parts in zip(*((one.y, one.w, one.good) for one in solved), strict=True)
    )
    return KnownSolutions(u[good], y[good], w[good])


def _halves(solved: SolvedSegment) -> list[Task]:
    """Both halves, with the solution on the whole if it is one."""
    parent = solved if solved.good.all() else None
    return [Task(half, parent) for half in solved.segment.halves()]


def _first_cut(bulk: Bulk, lowest: float, known: KnownSolutions) -> list[Segment]:
    """First cut of a bulk: each segment but the first is as far from an edge as it is wide."""
    right = bulk.right.u
    if bulk.left is None:
        steps = _steps(right - lowest - NEAREST, lambda s: _slow_fall(known, right - s))
        ends = [lowest, *[right - s for s in steps[::-1]], right]
    else:
        left, half = bulk.left.u, (right - bulk.left.u) / 2
        steps = _steps(half, lambda s: np.inf)
        middle = [left + half] if not steps or steps[-1] < MIDDLE * half else []
        ends = [left, *[left + s for s in steps], *middle]
        ends += [*[right - s for s in steps[::-1]], right]
    segments = [Segment(a, b) for a, b in pairwise(ends)]
    if bulk.left is not None:
        segments[0] = replace(segments[0], type=bulk.left.type, side=Side.LEFT)
    if bulk.right.type != INTERIOR:
        segments[-1] = replace(segments[-1], type=bulk.right.type, side=Side.RIGHT)
    return segments


def _steps(stop: float, widest: Callable[[float], float]) -> list[float]:
    """Distances of cuts from an edge, geometric while no wider than ``widest`` allows."""
    steps: list[float] = []
    s = NEAREST
    while s < stop and len(steps) < MOST_STEPS:
        steps.append(s)
        s = min(s * RATIO, s + max(widest(s), NEAREST))
    return steps


def _slow_fall(known: KnownSolutions, u: float) -> float:
    """How far below u the density falls by SPREAD, as far as known solutions reach."""
    if not known.u.size:
        return np.inf
    rise = np.maximum.accumulate(np.log(np.maximum(-known.y.imag, TINIEST)))
    level = np.interp(u, known.u, rise) - SAFE * np.log(SPREAD)
    return u - float(np.interp(level, rise, known.u)) if level > rise[0] else np.inf


@lru_cache(maxsize=1)
def _checks():
    """Matrices from coefficients to values at even points, and to derivatives at the nodes."""
    derivative = np.stack(
        [chebyshev.chebval(nodes(), chebyshev.chebder(row)) for row in np.eye(SIZE)]
    )
    return chebyshev.chebvander(np.linspace(-1, 1, CHECKED), SIZE - 1), derivative.T


def _is_resolved(solved: SolvedSegment) -> bool:
    """Whether the last coefficients are what rounding leaves there, and B varies by little."""
    if not solved.good.all():
        return False
    segment, power = solved.segment, solved.segment.type.power
    c, size, v = np.abs(solved.density), np.abs(solved.y), segment.nodes[1]
    noise = _noise(solved, v)
    values = _checks()[0] @ solved.density
    drowned = c.max() * DROWNED < noise
    size = size * v ** max(0.0, -power)  # of B, where y is infinite at an edge
    # else less where y is less
    steady = c.max() * HALF_DROWNED < noise or size.max() < STEEP * size.min()
    small = c[-LAST:].max() <= max(RESOLVED * c.max(), noise * steady)
    flat = values.min() > 0 and values.max() < SPREAD * values.min()
    light = c.max() * segment.width ** (1 + power) < LIGHT
    return bool(light or (small and (flat or drowned)))


def _noise(solved: SolvedSegment, v: NDArray) -> float:
    """What the rounding of y and of log z leaves in coefficients of B; v are distances of nodes."""
    segment, jitter, derivative = solved.segment, ROUNDINGS * solved.rounding, _checks()[1]
    real = np.max(np.abs(derivative @ (to_coefficients() @ solved.y.real)))
    noise = OWN * np.abs(solved.y).max() + jitter * 2 * real / segment.width
    noise *= np.max(v**-segment.type.power) / np.pi
    noise += jitter * 2 * np.max(np.abs(derivative @ solved.density)) / segment.width
    if segment.type != INTERIOR:  # of the node next to the edge, half of 2/SIZE
        noise += jitter * np.abs(solved.density).max() / v.min() / SIZE
    return float(noise)
