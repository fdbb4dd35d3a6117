r"""Real branches of log z(m): where the axis is free of spectrum, and the edges that end it.

Off the support m and all w are real and :math:`dm/dx < 0`. The free interval on the right of the
spectrum is m from 0 upwards with w above each K; the one on its left, if 0 does not carry a hard
edge, is m below :math:`-\mu` with w below. Interior gaps run through gaps of the K. Each free
interval ends where :math:`d\log z/dm = 0` for the first time (a square-root edge) or where m
passes infinity (an atom of the law).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from freewidth.theory.product import Product
from freewidth.theory.slopes import SlopeLaw

SAMPLES = 120
STEP = 0.25  # of the logarithm of the distance from the start or end of a path
DONE = 8  # corrections after which w no longer settles but where it cannot
POINTS = 12  # at which a slope is interpolated; a bracket shrinks as much when that fails
PASSES = 20
RESOLVED = 1e-12  # last coefficients of such an interpolant: its zero is right to rounding
UNSEEN = 1e-9  # part of E[1/k] from a tail of K: with more, the law has such a tail, too
NEGLECTED = 1e-16  # |y| below which tails of K that count as empty would be seen
TIE = 1e-12  # mass of an atom below which it is the tie of a hard edge
WHOLE = 1e-9  # sums of weights of layers are whole numbers but for rounding
CANCELLATION = 1e-13  # of terms of log z that cancel for large m: rounding and quadrature


def point(xi: NDArray, low: NDArray, high: NDArray) -> NDArray:
    """Coordinate xi on the real line to w in (low, high), increasing; one end may be infinite.

    Where high <= low the stretch is the arc from low through infinity to high.
    """
    with np.errstate(all="ignore"):
        left, right = np.isinf(low), np.isinf(high)
        inner = low + (high - low) / (1 + np.exp(-xi))
        below = np.where(high > 0, -high * np.expm1(-xi), -np.exp(-xi))  # resolves w = 0
        arc = -low * np.expm1(xi) / (1 - low / high * np.exp(xi))  # so does this
        arc = np.where(high > 0, arc, -low / np.expm1(xi))
        inner = np.where(high > low, inner, arc)
        return np.where(left, below, np.where(right, low + np.exp(xi), inner))


def stretch(w: NDArray, low: NDArray, high: NDArray) -> NDArray:
    """dw/dxi."""
    with np.errstate(all="ignore"):
        inner = (w - low) * (high - w) / (high - low)
        return np.where(np.isinf(low), high - w, np.where(np.isinf(high), w - low, inner))


@dataclass(frozen=True, eq=False)
class Free:
    """A stretch of the real y-axis; layer g has its w in (low_g, high_g), where A falls with w."""

    product: Product
    low: NDArray
    high: NDArray

    @cached_property
    def _tables(self):
        """Per layer (xi, A) along its branch, A falling."""
        top = np.array([layer.law.top for layer in self.product.layers])
        with np.errstate(all="ignore"):  # w = -high exp(-xi) must pass -top
            far = np.where(self.high > 0, np.log(top / self.high), 0.0)
        far = np.where(np.isinf(self.low) & (far > 0), far, 0.0)
        # w = 0 is among them, so that a small target is guessed to a factor, whatever its size
        left, right = (
            np.linspace(-60.0 - far, 0 * far, 61),
            np.linspace(0 * far, 60.0 + 0 * far, 61),
        )
        grid = np.concatenate([left, right[1:]])
        at = point(grid, self.low, self.high)
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
        target = self.product.rho * (y[:, None] + self.product.delta)
        xi, inside = np.zeros(target.shape), np.zeros(target.shape, dtype=bool)
        for g, (grid, value) in enumerate(self._tables):
            xi[:, g] = np.interp(-target[:, g], -value, grid)
            inside[:, g] = (target[:, g] < value[0]) & (target[:, g] > value[-1])
        todo, last = np.arange(y.size), np.full(y.size, np.inf)
        for step in range(40):
            w = point(xi[todo], self.low, self.high)
            now, slope = self.product.flow(w)
            change = (target[todo] - now.real) / (slope.real / w * stretch(w, self.low, self.high))
            change = np.where(inside[todo] & np.isfinite(change), np.clip(change, -0.7, 0.7), 0.0)
            xi[todo] += change
            small = 1e-9 * np.minimum(1.0, np.abs(xi[todo]))  # squared, that is rounding
            size = np.max(np.abs(change) / small, axis=1, initial=0.0)
            rounded = (size < 1e6) | (step > DONE)  # or w next to an end, where no number is left
            going = (size > 1) & ~(rounded & (size > last[todo] / 2))
            last[todo] = size
            todo = todo[going]
            if todo.size == 0:
                break
        return np.where(inside, point(xi, self.low, self.high), np.nan)

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
        total = np.where(np.abs(total) > noise, total, -noise)  # no turn is made of rounding
        return np.where(np.isnan(w).any(axis=1), np.nan, total), noise

    def level(self, y: float) -> tuple[float, tuple[float, ...]]:
        """log |z| and w at one y."""
        y = np.array([y])
        w = self.w(y)
        return float(self.product.log_z(y + 0j, w + 0j).real[0]), tuple(float(v) for v in w[0])

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
            y = next((y for y in orders if abs(y + layer.delta) <= 1e-13), -layer.delta)
            orders[y] = orders.get(y, 0.0) + layer.count
        return np.array(sorted(y for y, order in orders.items() if abs(order) > WHOLE))

    def limit(self, start: float, sign: float) -> float:
        """The next singular y from ``start`` in the direction ``sign``; infinite if none is."""
        ahead = self.singular[(self.singular - start) * sign > 0] * sign
        return float(sign * np.min(ahead, initial=np.inf))

    def path(self, start: float, sign: float) -> NDArray:
        """Points from ``start``, which may be infinite, to the limit that way; dense near both."""
        end, near = self.limit(start, sign), -12.0 if np.isfinite(start) else -28.0
        xi = np.linspace(near, 36.0, int((36.0 - near) / STEP))
        if np.isinf(start) and np.isinf(end):
            return np.sinh(sign * np.abs(xi[0]) * np.linspace(-1, 1, xi.size))
        if np.isinf(start):
            return end - sign * np.exp(-xi)  # from far out
        if np.isinf(end):
            return start + sign * np.exp(xi) * max(abs(start), self.product.mu)
        return end + (start - end) / (1 + np.exp(xi))

    def beyond(self, sign: float) -> "Free":
        """The stretch across m = infinity, where y leaves this one with that sign."""
        parts = []
        for layer, low, high in zip(self.product.layers, self.low, self.high, strict=True):
            near, far = (low, 1) if sign > 0 else (high, 0)
            parts.append(next(part for part in stretches(layer.law) if part[far] == near))
        return _free(self.product, parts)

    def first_turn(self, path: NDArray):
        """The first y along ``path`` at which d log z/dy changes from negative, or None."""
        slope = self._along(path)
        good = ~np.isnan(slope)  # a branch may not reach infinity in rounded numbers
        start = np.argmax(good[1:] & good[:-1])
        slope, path = slope[start:], path[start:]
        reached = np.nonzero(~(slope < 0))[0]
        if reached.size == 0 or reached[0] == 0:
            return None
        i = reached[0]
        if np.isnan(slope[i]):  # the branch ends on the way: look closer there
            path = self._last(path[i - 1], path[i])
            reached = np.nonzero(self.slope(path) >= 0)[0]
            if reached.size == 0 or reached[0] == 0:
                return None
            i = reached[0]
        return self._root(path[i - 1], path[i])

    def _last(self, a, b):
        """Points from a, where all w reach, towards b, where not, dense at the branch's end."""
        value = np.array([[v[0], v[-1]] for _, v in self._tables]).T  # of A, at the ends
        high, low = value / self.product.rho - self.product.delta
        end = min(b, high.min()) if b > a else max(b, low.max())
        return end + (a - end) * np.exp(-np.linspace(0.0, 30.0, SAMPLES))

    def _along(self, path):
        """Slopes on a path, or on its first half if it turns or ends there."""
        half = path.size // 2
        slope = self.slope(path[:half])
        seen = slope[np.argmax(~np.isnan(slope)) :]
        if np.any(seen < 0) and not np.all(seen < 0):
            return slope
        return np.concatenate([slope, self.slope(path[half:])])

    def _root(self, a, b):
        """First zero of the slope from a (negative) to b, by interpolants until one is resolved."""
        t = np.polynomial.chebyshev.chebpts1(POINTS)
        for _ in range(PASSES):
            y = a + (b - a) * (1 + t) / 2
            slope, noise = self._slope(y)
            c = np.polynomial.chebyshev.chebfit(t, slope, POINTS - 1)
            if np.abs(c[-3:]).max() <= max(RESOLVED * np.abs(c).max(), noise.max()):
                roots = np.polynomial.chebyshev.chebroots(c)
                real = np.sort(roots.real[np.abs(roots.imag) < 1e-9])
                inside = real[np.abs(real) <= 1 + 1e-9]
                if inside.size:
                    return float(a + (b - a) * (1 + inside[0]) / 2)
            i = int(np.argmax(~(slope < 0))) if np.any(~(slope < 0)) else POINTS
            ends = np.concatenate([[a], y, [b]])
            a, b = ends[i], ends[i + 1]
        return float(a)


