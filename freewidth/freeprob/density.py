"""The density on each bulk: solved at Chebyshev nodes, on segments halved until resolved."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from freewidth.errors import NotConvergedError
from freewidth.freeprob import gaps
from freewidth.freeprob.continuation import continued
from freewidth.freeprob.edge import INTERIOR, Bulk, Side
from freewidth.freeprob.guesses import Guess, KnownSolutions
from freewidth.freeprob.newton import TINIEST, Solution, newton, unsolved
from freewidth.freeprob.product import Product
from freewidth.freeprob.refine import refine
from freewidth.freeprob.segment import SIZE, SPREAD, Segment, to_coefficients
from freewidth.freeprob.solved_segment import SolvedSegment, is_resolved
from freewidth.freeprob.support import Support

FEW = 4  # refinements of the path to a node; more where halving segments does not help
PATIENCE = 4  # rounds of halving in which some node has no solution
MOST_STEPS = 600  # segments in the first cut
NEAREST = 1.0  # first segment at an edge, in u: other singularities are rarely nearer
SAFE = 0.85  # of log SPREAD: 17 terms of a power of x then leave RESOLVED
RATIO = 2.2  # of the ends of further ones: 20 points leave 5**-20, for a singularity at the edge
MIDDLE = 0.6  # the segment between two edges may have this share of half the distance to each


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
        found = refine(tasks, solver.solve, is_resolved, _halves, solver.goes_on)
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
        u = np.concatenate([task.segment.nodes[0] for task in tasks])
        found = self._at_nodes(tasks, u)
        good, rounding = found.converged(), self.product.rounding(found.y, found.w)
        out = []
        for i, task in enumerate(tasks):
            part = slice(i * SIZE, (i + 1) * SIZE)
            segment, y, w = task.segment, found.y[part], found.w[part]
            b = -y.imag / np.pi / segment.nodes[1] ** segment.type.power
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
