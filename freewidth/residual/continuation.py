r"""Solutions on the axis: from z = -R along an arc above the spectrum, then straight down.

Off the axis the solution is analytic, and it is known at z = -R, R large. In log z the path is a
line to :math:`\log R + i`, one along :math:`\Im \log z = 1` as far left as there is mass, and from
its points down to the axis, in steps that shrink with the height. Every step is Euler's along the
solution, then Newton's.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from freewidth.errors import NotConvergedError
from freewidth.residual.equation import Equation

HEIGHT = 1.0  # of the arc, in arg z: a moderate angle
ABOVE = 4.0  # in log x, of R above all of the spectrum
STRIDE = 0.25  # in log x, along the arc
DOWN = (0.3, 0.5, 0.7, 0.85)  # ratios of neighbouring heights, tried in turn
LOWEST = 1e-7  # height from which the axis is one step away
CORRECTIONS, LAST = 6, 12  # of Newton's method: after a step, and on the axis
NEARLY, SETTLED = 1e-9, 1e-14  # relative corrections that are enough there: errors are squared
SOLVED = 1e-11  # relative, the last of these, where rounding of log z does not move m by more
ROUNDING, FAINT = 2e-15, 1e-8  # of log z; and what it may move m by at most
FIRST, GROWTH, LARGEST = 1e-4, 1.2, 1e3  # m on the way to the right edge
LOOK, PART = 8, 4  # strides between two looks at the mass that is left, or that part of all
NO_MASS = 1e-12  # below the last stride: there the density is a power of x
TURNS = 30  # from the arc to a given angle
MOST = 4000  # strides


def corrected(
    equation: Equation, state: NDArray, log_z: NDArray, rounds: int = LAST, enough: float = SETTLED
) -> NDArray:
    """After so many corrections of Newton's method, or less if the last one was ``enough``."""
    with np.errstate(all="ignore"):  # what is no number has not converged
        for _ in range(rounds):
            step = equation.correction(state, log_z)
            state = state + step
            if not np.any(np.abs(step) > enough * np.abs(state)):
                break
    return state


def held(equation: Equation, state: NDArray) -> NDArray:
    """With all e that go with its m."""
    with np.errstate(all="ignore"):
        for _ in range(LAST):
            step = equation.inner(state)
            state = state + step
            if not np.any(np.abs(step) > NEARLY * np.abs(state)):
                break
    return state


def moved(equation: Equation, state: NDArray, here: NDArray, there: NDArray) -> NDArray:
    """The solution at log z = ``there`` from that at ``here``, shapes (N,)."""
    with np.errstate(all="ignore"):
        slope, along = equation.tangent(state)
        guess = state + ((there - here) / slope)[:, None] * along
    return corrected(equation, guess, there, CORRECTIONS, NEARLY)


def converged(equation: Equation, state: NDArray, log_z: NDArray) -> NDArray:
    """Which states solve the equation, the next correction being small, shape (N,)."""
    with np.errstate(all="ignore"):
        size = np.abs(equation.correction(state, log_z)) / np.abs(state)
        limit = np.maximum(SOLVED, np.minimum(noise(equation, state), FAINT))
        return np.asarray((size[:, 0] < limit) & np.all(size[:, 1:] < limit[:, None], axis=1))


def noise(equation: Equation, state: NDArray) -> NDArray:
    """What rounding of log z and of the numbers of a state moves y by, relatively, shape (N,)."""
    with np.errstate(all="ignore"):
        slope, _ = equation.tangent(state)
        return ROUNDING * (1 / np.abs(slope) + np.abs(state).max(axis=1)) / np.abs(state[:, 0])


