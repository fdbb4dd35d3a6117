r"""From z to (m, w): Newton's method, carried from the negative axis to the upper half plane.

On :math:`z = -r` everything is real and monotone, so the solution there is found without choices.
From it z turns to :math:`r e^{i\theta}`, :math:`\theta` falling from pi, at constant modulus:
:math:`\log z` moves on a straight line, m stays in the lower half plane and every w in the upper
one. Where a step leaves these half planes, or does not converge, the way is gone again in twice the
steps.
"""

import numpy as np
from numpy.typing import NDArray

from freewidth.errors import NotConvergedError
from freewidth.freeprob.product import Product

STEPS = 8  # coarsest path from theta = pi to 0
REFINEMENTS = 8  # each doubles the number of steps
LOOSE = 0.1  # relative correction allowed on the way: a jump between branches is larger
ITERATIONS = 20
FARTHEST = -690.0  # log of the smallest |w| guessed
STEEP, PARTS, ROUNDS = 30.0, 16, 4  # steps of log|z| in tables: what is wider is cut in parts
PACE = 7.0  # in log w: over it the last power is taken
DEEPEST_LOG = -745.0  # log of the smallest number there is
NOISE = 5e-14  # rounding of Im m against |y| at most, where the imaginary part is far smaller
SETTLED = 1e-7  # last correction of an accepted solution: worse than rounding near edges only
TIGHT = 1e-9  # corrections above it are compared with the rounding of log z
ROUNDINGS = 2.0  # of log z: its own, and that of the solution
ROUNDING = 1e-13  # Newton's last correction, relative
CURVED = 100.0  # a correction e is followed by one of e^2 times this, or what was seen before


@np.errstate(all="ignore")  # trial points that overflow have an infinite error
def newton(product: Product, zeta, y, w, iterations: int = ITERATIONS, real=False, to=ROUNDING):
    """Solve log z(y, w) = ``zeta`` from a guess; y (N,), w (N, G).

    ``real`` keeps y and w real, as they are on the axis outside the support; corrections stop at
    the relative size ``to``. Returns (y, w, error): error (N,) is the last relative correction, or
    what the next one would be at most; 0 where the equations are met to their rounding, and inf
    where a half plane was left.
    """
    if product.bare:
        return (*_bare(product, zeta), np.zeros(np.shape(zeta)))
    y, w = np.array(y, dtype=complex), np.array(w, dtype=complex)
    error = np.full(y.shape, np.inf)
    todo, last = np.arange(y.size), np.full(y.size, np.inf)
    for _ in range(iterations):
        dy, dlog, size, _ = _step(product, zeta[todo], y[todo], w[todo], real)
        scale = np.minimum(1.0, 0.7 / np.maximum(size, 1e-300))
        y[todo] += scale * dy
        w[todo] *= np.exp(scale[:, None] * dlog)
        stuck = (size < 1e-9) & (size >= last[todo])  # no progress left: rounding reached
        ahead = size**2 * np.maximum(size / last[todo] ** 2, CURVED)  # convergence is quadratic
        error[todo] = np.minimum(np.minimum(size, ahead), np.where(stuck, last[todo], np.inf))
        last[todo] = size
        todo = todo[~((error[todo] < to) | stuck) & np.isfinite(size)]
        if todo.size == 0:
            break
    rest = np.nonzero((error > TIGHT) & (error < LOOSE))[0]
    if rest.size:
        error[rest] = np.where(_met(product, zeta[rest], y[rest], w[rest]), 0.0, error[rest])
    return y, w, np.where(in_half_planes(y, w), error, np.inf)


def _met(product, zeta, y, w):
    """Where log z is what it should be to rounding: next to edges y may then be off by far more."""
    dy, dlog, _, (rate, swing) = _step(product, zeta, y, w)
    own = dlog - swing * (dy / rate)[:, None]  # what A(w) lacks, in log w
    allowed = ROUNDINGS * product.rounding(y, w)
    good = (np.abs(dy) <= allowed * np.abs(rate)) & (np.abs(own) @ product.counts <= allowed)
    return good & np.isfinite(rate)


def _bare(product, zeta):
    """The solution where z is w up to a factor."""
    w = np.exp(np.asarray(zeta, dtype=complex) - product.constant)
    layer = product.layers[0]
    return layer.law.flow(w)[0] / layer.rho - layer.delta, w[:, None]


