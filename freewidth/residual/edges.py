"""Where the continuous part begins and ends: a scan of the axis, and edges between its points."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from freewidth.errors import NotConvergedError
from freewidth.freeprob.edge import HARD, SOFT, Bulk, Edge
from freewidth.residual.continuation import Arc, distribution, held, noise
from freewidth.residual.equation import Equation

COARSE, POINTS = 60, 80  # of the scan for where there is mass; of each half of the one kept
BEYOND = 0.3  # in log x, above the bound of the spectrum, where the scan starts
MOST = 0.02  # mass left below the second half of the scan
NEAR = np.geomspace(1e-7, 0.1, 24)  # of the range of log x: points next to marks
NARROW, CUTS = 9, 6  # points by which the cell of an edge is made narrower, so many times
INSIDE = 1e-9  # of |y|: the imaginary part from which a point lies in the spectrum
EMPTY = 1e-12  # mass next to an end of the scan
ABOVE_NOISE = 10.0  # times rounding, likewise
ROUNDS = 40  # of the search for an edge
SHIFT = 1e-5  # of m or 1 + m, the smaller, in differences of dlog z/dm
FOUND = 1e-11  # relative, the last step
REAL = 1e-6  # relative imaginary part of m at an edge: rounding enters by its square root


@dataclass(frozen=True, eq=False)
class Scan:
    """Points on the axis: u increasing (n,), states there, and which lie in the spectrum."""

    u: NDArray
    states: NDArray
    inside: NDArray


def scan(arc: Arc) -> Scan:
    """Points over all of the mass, those at which there is no solution (at atoms) left out.

    Raises:
        NotConvergedError: there is none at most of them.
    """
    low, high = float(arc.u[-1]), arc.top + BEYOND
    for _ in range(3):
        found = _scan(arc, np.linspace(low, high, COARSE))
        low, high = _holding(arc, found, EMPTY), _holding(arc, found, 1 - EMPTY)
    bulk = _holding(arc, found, MOST)
    parts = [np.linspace(low, high, POINTS), np.linspace(bulk, high, POINTS)]
    parts += [u + sign * (high - low) * NEAR for u in arc.equation.marks for sign in (1, -1)]
    u = np.unique(np.concatenate(parts))
    return _scan(arc, u[(u >= low) & (u <= high)])


def _inside(equation, states):
    """Which states have an imaginary part that is not rounding."""
    limit = np.maximum(INSIDE, ABOVE_NOISE * noise(equation, states))
    return -states[:, 0].imag > limit * np.abs(states[:, 0])


def _holding(arc, found, level):
    """The point of a scan next to where F reaches a level: outside of it, if it is an end."""
    mass = distribution(arc.equation, found.states)
    if level > 0.5:
        return float(found.u[min(_last(mass < level) + 1, found.u.size - 1)])
    return float(found.u[max(int(np.argmax(mass > level)) - 1, 0)])


def _last(good):
    """The last index at which something is so."""
    return good.size - 1 - int(np.argmax(good[::-1]))


def _scan(arc, u):
    states, good = arc.down(u)
    if good.sum() < u.size // 2:
        raise NotConvergedError(
            f"{arc.equation.label}: no solution at {np.count_nonzero(~good)} of {u.size} points "
            f"from x={np.exp(u[0]):.3g} to {np.exp(u[-1]):.3g}"
        )
    u, states = u[good], states[good]
    return Scan(u, states, _inside(arc.equation, states))


def bulks(arc: Arc, found: Scan) -> list[Bulk]:
    """The intervals of the continuous part, the first without a left edge if it reaches to 0.

    Raises:
        NotConvergedError: some edge is not found.
    """
    if not found.inside.any():
        raise NotConvergedError(
            f"{arc.equation.label}: no spectrum found near x={np.exp(found.u[0]):.6g}"
        )
    ends = np.flatnonzero(np.diff(found.inside, prepend=False, append=False))
    starts, stops = ends.reshape(-1, 2).T
    out = []
    for start, stop in zip(starts, stops, strict=True):
        left = None if start == 0 else _edge(arc, found, start, start - 1)
        if stop == found.u.size:
            raise NotConvergedError(
                f"{arc.equation.label}: no right edge below x={np.exp(found.u[-1])}"
            )
        out.append(Bulk(left, _edge(arc, found, stop - 1, stop)))
    return out


def _edge(arc, found, inside, outside):
    """The edge between two neighbours of the scan."""
    equation = arc.equation
    ends = found.u[inside], found.u[outside]
    state = found.states[inside]
    for u in equation.hard_edges:
        if min(ends) <= u <= max(ends):
            return Edge(u, np.inf, (), HARD)
    for _ in range(CUTS):
        edge = _soft_edge(equation, state, ends)
        if edge is not None:
            return edge
        ends, state = _narrowed(arc, ends, state)
    raise NotConvergedError(
        f"{equation.label}: no edge found between x={np.exp(min(ends)):.8g} and "
        f"{np.exp(max(ends)):.8g}; two may be near each other: change a parameter slightly"
    )


def _soft_edge(equation, state, ends):
    """The edge near a state inside the spectrum, None if there is none between two points."""
    found = critical_point(equation, state[None])
    with np.errstate(all="ignore"):
        u = float(equation.level(found).real[0])
    real = abs(found[0, 0].imag) < REAL * abs(found[0, 0])
    if real and min(ends) <= u <= max(ends):
        return Edge(u, float(found[0, 0].real), tuple(found[0, 1:].real), SOFT)
    return None


def _narrowed(arc, ends, state):
    """(inside, outside) of a shorter cell, and the state at its inner end."""
    u = np.linspace(*ends, NARROW)
    states, good = arc.down(u[1:-1])
    inside = good & _inside(arc.equation, states)
    first = int(np.argmin(np.append(inside, False)))  # steps that stay inside
    return (u[first], u[first + 1]), (states[first - 1] if first else state)


def critical_point(equation: Equation, state: NDArray) -> NDArray:
    """The state at which dlog z/dm = 0 near another one, shape (1, 1 + G); nan if none is found."""
    with np.errstate(all="ignore"):
        for _ in range(ROUNDS):
            slope, along = equation.tangent(state)
            shift = SHIFT * min(abs(state[0, 0]), abs(state[0, 0] - 1))
            ahead, behind = (
                equation.tangent(held(equation, state + h * along))[0] for h in (shift, -shift)
            )
            step = -slope * 2 * shift / (ahead - behind)
            state = held(equation, state + step[:, None] * along)
            if abs(step[0]) < FOUND * abs(state[0, 0]):
                return state
    return np.full_like(state, np.nan)
