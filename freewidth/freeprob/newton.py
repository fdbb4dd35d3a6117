r"""Newton's method for (m, w) at a given z, from a guess.

The unknowns are y = m + mu and one w for each layer that is not explicit; w is corrected in its
logarithm. A solution on or above the real axis has m in the closed lower half plane and every w in
the closed upper one.
"""

from dataclasses import dataclass, fields, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from freewidth.freeprob.product import Product

ITERATIONS = 20
LONGEST = 0.7  # relative change in one correction: m and w keep their half planes
ROUNDING = 1e-13  # Newton's last correction, relative
CURVED = 100.0  # a correction e is followed by one of e^2 times this, or what was seen before
STALLED = 1e-9  # a correction below it that is no smaller than the last is rounding
JUMP = 0.1  # a larger relative correction leads to another branch
TIGHT = 1e-9  # corrections above it are compared with the rounding of log z
ROUNDINGS = 2.0  # of log z: its own, and that of the solution
HALF_PLANE = 1e-8  # relative imaginary part on the wrong side: rounding only
SETTLED = 1e-7  # last correction of an accepted solution: worse than rounding near edges only
NOISE = 5e-14  # rounding of Im m against |y| at most, where the imaginary part is far smaller
TINIEST = 1e-300  # keeps quotients finite


@dataclass(frozen=True, eq=False)
class Solution:
    """Points (y, w) for N values of z, and how well each of them solves the equations.

    Attributes:
        y, w: shapes (N,) and (N, G).
        correction: shape (N,), relative size of Newton's last correction, or what the next one
            would be at most.
        rounded: shape (N,), whether the equations are met to their rounding, whatever the
            correction.
        valid: shape (N,), whether y and w are in their half planes, and so was the path to them.
    """

    y: NDArray
    w: NDArray
    correction: NDArray
    rounded: NDArray
    valid: NDArray

    def converged(self, tolerance: float = SETTLED) -> NDArray:
        """Which points solve the equations, shape (N,)."""
        return self.valid & (self.rounded | (self.correction < tolerance))

    def at(self, here: NDArray) -> "Solution":
        """At some of the points, by indices or a mask."""
        return Solution(*(getattr(self, name)[here] for name in _FIELDS))

    def replaced(self, here: NDArray, other: "Solution") -> "Solution":
        """With ``other`` at the points ``here``, indices or a mask."""
        return Solution(
            *(_put(getattr(self, name), here, getattr(other, name)) for name in _FIELDS)
        )


_FIELDS = tuple(field.name for field in fields(Solution))


def _put(values, here, new):
    out = values.copy()
    out[here] = new
    return out


def unsolved(points: int, layers: int) -> Solution:
    """Of so many points and layers, none solved."""
    y, w = np.full(points, np.nan + 0j), np.full((points, layers), np.nan + 0j)
    none = np.zeros(points, dtype=bool)
    return Solution(y, w, np.full(points, np.inf), none, none)


@np.errstate(all="ignore")  # trial points may overflow: their corrections are infinite
def newton(
    product: Product,
    zeta: NDArray,
    y: ArrayLike,
    w: ArrayLike,
    iterations: int = ITERATIONS,
    real: bool = False,
) -> Solution:
    """Solve log z(y, w) = ``zeta`` from a guess; zeta and y (N,), w (N, G).

    ``real`` keeps y and w real, as they are on the axis outside the support.
    """
    if product.bare:
        return explicit(product, zeta)
    y, w = np.array(y, dtype=complex), np.array(w, dtype=complex)
    correction = np.full(y.shape, np.inf)
    todo, last = np.arange(y.size), np.full(y.size, np.inf)
    for _ in range(iterations):
        dy, dlog, size, *_ = step(product, zeta[todo], y[todo], w[todo], real)
        scale = np.minimum(1.0, LONGEST / np.maximum(size, TINIEST))
        y[todo] += scale * dy
        w[todo] *= np.exp(scale[:, None] * dlog)
        stuck = (size < STALLED) & (size >= last[todo])  # no progress left: rounding reached
        ahead = size**2 * np.maximum(size / last[todo] ** 2, CURVED)  # convergence is quadratic
        bound = np.minimum(np.minimum(size, ahead), np.where(stuck, last[todo], np.inf))
        correction[todo] = bound
        last[todo] = size
        todo = todo[~((bound < ROUNDING) | stuck) & np.isfinite(size)]
        if todo.size == 0:
            break
    rounded = np.zeros(y.shape, dtype=bool)
    rest = np.nonzero((correction > TIGHT) & (correction < JUMP))[0]
    if rest.size:
        rounded[rest] = _met_to_rounding(product, zeta[rest], y[rest], w[rest])
    return Solution(y, w, correction, rounded, in_half_planes(y, w))


def explicit(product: Product, zeta: NDArray) -> Solution:
    """The solution where z is w up to a factor."""
    w = np.exp(np.asarray(zeta, dtype=complex) - product.constant)
    layer = product.layers[0]
    y, exact = layer.law.flow(w)[0] / layer.rho - layer.delta, np.zeros(w.shape)
    return Solution(y, w[:, None], exact, exact == 0, exact == 0)


class Step(NamedTuple):
    """One correction: dy (N,), d log w (N, G), relative size (N,); dy/d log z, d log w/d log z."""

    dy: NDArray
    dlog: NDArray
    size: NDArray
    y_rate: NDArray
    w_rate: NDArray


def step(product: Product, zeta: NDArray, y: NDArray, w: NDArray, real: bool = False) -> Step:
    """One Newton correction at (y, w); its size is infinite where it is no number."""
    value, slope = product.flow(w)
    if real:
        y, value, slope = y.real, value.real, slope.real
    miss = product.target(y) - value
    ahead = product.rho / slope
    rate = 1 / (product.explicit(y) + ahead @ product.counts)
    short = zeta - product.log_z(y + 0j, w) - (miss / slope) @ product.counts
    dy = (short.real if real else short) * rate
    dlog = miss / slope + ahead * dy[:, None]
    near = np.minimum(np.abs(y), np.abs(y - product.mu))
    size = np.maximum(np.abs(dy) / near, np.max(np.abs(dlog), axis=1, initial=0.0))
    size = np.where(np.isfinite(size), size, np.inf)
    return Step(dy, dlog, size, rate, ahead * rate[:, None])


def _met_to_rounding(product, zeta, y, w):
    """Where log z is what it should be to rounding: next to edges y may then be off by far more."""
    dy, dlog, _, rate, swing = step(product, zeta, y, w)
    own = dlog - swing * (dy / rate)[:, None]  # what A(w) lacks, in log w
    allowed = ROUNDINGS * product.rounding(y, w)
    good = (np.abs(dy) <= allowed * np.abs(rate)) & (np.abs(own) @ product.counts <= allowed)
    return good & np.isfinite(rate)


def in_half_planes(y: NDArray, w: NDArray) -> NDArray:
    """Whether m is in the closed lower and all w in the closed upper half plane, to rounding."""
    good = y.imag <= HALF_PLANE * np.abs(y)
    return good & np.all(w.imag >= -HALF_PLANE * np.abs(w), axis=-1)


def kept(solution: Solution, path: NDArray) -> Solution:
    """Valid only where the path to it was, too."""
    return replace(solution, valid=solution.valid & path)
