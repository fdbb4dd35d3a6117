"""The support of the continuous part: every edge, and how the density behaves there."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from freewidth.errors import NotConvergedError
from freewidth.freeprob import branches, gaps
from freewidth.freeprob.continuation import STEPS, continued, rotate, solve
from freewidth.freeprob.edge import BRANCH_POINT, HARD, INTERIOR, Bulk, Edge, Side
from freewidth.freeprob.gaps import Gap, edge_beyond, soft_edge
from freewidth.freeprob.guesses import KnownSolutions
from freewidth.freeprob.negative_axis import on_negative_axis
from freewidth.freeprob.newton import newton
from freewidth.freeprob.product import Product
from freewidth.freeprob.real_branch import RealBranch

SCAN = 33  # points between the outer edges at which gaps are looked for
FEW = 3  # refinements of the path to points of the scan: it may miss some
TAIL = 400  # points at which the tail of the only K towards 0 is looked at
FAINT = 1e-17  # mass per unit of log x below which a tail towards 0 is not followed
PINNED = 1e-10  # relative distance of w from K below which only a faint singularity is left
NARROWEST = 1e-9  # rounding of log z over the width: ten times what F may be off by
TIE = 1e-12  # relative difference of critical values that are one


@dataclass(frozen=True, eq=False)
class Support:
    """All intervals of the continuous part, increasing; without any the law is purely atomic.

    Attributes:
        bulks: the intervals.
        lowest: log x below which the density is not followed at a hard edge at 0.
        known: solutions in them.
    """

    bulks: tuple[Bulk, ...]
    lowest: float
    known: KnownSolutions


def find_support(product: Product, label: str, lowest: float) -> Support:
    """The support, at a hard edge at 0 looked for above log x = ``lowest``.

    Raises:
        NotConvergedError: the outer edges cannot be found.
    """
    if product.bare:
        return Support(_single_layer(product), _faint_tail(product, lowest), _none(product))
    right = _right_edge(product, label)
    if right is None:
        return Support((), lowest, _none(product))
    left = _left_edge(product)
    if left is not None and not left.u < right.u:
        raise NotConvergedError(
            f"{label}: left edge {np.exp(left.u):.16g} is not below the right edge "
            f"{np.exp(right.u):.16g}; the spectrum is narrower than double precision resolves"
        )
    if left is not None and product.share < 1:
        _require_wide(product, left, right, label)
    hull = Bulk(left, right)
    start = lowest if left is None else left.u
    known = _scan(product, label, start, hull)
    inner = _interior_gaps(product, known, start, right.u)
    lefts = [left, *[gap.upper for gap in inner]]
    rights = [*[gap.lower for gap in inner], right]
    bulks = tuple(Bulk(a, b) for a, b in zip(lefts, rights, strict=True))
    return Support(bulks, _first_above(known.u, -known.y.imag / np.pi, start), known)


def _require_wide(product: Product, left: Edge, right: Edge, label: str) -> None:
    """Raise NotConvergedError if rounding of log z is no small part of the width of the spectrum.

    Few dimensions off 0 leave it nearly no width: about the root of their share.
    """
    ends = [edge for edge in (left, right) if np.isfinite(edge.y)]  # else an atom just fails
    y, w = np.array([edge.y for edge in ends]), np.array([edge.w for edge in ends])
    noise = float(product.rounding(y, w).max(initial=0.0)) if ends else 0.0
    width = right.u - left.u
    if noise > NARROWEST * width:
        raise NotConvergedError(
            f"{label}: off 0 lies a share {product.share:.3g} of the spectrum, within {width:.1e} "
            f"of its place x={np.exp(right.u):.6g}, relatively; no density is resolved there in "
            f"double precision. Nearly all units of some layer are off: raise its variance"
        )


def _none(product: Product) -> KnownSolutions:
    none = np.zeros(0, dtype=complex)
    return KnownSolutions(none.real, none, np.zeros((0, len(product.layers)), dtype=complex))


def _first_above(u: NDArray, density: NDArray, lowest: float) -> float:
    """The u before the first at which the density is above FAINT; ``lowest`` if it is the first."""
    seen = np.nonzero(density > FAINT)[0]
    return lowest if seen.size == 0 or seen[0] == 0 else float(u[seen[0] - 1])


def _single_layer(product: Product) -> tuple[Bulk, ...]:
    """M = K: intervals between the values at which the density of K is singular, if it has one."""
    law = product.layers[0].law
    if not law.curved:
        return ()
    values: list[float] = []
    for value in sorted((*law.critical, law.top)):
        if not values or value > values[-1] * (1 + TIE):
            values.append(value)
    ends = [Edge(product.constant + np.log(v), np.inf, (v,), BRANCH_POINT) for v in values]
    return tuple(Bulk(a, b) for a, b in zip([None, *ends], ends, strict=False))


def _faint_tail(product: Product, lowest: float) -> float:
    """M = K: where a tail towards 0 rises above FAINT, if it is below it at ``lowest``."""
    end = product.constant + np.log(product.layers[0].law.top)
    u = np.linspace(lowest, end, TAIL + 1)[:-1]
    y, _ = solve(product, u, 0.0)
    return _first_above(u, -y.imag / np.pi, lowest)


def _right_edge(product: Product, label: str) -> Edge | None:
    """The right edge of the continuous part; None if there is none, all mass being in atoms."""
    infinity = branches.at_infinity(product, Side.RIGHT)
    if infinity is not None and infinity.is_atom:
        # m passes infinity at an atom; the spectrum goes on below it, m from -infinity
        beside = branches.beside_atom(product, Side.RIGHT)
        return edge_beyond(beside, -np.inf, Side.RIGHT)
    if infinity is not None:
        return Edge(infinity.u, np.inf, infinity.w, HARD)
    branch, path = branches.right_of_spectrum(product)
    critical = branch.first_critical_point(path)
    return _cut(product, branch, label) if critical is None else soft_edge(branch, critical)


def _cut(product: Product, branch: RealBranch, label: str) -> Edge:
    """Where a density too faint to end in a square root stops: some w is at the end of its K."""
    end = np.array([[layer.law.negligible_above * (1 + PINNED) for layer in product.layers]])
    value = product.flow(end)[0][0].real
    y = float(np.min(product.y_at(value))) if product.layers else product.mu
    y = product.mu + (1 - PINNED) * (y - product.mu)
    u, w = branch.level(y)
    if not (y > product.mu and np.isfinite(u)):
        raise NotConvergedError(
            f"{label}: no right edge found; the largest slope is approached too slowly for a "
            f"square-root edge"
        )
    return Edge(u, y, w, INTERIOR)


def _left_edge(product: Product) -> Edge | None:
    """The left edge of the continuous part; None if it reaches to 0."""
    found = branches.left_of_spectrum(product)
    if found is None:
        return None
    branch, path = found
    critical = branch.first_critical_point(path)
    if critical is not None:
        return soft_edge(branch, critical)
    infinity = branches.at_infinity(product, Side.LEFT)
    if infinity is None:
        return None
    if not infinity.is_atom:
        return Edge(infinity.u, -np.inf, infinity.w, HARD)
    return edge_beyond(branches.beside_atom(product, Side.LEFT), np.inf, Side.LEFT)


def _scan(product: Product, label: str, start: float, hull: Bulk) -> KnownSolutions:
    """Solutions between the outer edges, dense near both."""
    right = hull.right.u
    t = np.linspace(0, np.pi, SCAN + 2)[1:-1]
    u = (start + right) / 2 - (right - start) / 2 * np.cos(t)
    found = rotate(product, u, on_negative_axis(product, u), np.zeros(SCAN), STEPS)
    good = found.converged()
    lost = ~good
    if lost.any():
        known = KnownSolutions(u[good], found.y[good], found.w[good])
        guess = known.guess(hull, start, u[lost])
        if guess is not None:
            again = newton(product, u[lost] + 0j, *guess)
            found = found.replaced(lost, again)
            lost[lost] = gaps.unreliable(product, again)
    if lost.any():
        angle = np.zeros(np.count_nonzero(lost))
        again = continued(product, u[lost], angle, label, refinements=FEW)
        found = found.replaced(lost, again)
    good = found.converged()  # none at the very position of an atom
    return KnownSolutions(u[good], found.y[good], found.w[good])


def _interior_gaps(product: Product, known: KnownSolutions, start: float, stop: float) -> list[Gap]:
    """Interior gaps in which there are solutions, increasing."""
    found: list[Gap] = []
    while True:
        rest = known.u > start
        gap = gaps.lowest_gap(product, known.u[rest], known.y[rest], known.w[rest], (start, stop))
        if gap is None:
            return found
        found.append(gap)
        start = gap.upper.u
