"""From the equation of a residual product to its certified law."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from freewidth.errors import NotConvergedError
from freewidth.freeprob.certify import BETWEEN, Certificate
from freewidth.freeprob.edge import Bulk, Side
from freewidth.freeprob.piecewise import PiecewiseChebyshev, assemble, rule
from freewidth.freeprob.refine import refine
from freewidth.freeprob.segment import (
    RESOLVED,
    SIZE,
    Segment,
    remainder,
    to_coefficients,
    varies_little,
)
from freewidth.residual.continuation import Arc, arc, converged, corrected, distribution, noise
from freewidth.residual.edges import Scan, bulks, scan
from freewidth.residual.equation import Equation

RESIDUAL = 1e-9  # relative, of the density between nodes
MASS = 1e-10
EXACT = 1e-10  # F by integration against F in closed form
MOMENT = 1e-9  # relative
HALF_PLANE = 1e-8
ORDERS = 6
NEAR = 0.1  # relative: how far a solution may be from its guess between points of the scan
LIGHT = 1e-12  # mass of a segment below which its density need not be right relatively
FAINT = 1e-8  # relative: more than that is not rounding


@dataclass(frozen=True, eq=False)
class Solved:
    """A density and its certificate.

    Attributes:
        support: intervals (left, right) in x.
        pieces: the density per log x.
        tail: (u, mass, exponent) of the power law below the first piece, as of a Law.
        certificate: measured defects.
    """

    support: tuple[tuple[float, float], ...]
    pieces: PiecewiseChebyshev
    tail: tuple[float, float, float]
    certificate: Certificate


@dataclass(frozen=True, eq=False)
class Fit:
    """A segment, states at its nodes, whether all are solutions, coefficients of B, their noise."""

    segment: Segment
    states: NDArray
    good: bool
    density: NDArray
    noise: float


def solve(equation: Equation) -> Solved:
    """The certified law of an equation.

    Raises:
        NotConvergedError: a step or a check of the certificate did not meet its tolerance.
    """
    above = arc(equation)
    found = scan(above)
    parts = bulks(above, found)
    tasks = [s for bulk in parts for s in _segments(bulk, float(found.u[0]))]
    refined = refine(tasks, lambda some: _fitted(above, found, some), _is_resolved, _halves)
    if refined.rest:
        worst = refined.rest[0].segment
        raise NotConvergedError(
            f"{equation.label}: the density is not resolved near x={np.exp(worst.left):.8g}; an "
            f"edge or a gap may have been missed: change a parameter slightly"
        )
    fits = sorted(refined.resolved, key=lambda fit: fit.segment.left)
    density = np.stack([fit.density for fit in fits])
    tail = _tail(equation, fits[0]) if parts[0].left is None else (0.0, 0.0, 1.0)
    pieces = assemble([fit.segment for fit in fits], density, tail[1])
    return Solved(_support(parts), pieces, tail, certify(equation, above, fits, pieces, tail))


def _segments(bulk: Bulk, lowest: float) -> list[Segment]:
    """Halves of an interval, next to its edges."""
    right = bulk.right
    left = lowest if bulk.left is None else bulk.left.u
    middle = (left + right.u) / 2
    first = Segment(left, middle)
    if bulk.left is not None:
        first = Segment(left, middle, bulk.left.type, Side.LEFT)
    return [first, Segment(middle, right.u, right.type, Side.RIGHT)]


def _support(parts):
    return tuple(
        (0.0 if bulk.left is None else float(np.exp(bulk.left.u)), float(np.exp(bulk.right.u)))
        for bulk in parts
    )


def _solutions(above: Arc, found: Scan, u: NDArray) -> tuple[NDArray, NDArray]:
    """States at x = exp(u) and which are solutions, from those of the scan if these are near."""
    after = np.clip(np.searchsorted(found.u, u), 1, found.u.size - 1)
    part = ((u - found.u[after - 1]) / (found.u[after] - found.u[after - 1]))[:, None]
    guess = (1 - part) * found.states[after - 1] + part * found.states[after]
    states = corrected(above.equation, guess, u + 0j)
    near = np.all(np.abs(states - guess) < NEAR * np.abs(guess), axis=1)
    good = near & converged(above.equation, states, u + 0j)
    good &= (states[:, 0].imag < 0) & found.inside[after - 1] & found.inside[after]
    if not good.all():
        states[~good], good[~good] = above.down(u[~good])
    return states, good


def _fitted(above: Arc, found: Scan, segments) -> list[Fit]:
    """Coefficients of all segments, solved together."""
    at = [segment.nodes for segment in segments]
    states, good = _solutions(above, found, np.concatenate([u for u, _ in at]))
    moves = noise(above.equation, states) * np.abs(states[:, 0]) / np.pi
    moves = moves.reshape(len(segments), SIZE)
    states = states.reshape(len(segments), SIZE, -1)
    solved = [bool(part.all()) for part in good.reshape(len(segments), SIZE)]
    out = []
    for i, (segment, (_, v)) in enumerate(zip(segments, at, strict=True)):
        factor = v**segment.type.power
        coefficients = to_coefficients() @ (_density(states[i]) / factor)
        rounding = float(np.max(moves[i] / factor))
        out.append(Fit(segment, states[i], solved[i], coefficients, rounding))
    return out


def _density(states):
    """Mass per unit of log x."""
    return -states[..., 0].imag / np.pi


def _halves(fit: Fit):
    return fit.segment.halves()


def _is_resolved(fit: Fit) -> bool:
    if not fit.good:
        return False
    c, width = np.abs(fit.density), fit.segment.width ** (1 + fit.segment.type.power)
    if c.max() * width < LIGHT * RESIDUAL:
        return True
    small = remainder(fit.density) <= max(RESOLVED * c.max(), min(fit.noise, FAINT * c.max()))
    return bool(small and (c.max() * width < LIGHT or varies_little(fit.density)))


def _tail(equation: Equation, first: Fit) -> tuple[float, float, float]:
    """Below the first segment: its mass in closed form, its exponent from the density there."""
    low = first.segment.left
    signs = (-1.0) ** np.arange(SIZE)
    value = float(first.density @ signs)
    middle = SIZE // 2
    pieces = assemble([first.segment], first.density[None], 0.0)
    mass = distribution(equation, first.states[middle : middle + 1])[0]
    mass = float(mass - pieces.cumulative(first.segment.nodes[0][middle : middle + 1])[0])
    slope = float((first.density * np.arange(SIZE) ** 2) @ -signs) * 2 / first.segment.width
    exponent = slope / value
    if not (value > 0 and exponent > 0):
        return (low, 0.0, 1.0)
    return (low, value / exponent if abs(mass) < MASS else mass, exponent)


def certify(
    equation: Equation,
    above: Arc,
    fits: list[Fit],
    pieces: PiecewiseChebyshev,
    tail: tuple[float, float, float],
) -> Certificate:
    """What a law proves about itself before anyone may use it.

    The density between nodes is solved for anew, F is compared with its closed form, the mass with
    one, integrals of x^k with power series.

    Raises:
        NotConvergedError: a defect is above its tolerance.
    """
    found = Certificate(
        residual=_residual(equation, above, fits, pieces),
        mass=float(abs(tail[1] + pieces.mass.sum() + equation.atom - 1)),
        distribution=_distribution(equation, fits, pieces),
        moments=_moments(equation, pieces),
        half_plane=max(0.0, *(float(np.max(_beyond(fit.states[:, 0]))) for fit in fits)),
    )
    limits = Certificate(RESIDUAL, MASS, EXACT, MOMENT, HALF_PLANE)
    for name, limit in vars(limits).items():
        if not getattr(found, name) <= limit:  # nan is above
            raise NotConvergedError(
                f"{equation.label}: the law does not certify: {name} is off by "
                f"{getattr(found, name):.1e} > {limit:.0e}. An edge or a gap may be unresolved: "
                f"change a parameter slightly"
            )
    return found


def _beyond(y):
    return y.imag / np.abs(y)


def _residual(equation, above, fits, pieces):
    """Relative defect of the density between nodes; where it varies fast, rounding counts less."""
    u = np.concatenate([fit.segment.at(BETWEEN)[0] for fit in fits])
    states, good = above.down(u)
    exact = _density(states)
    rounding = noise(equation, states) * np.abs(states[:, 0]) / np.pi / RESIDUAL
    defect = np.abs(pieces.per_log(u) - exact) / np.maximum(exact, rounding)
    weight = np.repeat(np.minimum(1.0, pieces.mass / LIGHT), BETWEEN.size)
    return float(np.max(np.where(good, defect * weight, np.inf)))


def _distribution(equation, fits, pieces):
    """F by integration against its closed form, at a node of every segment."""
    middle = SIZE // 2
    u = np.array([fit.segment.nodes[0][middle] for fit in fits])
    exact = distribution(equation, np.stack([fit.states[middle] for fit in fits]))
    return float(np.max(np.abs(pieces.cumulative(u) + equation.atom * (u >= 0) - exact)))


def _moments(equation, pieces):
    """Relative difference of integrals of x^k and the power series."""
    u, weight = rule(pieces)
    orders = np.arange(1, ORDERS + 1)
    found = np.exp(orders[:, None] * u) @ weight + equation.atom
    return float(np.max(np.abs(found / equation.moments(ORDERS) - 1)))
