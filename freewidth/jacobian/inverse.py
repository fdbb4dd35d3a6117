r"""Half-branches of :math:`k(h)=\phi'(h)^2`, from a point where k is singular outwards, inverted.

Between its critical points k is monotone. Each such stretch is cut in two, and each half knows the
point it starts from ("anchor"), so that log k is found to full relative accuracy as a difference
from its value there, and h as a difference from the anchor.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.polynomial import polynomial
from numpy.typing import NDArray
from scipy.optimize import brentq

from freewidth.activations import ACTIVATIONS
from freewidth.jacobian.squared_slope import TURN, taylor
from freewidth.preactivation import Preactivation

CRITICAL, ZERO, PLAIN, LIMIT = "critical", "zero", "plain", "limit"
REACH = 12.0  # standard deviations: what is beyond weighs 1e-33
SETTLED = 1e-13  # relative distance of phi' from its limit at which it counts as reached
FAR = 50.0  # where phi' is its limit, if it has one
HALF = 2.0  # longest half next to an anchor
NEAR = 0.02  # within which Taylor series of phi' are used: they leave (NEAR/0.2)**14
GRID = 600  # points of a table
FINEST = -36.0  # log of the least distance from a limit: less than a rounding
DEEP = 360.0  # log of anchor's distance over the least: k to exp(-700)
ITERATIONS = 12
CLOSE = 1e-9  # last step of Newton's method: squared, that is rounding


@dataclass(frozen=True, eq=False)
class Branch:
    """h = anchor + sign * s, 0 < s < length; g(s) = log k - level is monotone.

    Attributes:
        kind: CRITICAL, where g ~ s^2; ZERO of phi', where level is 0 and g falls to -inf; PLAIN,
            level 0; LIMIT, where g falls to 0 for large s.
        last: whether h runs on to infinity.
        series: Taylor coefficients of phi' at a CRITICAL or ZERO anchor, else None.
    """

    name: str
    y: Preactivation
    kind: str
    anchor: float
    sign: float
    length: float
    level: float
    last: bool = False
    series: NDArray | None = None

    def _slopes(self, s):
        """phi'(h) - phi'(anchor) at anchors with a series, else phi'(h); and phi''(h)."""
        df = ACTIVATIONS[self.name].df
        h = self.anchor + self.sign * s
        first, second = np.real(df(h)), np.imag(df(h + TURN * 1j)) / TURN
        if self.series is not None:
            t, near = self.sign * s, s < NEAR
            first = first - self.series[0]
            first = np.where(near, t * polynomial.polyval(t, self.series[1:]), first)
            ahead = polynomial.polyval(t, polynomial.polyder(self.series))
            second = np.where(near, ahead, second)
        return first, second

    @np.errstate(divide="ignore", invalid="ignore")  # infinite at the ends
    def value(self, s: NDArray) -> tuple[NDArray, NDArray]:
        """g and dg/ds."""
        first, second = self._slopes(s)
        if self.kind == CRITICAL:
            g, first = 2 * np.log1p(first / self.series[0]), first + self.series[0]
        elif self.kind == LIMIT:
            end = np.sign(first) * np.exp(self.level / 2)
            g = 2 * np.log1p((first - end) / end)
        else:
            g = 2 * np.log(np.abs(first))
        return g, 2 * self.sign * second / first

    @property
    def _logs(self):
        """Whether g runs over many sizes, and s does."""
        return self.kind in (CRITICAL, LIMIT), self.kind in (CRITICAL, ZERO)

    @cached_property
    def _table(self):
        """(q, T): s = length exp(-q) or q, and log|g| or g, T increasing."""
        span = self.length
        if self._logs[1]:
            span = DEEP if self.kind == ZERO else 40.0
        for _ in range(3):  # a tail may be long, and k vary in a small part of it
            q = np.linspace(0.0, span, GRID)
            t = self._at(q)[0]
            keep = np.isfinite(t) & ((t > FINEST) | (self.kind != LIMIT))
            lost = np.nonzero(~keep[1:])[0] + 1
            if self._logs[1] or lost.size == 0:
                break
            span = q[lost[0]]
        q, t = q[keep], t[keep]
        order = slice(None) if t.size and t[-1] > t[0] else slice(None, None, -1)
        return q[order], np.maximum.accumulate(t[order])

    def _at(self, q):
        """T and dT/dq."""
        s = self.length * np.exp(-q) if self._logs[1] else q
        g, rate = self.value(s)
        if self._logs[1]:
            rate = -s * rate
        return (np.log(np.abs(g)), rate / g) if self._logs[0] else (g, rate)

    @cached_property
    def ends(self) -> tuple[float, float]:
        """log k at s = 0 and s = length (or far out)."""
        ends = self.value(np.array([self.length]))[0][0], 0.0
        if self.kind == CRITICAL:
            return self.level, self.level + float(ends[0])
        if self.kind == ZERO:
            return -np.inf, float(ends[0])
        first = float(self.value(np.zeros(1))[0][0])
        if self.kind == LIMIT:
            return self.level + first, self.level
        return first, float(ends[0])

    def _solve(self, base, offset):
        """s at log k = base + offset, and whether it is on this half."""
        same = abs(base - self.level) < 1e-12 and self.kind in (CRITICAL, LIMIT)
        g = offset if same else (base - self.level) + offset
        grid, values = self._table
        if not grid.size:
            return np.zeros(g.shape), np.zeros(g.shape, dtype=bool)
        t = np.log(np.abs(g)) if self._logs[0] else g
        inside = (t >= values[0]) & (t <= values[-1])
        if self._logs[0]:
            inside &= (g > 0) == (sum(self.ends) - 2 * self.level > 0)
        cell = np.clip(np.searchsorted(values, t, side="right") - 1, 0, grid.size - 2)
        low = np.minimum(grid[cell], grid[cell + 1])
        high = np.maximum(grid[cell], grid[cell + 1])
        q = np.interp(t, values, grid)
        todo = np.nonzero(inside)[0]
        for _ in range(ITERATIONS):
            now, rate = self._at(q[todo])
            step = (t[todo] - now) / rate
            new = np.where(np.isfinite(step), q[todo] + step, q[todo])
            q[todo] = np.clip(new, low[todo], high[todo])
            todo = todo[np.abs(step) > CLOSE * np.maximum(1.0, np.abs(q[todo]))]
            if todo.size == 0:
                break
        return (self.length * np.exp(-q) if self._logs[1] else q), inside

    @np.errstate(all="ignore")  # logarithms of 0 at ends
    def density(self, base: float, offset: NDArray) -> NDArray:
        """Mass per unit of log k at log k = base + offset."""
        out = np.zeros(offset.shape)
        s, inside = self._solve(base, offset)
        s = s[inside]
        h = self.anchor + self.sign * s
        out[inside] = np.real(self.y.density(h)) / np.abs(self.value(s)[1])
        return out

    @np.errstate(all="ignore")
    def below(self, base: float, offset: NDArray) -> NDArray:
        """Mass with log k < base + offset."""
        s, inside = self._solve(base, offset)
        rises = self.ends[1] > self.ends[0]
        over = (base - max(self.ends)) + offset >= 0
        far = np.inf if self.last else self.length
        s = np.where(inside, s, np.where(over == rises, far, 0.0))
        return (
            self._between(np.zeros(s.shape), s)
            if rises
            else self._between(s, np.full(s.shape, far))
        )

    def _between(self, near, far):
        """P(near < s < far) without cancellation in either tail."""
        h = self.anchor + self.sign * np.stack([near, far])
        low, high = h.min(axis=0), h.max(axis=0)
        left = self.y.below(high) - self.y.below(low)
        return np.where(low < 0, left, self.y.above(low) - self.y.above(high))


