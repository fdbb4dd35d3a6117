r"""From z to (m, w): the solution continued from the negative axis to the upper half plane.

On :math:`z = -r` everything is real and monotone, so the solution there is found without choices.
From it z turns to :math:`r e^{i\theta}`, :math:`\theta` falling from pi, at constant modulus:
:math:`\log z` moves on a straight line, m stays in the lower half plane and every w in the upper
one. Where a step leaves these half planes, or does not converge, the path is retried in twice the
steps.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from freewidth.errors import NotConvergedError
from freewidth.freeprob.negative_axis import on_negative_axis
from freewidth.freeprob.newton import (
    JUMP,
    SETTLED,
    Solution,
    explicit,
    in_half_planes,
    kept,
    newton,
    step,
)
from freewidth.freeprob.product import Product

STEPS = 8  # coarsest path from theta = pi to 0
REFINEMENTS = 8  # each doubles the number of steps
AGAIN = 3  # further corrections of a step at most
FAR = 10.0  # |y|/mu from which terms of d log z/dy cancel by more than that factor
EQUAL = 0.1  # relative corrections times that factor, below which the rates are right
MANY = 256  # steps that are laid ever closer to the axis
LAST = 10  # iterations of Newton's method at the end of a path


@np.errstate(all="ignore")  # as in :func:`newton`
def rotate(product: Product, u: NDArray, start: Solution, angle: NDArray, steps: int) -> Solution:
    """Continue real solutions at -exp(u) to exp(u + i angle); one angle per point.

    Each step extrapolates to second order and corrects once, which also gives the next slopes;
    where m is large these are differences of nearly equal terms, and it corrects until they are
    right. A first correction of more than JUMP is no step but a jump between branches.
    """
    power = 2 if steps < MANY else 4  # a narrow spectrum is near from its own width on
    path = (1 - np.arange(1, steps + 1) / steps) ** power  # ever shorter towards the axis
    y, w, valid, now = start.y, start.w, np.ones(u.shape, dtype=bool), np.full(u.shape, np.pi)
    last = done = None
    for part in path:
        dy, dlog, size, y_rate, w_rate = step(product, u + 1j * now, y, w)
        y, w = y + dy, w * np.exp(dlog)
        valid &= in_half_planes(y, w) & (size < JUMP)
        for _ in range(AGAIN):
            far = np.abs(y) / product.mu
            rough = valid & (far > FAR) & (size * far > EQUAL)
            if not rough.any():
                break
            more = step(product, u[rough] + 1j * now[rough], y[rough], w[rough])
            y[rough], w[rough] = y[rough] + more.dy, w[rough] * np.exp(more.dlog)
            size[rough], y_rate[rough], w_rate[rough] = more.size, more.y_rate, more.w_rate
            valid &= in_half_planes(y, w)
        y_rate = y_rate * product.mu / (y * (product.mu - y))  # of log(y/(mu-y))
        ahead = angle + (np.pi - angle) * part - now
        if last is not None and done is not None:
            moved = done != 0  # real z need no turn
            ratio = np.where(moved, ahead / np.where(moved, done, 1.0) / 2, 0.0)
            y_turn = y_rate + ratio * (y_rate - last[0])
            w_turn = w_rate + ratio[:, None] * (w_rate - last[1])
        else:
            y_turn, w_turn = y_rate, w_rate
        swung = y / (product.mu - y) * np.exp(1j * ahead * y_turn)
        y = product.mu * swung / (1 + swung)
        w = w * np.exp(1j * ahead[:, None] * w_turn)
        now, last, done = now + ahead, (y_rate, w_rate), ahead
    return kept(newton(product, u + 1j * angle, y, w, iterations=LAST), valid)


def solve(
    product: Product, u: ArrayLike, angle: ArrayLike, label: str = "", tolerance: float = SETTLED
) -> tuple[NDArray, NDArray]:
    r"""(y, w) at z = exp(u + i angle), angle in [0, pi] (scalar or (N,)); u (N,).

    Raises:
        NotConvergedError: no path with checked steps was found for some point.
    """
    u = np.asarray(u, dtype=float)
    angle = np.broadcast_to(np.asarray(angle, dtype=float), u.shape)
    found = continued(product, u, angle, label, tolerance)
    lost = np.nonzero(~found.converged(tolerance))[0]
    if lost.size:
        worst = lost[0]
        how = f"stalled at relative step {found.correction[worst]:.1e} > {tolerance:.0e}"
        raise NotConvergedError(
            f"{label}: continuation to z={np.exp(u[worst]):.6g} exp({angle[worst]:.3g}i) "
            f"{how if found.valid[worst] else 'left its half plane'} even with "
            f"{STEPS * 2 ** (REFINEMENTS - 1)} steps; move off the spectral edge, or raise the "
            f"resolution"
        )
    return found.y, found.w


def continued(
    product: Product,
    u: NDArray,
    angle: NDArray,
    label: str = "",
    tolerance: float = SETTLED,
    refinements: int = REFINEMENTS,
) -> Solution:
    """The solution likewise, angle (N,); not converged where no path is found.

    Raises:
        NotConvergedError: there is no solution at z < 0.
    """
    if product.bare:
        return explicit(product, u + 1j * angle)
    start = on_negative_axis(product, u)
    _require_start(start, u, label, tolerance)
    found, todo, steps = start, np.arange(u.size), STEPS
    for _ in range(refinements):
        again = rotate(product, u[todo], start.at(todo), angle[todo], steps)
        found = found.replaced(todo, again)
        todo = np.nonzero(~found.converged(tolerance))[0]
        steps *= 2
        if todo.size == 0:
            break
    return found


def _require_start(start, u, label, tolerance):
    """Raise NotConvergedError unless all of the negative axis is solved."""
    lost = np.nonzero(~start.converged(tolerance))[0]
    if lost.size:
        worst = lost[np.argmax(start.correction[lost])]
        raise NotConvergedError(
            f"{label}: no real solution at z=-{np.exp(u[worst]):.4g} (last relative step "
            f"{start.correction[worst]:.1e}); is z beyond what double precision resolves? Change a "
            f"parameter slightly, or report the network"
        )