def _free(product, ends):
    low, high = (np.array([end[i] for end in ends]) for i in (0, 1))
    return Free(product, low, high)


def right_of_spectrum(product: Product) -> tuple[Free, NDArray]:
    """The stretch from z = +infinity inwards and a path of y along it, m growing from 0."""
    free = _free(product, [(layer.law.crest, np.inf) for layer in product.layers])
    return free, product.mu + np.exp(np.linspace(-25.0, 36.0, SAMPLES))


def left_of_spectrum(product: Product) -> tuple[Free, NDArray] | None:
    """The stretch from z = +0 to the right, y falling from 0; None for a hard edge at 0.

    Tails of K towards 0 that weigh less than rounding count as empty, if its rule resolves that.
    """
    order = {delta: times for delta, times, _ in product.factors}  # of z at y = -delta
    stop, calm = set(), []
    for layer in product.layers:
        delta = next((d for d in order if abs(d - layer.delta) <= 1e-13), layer.delta)
        calm.append(_calm(layer.law))
        if calm[-1] > 0:
            order[delta] = order.get(delta, 0) + layer.count
        elif delta == 0:
            return None
        else:
            stop.add(delta)
    end = [delta for delta, times in order.items() if delta > 0 and abs(times) > WHOLE] + list(stop)
    if abs(order.get(0.0, 0) - 1) > WHOLE:
        return None
    free = _free(product, [(-np.inf, end) for end in calm])
    xi = np.linspace(-300.0 if end else -40.0, 36.0, 4 * SAMPLES if end else SAMPLES)
    path = -np.exp(xi) if not end else -min(end) / (1 + np.exp(-xi))
    tails = any(layer.law.bottom == 0 for layer in product.layers)
    return free, path[-path > NEGLECTED * product.mu] if tails else path