def branches(name: str, y: Preactivation) -> list[Branch]:
    """All half-branches of the curved pieces of an activation, as far as h carries mass."""
    phi, found = ACTIVATIONS[name], []
    far = y.reach + REACH * np.sqrt(y.variance)
    for (left, right), slope in zip(phi.pieces, phi.slopes, strict=True):
        low, high = max(left, -far), min(right, far)
        if slope is None and low < high:
            points = [low, *_marks(phi.df, low, high), high]
            for i in range(len(points) - 1):
                found += _halves(name, y, points, i, (left, right))
    return found


def _marks(df, low, high):
    """Where phi' or phi'' changes sign, increasing, with the kind of the place."""
    grid = [np.linspace(low, high, 4001)]
    if high - low > 25:  # phi' varies near 0, however wide h
        grid.append(np.linspace(max(low, -12.3), min(high, 12.1), 4001))
    grid = np.unique(np.concatenate(grid)[1:-1] if len(grid) == 1 else np.concatenate(grid))
    grid = grid[(grid > low) & (grid < high) & (grid != 0)]
    found = []
    for kind, f in (
        (ZERO, lambda h: np.real(df(h))),
        (CRITICAL, lambda h: np.imag(df(h + TURN * 1j))),
    ):
        values = f(grid)
        for i in np.nonzero(np.sign(values[:-1]) * np.sign(values[1:]) < 0)[0]:
            root = brentq(
                lambda t, f=f: float(f(np.array([t]))[0]), grid[i], grid[i + 1], xtol=1e-15
            )
            found.append((root, kind))
    return sorted(found)


def _halves(name, y, points, i, ends):
    """The two halves of stretch i of a piece with these ends."""
    spots = [p[0] if isinstance(p, tuple) else p for p in points[i : i + 2]]
    kinds = [p[1] if isinstance(p, tuple) else None for p in points[i : i + 2]]
    half = (spots[1] - spots[0]) / 2
    if (kinds[0] is None) != (kinds[1] is None):
        half = min(half, HALF)
    middle = spots[1] - half if kinds[0] is None and kinds[1] is not None else spots[0] + half
    out = []
    for spot, kind, sign in zip(spots, kinds, (1.0, -1.0), strict=True):
        length = abs(middle - spot)
        if kind is None:
            out.append(_outer(name, y, middle, -sign, length, ends[0] if sign > 0 else ends[1]))
        else:
            series = _taylor(ACTIVATIONS[name].df, spot, kind)
            level = 2 * np.log(abs(series[0])) if kind == CRITICAL else 0.0
            out.append(Branch(name, y, kind, spot, sign, length, float(level), series=series))
    return out


def _outer(name, y, middle, sign, length, end):
    """From the middle of a stretch to an end of the piece, or to where h carries no mass."""
    df = ACTIVATIONS[name].df
    last = bool(np.isinf(end))
    here, far = (float(np.real(df(np.array([h])))[0]) for h in (middle + sign * length, sign * FAR))
    kind, level = PLAIN, 0.0
    if last and far != 0 and abs(here / far - 1) < SETTLED:
        kind, level = LIMIT, 2 * np.log(abs(far))
    return Branch(name, y, kind, middle, sign, length, float(level), last=last)


def _taylor(df, mark, kind):
    """Coefficients of phi' at a mark; the one that vanishes is exactly 0."""
    found = taylor(df, mark)
    found[0] = 0.0 if kind == ZERO else np.real(df(np.array([mark])))[0]
    if kind == CRITICAL:
        found[1] = 0.0
    return found
