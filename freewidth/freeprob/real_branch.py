r"""A real branch of log z(m), and its first critical point.

On an interval of the real axis free of spectrum, m and all w are real. Along a branch each w runs
through one gap of its K, or around all of it through infinity; y is the coordinate, and
:math:`d\log z/dy < 0` until the first critical point, which is an edge of the spectrum.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import NDArray

from freewidth.freeprob.edge import Side
from freewidth.freeprob.measure import MeasureRule
from freewidth.freeprob.product import Product

SAMPLES = 120
STEP = 0.25  # of the logarithm of the distance from the start or end of a path
START, START_FAR, STOP = -12.0, -28.0, 36.0  # logs of distances on it; from infinity, m to rounding
REACH = 60.0  # of the coordinate of w in tables: the ends of its interval to exp(-60)
TABLE = 61  # rows of a table on either side of the middle
ITERATIONS = 40
LONGEST = 0.7  # correction of that coordinate
ENOUGH = 1e-9  # last correction, relative: squared, that is rounding
NEARLY = 1e6  # corrections of so many ENOUGH may be rounding already
DONE = 8  # corrections after which w no longer settles but where it cannot
POINTS = 12  # at which a slope is interpolated; a bracket shrinks as much when that fails
PASSES = 20
RESOLVED = 1e-12  # last coefficients of such an interpolant: its zero is right to rounding
LAST = 3  # of these coefficients
BESIDE = 1e-9  # how far a zero of an interpolant may lie off its real interval
NEAR_END = 30.0  # logs of the distance from the end of a branch, relative
WHOLE = 1e-9  # sums of weights of layers are whole numbers but for rounding
TIE = 1e-13  # relative difference of y at which two singular points are one
CANCELLATION = 1e-13  # of terms of log z that cancel for large m: rounding and quadrature


def w_at(xi: NDArray, low: NDArray, high: NDArray) -> NDArray:
    """Coordinate xi on the real line to w in (low, high), increasing; one end may be infinite.

    Where high <= low the interval is the arc from low through infinity to high.
    """
    with np.errstate(all="ignore"):
        left, right = np.isinf(low), np.isinf(high)
        inner = low + (high - low) / (1 + np.exp(-xi))
        below = np.where(high > 0, -high * np.expm1(-xi), -np.exp(-xi))  # resolves w = 0
        arc = -low * np.expm1(xi) / (1 - low / high * np.exp(xi))  # so does this
        arc = np.where(high > 0, arc, -low / np.expm1(xi))
        inner = np.where(high > low, inner, arc)
        return np.where(left, below, np.where(right, low + np.exp(xi), inner))


def dw_dxi(w: NDArray, low: NDArray, high: NDArray) -> NDArray:
    """Derivative of :func:`w_at`, as a function of w."""
    with np.errstate(all="ignore"):
        inner = (w - low) * (high - w) / (high - low)
        return np.where(np.isinf(low), high - w, np.where(np.isinf(high), w - low, inner))


@dataclass(frozen=True, eq=False)
class RealBranch:
    """Layer g has its w in (low_g, high_g), where A falls with w; shapes (G,)."""

    product: Product
    low: NDArray
    high: NDArray

    @cached_property
    def _tables(self) -> list[tuple[NDArray, NDArray]]:
        """Per layer (xi, A) along its branch, A falling."""
        top = np.array([layer.law.top for layer in self.product.layers])
        with np.errstate(all="ignore"):  # w = -high exp(-xi) must pass -top
            far = np.where(self.high > 0, np.log(top / self.high), 0.0)
        far = np.where(np.isinf(self.low) & (far > 0), far, 0.0)
        # w = 0 is among them, so that a small target is guessed to a factor, whatever its size
        left = np.linspace(-REACH - far, 0.0, TABLE)
        floor = np.array([layer.law.floor for layer in self.product.layers])
        deep = np.where(np.isinf(self.low) & (self.high == 0), -np.log(floor), 0.0)
        right = np.linspace(0.0, np.maximum(REACH, deep), TABLE)
        grid = np.concatenate([left, right[1:]])
        at = w_at(grid, self.low, self.high)
        above, below = at > self.low, at < self.high
        inside = np.where(self.high > self.low, above & below, above | below)
        good = inside & np.isfinite(at)
        some = np.where(good, at, -1.0)
        value = self.product.flow(some)[0].real
        parts = [(x[i], v[i]) for x, i, v in zip(grid.T, good.T, value.T, strict=True)]
        return [(xi, np.maximum.accumulate(v[::-1])[::-1]) for xi, v in parts]

    @np.errstate(divide="ignore", invalid="ignore")  # where a branch does not reach
    def w(self, y: NDArray) -> NDArray:
        """The real w, shape (N, G), nan where a branch does not reach; y (N,)."""
        target = self.product.target(y)
        xi, inside = np.zeros(target.shape), np.zeros(target.shape, dtype=bool)
        for g, (grid, value) in enumerate(self._tables):
            xi[:, g] = np.interp(-target[:, g], -value, grid)
            inside[:, g] = (target[:, g] < value[0]) & (target[:, g] > value[-1])
        todo, last = np.arange(y.size), np.full(y.size, np.inf)
        for step in range(ITERATIONS):
            w = w_at(xi[todo], self.low, self.high)
            now, slope = self.product.flow(w)
            change = (target[todo] - now.real) / (slope.real / w * dw_dxi(w, self.low, self.high))
            known = inside[todo] & np.isfinite(change)
            change = np.where(known, np.clip(change, -LONGEST, LONGEST), 0.0)
            xi[todo] += change
            small = ENOUGH * np.minimum(1.0, np.abs(xi[todo]))
            size = np.max(np.abs(change) / small, axis=1, initial=0.0)
            rounded = (size < NEARLY) | (step > DONE)  # or w next to an end: no number is left
            going = (size > 1) & ~(rounded & (size > last[todo] / 2))
            last[todo] = size
            todo = todo[going]
            if todo.size == 0:
                break
        return np.where(inside, w_at(xi, self.low, self.high), np.nan)

    def slope(self, y: NDArray) -> NDArray:
        """d log z/dy, real, shape (N,); nan where some branch does not reach."""
        return self._slope(y)[0]

    @np.errstate(divide="ignore", invalid="ignore")  # likewise, and infinite at the poles of z
    def _slope(self, y):
        """The slope, and the rounding of the terms that cancel in it."""
        w, (delta, times) = self.w(y), self.product.arrays
        parts = [self.product.power / (y - self.product.mu)[:, None], times / (y[:, None] + delta)]
        parts.append(self.product.counts * self.product.rho / self.product.flow(w)[1].real)
        parts = np.concatenate(parts, axis=1)
        total, noise = parts.sum(axis=1), CANCELLATION * np.abs(parts).sum(axis=1)
        total = np.where(np.abs(total) > noise, total, -noise)  # rounding changes no sign
        return np.where(np.isnan(w).any(axis=1), np.nan, total), noise

    def level(self, y: float) -> tuple[float, tuple[float, ...]]:
        """log |z| and w at one y."""
        at = np.array([y])
        w = self.w(at)
        return float(self.product.log_z(at + 0j, w + 0j).real[0]), tuple(float(v) for v in w[0])

    @cached_property
    def singular(self) -> NDArray:
        """The y at which z is 0 or infinite, increasing: no free interval reaches beyond them.

        Along arcs w passes through infinity at m = 0 and through 0 at A = 0, and makes up for
        factors of z there.
        """
        product, arc = self.product, self.high <= self.low
        orders = {-delta: float(times) for delta, times, _ in product.factors}
        orders[product.mu] = product.power - float(product.counts @ arc)
        for layer in (layer for layer, here in zip(product.layers, arc, strict=True) if here):
            near = TIE * max(1.0, layer.delta)
            y = next((y for y in orders if abs(y + layer.delta) <= near), -layer.delta)
            orders[y] = orders.get(y, 0.0) + layer.count
        return np.array(sorted(y for y, order in orders.items() if abs(order) > WHOLE))

    def limit(self, start: float, side: Side) -> float:
        """The next singular y from ``start`` in that direction; infinite if none is."""
        ahead = self.singular[(self.singular - start) * side.sign > 0] * side.sign
        return float(side.sign * np.min(ahead, initial=np.inf))

    def path(self, start: float, side: Side) -> NDArray:
        """Points from ``start``, which may be infinite, to the limit that way; dense near both."""
        sign, end = side.sign, self.limit(start, side)
        near = START if np.isfinite(start) else START_FAR
        xi = np.linspace(near, STOP, int((STOP - near) / STEP))
        if np.isinf(start) and np.isinf(end):
            return np.sinh(sign * np.abs(xi[0]) * np.linspace(-1, 1, xi.size))
        if np.isinf(start):
            return end - sign * np.exp(-xi)  # from far out
        if np.isinf(end):
            return start + sign * np.exp(xi) * max(abs(start), self.product.mu)
        return end + (start - end) / (1 + np.exp(xi))

    def across_infinity(self, side: Side) -> "RealBranch":
        """The branch beyond m = infinity, where y leaves this one on that side."""
        parts = []
        for layer, low, high in zip(self.product.layers, self.low, self.high, strict=True):
            near, far = (low, 1) if side is Side.RIGHT else (high, 0)
            parts.append(next(part for part in real_intervals(layer.law) if part[far] == near))
        return between(self.product, parts)

    def first_critical_point(self, path: NDArray) -> float | None:
        """The first y along ``path`` at which d log z/dy changes from negative, if there is one."""
        slope = self._along(path)
        good = ~np.isnan(slope)  # a branch may not reach infinity in rounded numbers
        start = np.argmax(good[1:] & good[:-1])
        slope, path = slope[start:], path[start:]
        reached = np.nonzero(~(slope < 0))[0]
        if reached.size == 0 or reached[0] == 0:
            return None
        i = reached[0]
        if np.isnan(slope[i]):  # the branch ends on the path: look closer there
            path = self._last(path[i - 1], path[i])
            reached = np.nonzero(self.slope(path) >= 0)[0]
            if reached.size == 0 or reached[0] == 0:
                return None
            i = reached[0]
        return self._root(path[i - 1], path[i])

    def _last(self, a, b):
        """Points from a, where all w reach, towards b, where not, dense at the branch's end."""
        value = np.array([[v[0], v[-1]] for _, v in self._tables]).T  # of A, at the ends
        high, low = self.product.y_at(value)
        end = min(b, high.min()) if b > a else max(b, low.max())
        return end + (a - end) * np.exp(-np.linspace(0.0, NEAR_END, SAMPLES))

    def _along(self, path):
        """Slopes on a path, or on its first half if they change sign or end there."""
        half = path.size // 2
        slope = self.slope(path[:half])
        seen = slope[np.argmax(~np.isnan(slope)) :]
        if np.any(seen < 0) and not np.all(seen < 0):
            return slope
        return np.concatenate([slope, self.slope(path[half:])])

    def _root(self, a, b):
        """First zero of the slope from a (negative) to b, by interpolants until one is resolved."""
        t = chebyshev.chebpts1(POINTS)
        for _ in range(PASSES):
            y = a + (b - a) * (1 + t) / 2
            slope, noise = self._slope(y)
            c = chebyshev.chebfit(t, slope, POINTS - 1)
            if np.abs(c[-LAST:]).max() <= max(RESOLVED * np.abs(c).max(), noise.max()):
                roots = chebyshev.chebroots(c)
                real = np.sort(roots.real[np.abs(roots.imag) < BESIDE])
                inside = real[np.abs(real) <= 1 + BESIDE]
                if inside.size:
                    return float(a + (b - a) * (1 + inside[0]) / 2)
            i = int(np.argmax(~(slope < 0))) if np.any(~(slope < 0)) else POINTS
            ends = np.concatenate([[a], y, [b]])
            a, b = ends[i], ends[i + 1]
        return float(a)


def between(product: Product, ends: list[tuple[float, float]]) -> RealBranch:
    """The branch on which the w of each layer is between its (low, high)."""
    low, high = (np.array([end[i] for end in ends]) for i in (0, 1))
    return RealBranch(product, low, high)


def real_intervals(law: MeasureRule) -> list[tuple[float, float]]:
    """All (low, high) between which w may be real: gaps of K, and the arc around it."""
    return [*law.gaps, (law.top, max(law.bottom, 0.0))]