def _step(product, zeta, y, w, real=False):
    """One Newton correction: dy, d log w, its relative size, and dy/d log z, d log w/d log z."""
    value, slope = product.flow(w)
    if real:
        y, value, slope = y.real, value.real, slope.real
    miss = product.rho * (y[:, None] + product.delta) - value
    ahead = product.rho / slope
    rate = 1 / (product.explicit(y) + ahead @ product.counts)
    short = zeta - product.log_z(y + 0j, w) - (miss / slope) @ product.counts
    dy = (short.real if real else short) * rate
    dlog = miss / slope + ahead * dy[:, None]
    near = np.minimum(np.abs(y), np.abs(y - product.mu))
    size = np.maximum(np.abs(dy) / near, np.max(np.abs(dlog), axis=1, initial=0.0))
    return dy, dlog, np.where(np.isfinite(size), size, np.inf), (rate, ahead * rate[:, None])


def in_half_planes(y: NDArray, w: NDArray) -> NDArray:
    """Whether m is in the closed lower and all w in the closed upper half plane, to rounding."""
    good = y.imag <= 1e-8 * np.abs(y)
    return good & np.all(w.imag >= -1e-8 * np.abs(w), axis=-1)


def on_negative_axis(product: Product, u: NDArray):
    """The real solution at z = -exp(u), u any real array (N,): y in (0, mu), w < 0."""
    far = -(np.linspace(np.sqrt(45.0), np.sqrt(_span(product, u)), 100)[:0:-1] ** 2)
    logit = np.concatenate([far, np.linspace(-45.0, 30.0, 301)])  # exp(-30): m still has 3 digits
    level, logit, table_w = _steady(product, logit, np.min(u, initial=np.inf), np.max(u, initial=0))
    falls = np.nonzero(np.diff(level) <= 0)[0]  # below the floor of some quadrature
    start = falls[-1] + 1 if falls.size else 0
    level, logit, table_w = level[start:], logit[start:], table_w[start:]
    guess = np.interp(u, level, logit)
    y = product.mu / (1 + np.exp(-guess))
    w = np.empty((u.size, len(product.layers)))
    for g in range(w.shape[1]):
        w[:, g] = -np.exp(np.interp(u, level, np.log(-table_w[:, g])))
    return newton(product, u + 1j * np.pi, y, w, real=True)


def _steady(product, logit, low, high):
    """(log|z|, logit, w) of :func:`negative_table`, log|z| in ``low``..``high`` in small steps."""
    level, _, w = negative_table(product, logit)
    for _ in range(ROUNDS):
        wide = (np.diff(level) > STEEP) & (level[1:] > low) & (level[:-1] < high)
        if not wide.any():
            break
        more = np.linspace(logit[:-1][wide], logit[1:][wide], PARTS + 1)[1:-1].ravel()
        new_level, _, new_w = negative_table(product, more)
        logit, order = np.unique(np.concatenate([logit, more]), return_index=True)
        level, w = np.concatenate([level, new_level])[order], np.concatenate([w, new_w])[order]
    return level, logit, w


def _span(product, u):
    """Logits of y/mu that reach beyond every log|z| asked for."""
    return min(700.0, 60 + 2 * float(np.max(np.abs(u), initial=0.0)) + abs(product.constant))


@np.errstate(all="ignore")  # as in :func:`newton`
def turn(product: Product, u, y, w, angle, steps: int):
    """Carry real solutions at -exp(u) to exp(u + i angle); one angle per point.

    Each step extrapolates to second order and corrects once, which also gives the next slopes.
    """
    path = (1 - np.arange(1, steps + 1) / steps) ** 2  # ever shorter towards the axis
    now, error, last, done = np.full(u.shape, np.pi), np.zeros(u.shape), None, 1.0
    for part in path:
        dy, dlog, size, slopes = _step(product, u + 1j * now, y, w)
        y, w = y + dy, w * np.exp(dlog)
        slopes = slopes[0] * product.mu / (y * (product.mu - y)), slopes[1]  # of log(y/(mu-y))
        error = np.maximum(error, np.where(in_half_planes(y, w), size, np.inf))
        step = angle + (np.pi - angle) * part - now
        moved = (done != 0) & (last is not None)  # real z need no turn
        ratio = np.where(moved, step / np.where(moved, done, 1.0) / 2, 0.0)
        last = last or slopes
        turned = 1j * step * (slopes[0] + ratio * (slopes[0] - last[0]))
        swung = y / (product.mu - y) * np.exp(turned)
        y = product.mu * swung / (1 + swung)
        bent = slopes[1] + ratio[:, None] * (slopes[1] - last[1])
        w = w * np.exp(1j * step[:, None] * bent)
        now, last, done = now + step, slopes, step
    y, w, final = newton(product, u + 1j * angle, y, w, iterations=10)
    return y, w, np.where(error < LOOSE, final, np.inf)