@dataclass(frozen=True, eq=False)
class Arc:
    """Solutions at log z = u + HEIGHT i.

    Attributes:
        equation: what they solve.
        top: log x at or little above the right edge.
        u: shape (n,), decreasing.
        states: shape (n, 1 + G).
    """

    equation: Equation
    top: float
    u: NDArray
    states: NDArray

    def down(self, u: NDArray) -> tuple[NDArray, NDArray]:
        """States at x = exp(u) + i0, shape (N, 1 + G), and which of them solve the equation."""
        states = np.full((u.size, self.states.shape[1]), np.nan, complex)
        good = np.zeros(u.size, bool)
        for ratio in DOWN:
            rest = np.flatnonzero(~good)
            if rest.size:
                states[rest] = self._down(u[rest], ratio)
                good[rest] = converged(self.equation, states[rest], u[rest] + 0j)
                good[rest] &= states[rest, 0].imag < SOLVED * np.abs(states[rest, 0])
        return states, good

    def _down(self, u, ratio):
        """In steps of one ratio."""
        nearest = np.argmin(np.abs(self.u[:, None] - u), axis=0)
        here, state = self.u[nearest] + 1j * HEIGHT, self.states[nearest]
        steps = int(np.ceil(np.log(LOWEST / HEIGHT) / np.log(ratio)))
        for height in HEIGHT * ratio ** np.arange(steps + 1.0):
            there = u + 1j * height
            state = moved(self.equation, state, here, there)
            here = there
        state = moved(self.equation, state, here, u + 0j)
        return corrected(self.equation, state, u + 0j)

    def at(self, u: NDArray, angle: NDArray) -> tuple[NDArray, NDArray]:
        """States at log z = u + i angle, 0 < angle < pi, and which of them solve the equation."""
        nearest = np.argmin(np.abs(self.u[:, None] - u), axis=0)
        here, state = self.u[nearest] + 1j * HEIGHT, self.states[nearest]
        aside = u - here.real
        for part in np.arange(1, self._strides(aside) + 1) / self._strides(aside):
            there = self.u[nearest] + part * aside + 1j * HEIGHT
            state, here = moved(self.equation, state, here, there), there
        for part in np.arange(1, TURNS + 1) / TURNS:
            there = u + 1j * HEIGHT * (angle / HEIGHT) ** part
            state, here = moved(self.equation, state, here, there), there
        state = corrected(self.equation, state, here)
        return state, converged(self.equation, state, here)

    @staticmethod
    def _strides(aside):
        return 1 + int(np.max(np.abs(aside), initial=0.0) / STRIDE)

    def below(self, u: NDArray) -> tuple[NDArray, NDArray]:
        """F in closed form at x = exp(u), atoms included, and where it is known."""
        states, good = self.down(u)
        return distribution(self.equation, states), good


def distribution(equation: Equation, states: NDArray) -> NDArray:
    """F in closed form, from states on the axis."""
    with np.errstate(all="ignore"):
        return 1 - equation.potential(states).imag / np.pi


def top(equation: Equation) -> float:
    """log x above the right edge: there m grows from 0 along a real branch while z falls.

    Where some w reaches the top of its K first, the branch ends before.
    """
    m = FIRST
    state = equation.start(m)
    level = np.inf
    while m < LARGEST:
        state = held(equation, state)
        slope, along = equation.tangent(state)
        if not abs(slope[0].imag) < SOLVED * abs(slope[0]):
            break
        level = float(equation.level(state).real[0])
        if slope[0].real >= 0:
            break
        state = state + (GROWTH - 1) * m * along
        m *= GROWTH
    return level


def arc(equation: Equation) -> Arc:
    """The arc from R as far left as there is mass.

    Raises:
        NotConvergedError: some point of it does not solve the equation, or mass never ends.
    """
    edge = top(equation)
    if not np.isfinite(edge):
        raise NotConvergedError(f"{equation.label}: no solution at large z")
    u = edge + ABOVE
    here = np.array([u + 1j * np.pi])
    state = corrected(equation, equation.start(-np.exp(equation.log_mean - u)), here)
    for angle in np.linspace(np.pi, HEIGHT, 20)[1:]:
        there = np.array([u + 1j * angle])
        state, here = moved(equation, state, here, there), there
    us, states = [u], [state[0]]
    while len(us) < MOST:
        for _ in range(max(LOOK, len(us) // PART)):
            u -= STRIDE
            there = np.array([u + 1j * HEIGHT])
            state, here = moved(equation, state, here, there), there
            us.append(u)
            states.append(state[0])
        found = Arc(equation, edge, np.array(us), np.stack(states))
        if not converged(equation, state, here)[0]:
            break
        if u > edge:
            continue
        mass, good = found.below(np.array([u]))
        if good[0] and abs(mass[0]) < NO_MASS:
            return found
    raise NotConvergedError(
        f"{equation.label}: no solution above x={np.exp(u):.3g}; the law cannot be followed there"
    )