def _calm(law):
    """Below it K counts as empty: less mass than rounding, and no part in A near w = 0 either."""
    below = np.abs(law.k) < law.calm
    share = np.abs(law.c[below] / law.k[below]).sum()
    seen = share > UNSEEN * np.abs(np.sum(law.c / law.k))
    return 0.0 if law.calm <= law.floor or seen else law.calm


@dataclass(frozen=True)
class Infinity:
    """The point m = infinity of a real branch: log x, all w, and the mass of the atom there."""

    u: float
    w: tuple[float, ...]
    mass: float


def at_infinity(product: Product, side: int) -> Infinity | None:
    """Where m reaches infinity along the outer branch above (side 1) or below (side -1) the slopes.

    As :func:`reached`.
    """
    laws = [layer.law for layer in product.layers]
    return reached(product, [law.top if side > 0 else law.bottom for law in laws])


def reached(product: Product, ends: Sequence[float]) -> Infinity | None:
    """The point m = infinity at which every w is at its ``ends``.

    log z = u + mass/m + ...; a negative mass says that the branch turns before. None if z itself
    runs to infinity, or some K does not end in an isolated atom.
    """
    if product.power + sum(times for _, times, _ in product.factors) != 0:
        return None
    mass = sum(times * (product.mu + delta) for delta, times, _ in product.factors)
    u = product.constant
    for layer, end in zip(product.layers, ends, strict=True):
        law = layer.law
        weight = dict(law.atoms).get(end, 0.0)
        if weight == 0 or any(low <= end <= high for low, high in law.curved):
            return None
        mass += layer.count * weight / layer.rho
        u += layer.count * np.log(end)
    return Infinity(float(u), tuple(float(end) for end in ends), float(mass))


def stretches(law: SlopeLaw) -> list[tuple[float, float]]:
    """All (low, high) between which w may be real: gaps of K, and the arc around it."""
    return [*law.gaps, (law.top, max(law.bottom, 0.0))]


def next_to(product: Product, side: int) -> Free:
    """The stretch beyond an atom at the top (side 1) or bottom (side -1) of the spectrum."""
    outer = _free(product, [stretches(layer.law)[-1] for layer in product.layers])
    return outer.beyond(side)


def gap_around(product: Product, w: NDArray) -> Free | None:
    """The stretch through a real solution, or None if some w lies inside the support of its K."""
    ends = []
    for layer, value in zip(product.layers, w, strict=True):
        *gaps, outer = stretches(layer.law)
        part = next(((a, b) for a, b in gaps if a < value < b), None)
        if part is None and (value > outer[0] or value < outer[1]):
            part = outer
        if part is None:
            return None
        ends.append(part)
    return _free(product, ends)