def solve(product: Product, u: NDArray, angle, label: str = "", tolerance: float = SETTLED):
    r"""(y, w) at z = exp(u + i angle), angle in [0, pi] (scalar or (N,)); u (N,).

    Raises:
        NotConvergedError: no path with checked steps was found for some point.
    """
    u = np.asarray(u, dtype=float)
    angle = np.broadcast_to(np.asarray(angle, dtype=float), u.shape)
    y, w, error = carry(product, u, angle, label, tolerance)
    lost = np.nonzero(~(error < tolerance))[0]
    if lost.size:
        worst = lost[0]
        raise NotConvergedError(
            f"{label}: continuation to z={np.exp(u[worst]):.6g} exp({angle[worst]:.3g}i) left its "
            f"half plane or stalled at relative step {error[worst]:.1e} > {tolerance:.0e} even "
            f"with {STEPS * 2 ** (REFINEMENTS - 1)} steps; move off the spectral edge, or raise "
            f"the resolution"
        )
    return y, w


def carry(product, u, angle, label="", tolerance=SETTLED, refinements=REFINEMENTS):
    """(y, w, error) likewise, angle (N,); the error is above ``tolerance`` where none is found.

    Raises:
        NotConvergedError: there is no solution at z < 0.
    """
    if product.bare:
        return (*_bare(product, u + 1j * angle), np.zeros(u.shape))
    y0, w0, error = on_negative_axis(product, u)
    if not np.all(error < tolerance):
        worst = int(np.argmax(error))
        raise NotConvergedError(
            f"{label}: no real solution at z=-{np.exp(u[worst]):.4g} (last relative step "
            f"{error[worst]:.1e}); is z beyond what double precision resolves? Change a "
            f"parameter slightly, or report the network"
        )
    y, w = y0.copy(), w0.copy()
    todo, steps = np.arange(u.size), STEPS
    for _ in range(refinements):
        y[todo], w[todo], error[todo] = turn(
            product, u[todo], y0[todo], w0[todo], angle[todo], steps
        )
        todo = np.nonzero(~(error < tolerance))[0]
        steps *= 2
        if todo.size == 0:
            break
    return y, w, error


def negative_table(product: Product, logit: NDArray):
    """(log|z|, y, w) on the negative axis at y = mu/(1 + exp(-logit)), no outer solve needed."""
    y, rest = product.mu / (1 + np.exp(-logit)), product.mu / (1 + np.exp(logit))  # -m
    w = np.zeros((y.size, len(product.layers)))
    order, grid = product.negative_grid
    for g, layer in enumerate(product.layers):  # to two digits
        share = np.maximum(layer.rho * (y + layer.delta), 1e-300)
        at = np.log(share) - np.log(layer.rho * rest)  # mass = rho (mu + delta)
        w[:, g] = -np.exp(_continued(at, order[:, g], grid[:, g]))
    level = product.log_z(y + 0j, w + 0j).real
    if product.power:  # m is known better than y less mu
        with np.errstate(divide="ignore"):
            level += product.power * (np.log(rest) - np.log(np.abs(y - product.mu)))
    return level, y, w


def _continued(at, order, grid):
    """log(-w) where the logit of A is ``at``; below the grid A goes on as its last power of w."""
    high = np.searchsorted(grid, grid[0] + PACE)
    rate = (grid[high] - grid[0]) / max(order[high] - order[0], 1e-3)
    ahead = np.maximum(grid[0] + rate * (at - order[0]), FARTHEST)
    return np.where(at < order[0], ahead, np.interp(at, order, grid))


def lowest_level(product: Product, deepest: float, least: float = 0.0) -> tuple[float, float]:
    """(u, |w|): where y/mu = 1e-18, at least ``deepest``, and the smallest |w| met down to there.

    Only layers count whose K is not negligible at such w; u stays where their |w| exceeds
    ``least``.
    """
    logit = np.linspace(-41.5, 0.0, 24 if least == 0 else 400)
    u, _, w = _steady(product, logit, deepest, np.inf)
    wet = [not layer.law.negligible_at_floor for layer in product.layers]
    deep = np.nonzero(np.any(-w[:, wet] < least, axis=1))[0]
    if deep.size:
        u, w = u[deep[-1] + 1 :], w[deep[-1] + 1 :]
    low = max(float(u[0]), deepest)
    first = max(0, int(np.argmax(u >= low)) - 1)  # w in between is larger than at the point before
    seen = -w[first:, wet]
    return low, float(seen.min()) if seen.size else 1.0
