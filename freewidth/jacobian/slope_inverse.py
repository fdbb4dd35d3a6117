r"""Half-branches of :math:`k(h)=\phi'(h)^2`, from a point where k is singular outwards, inverted.

Between its critical points k is monotone. Each interval between them is cut in two, and each half
has an anchor, the point it starts from, so that log k is found to full relative accuracy as a
difference from its value there, and h as a difference from the anchor.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import pairwise
from math import fsum

import numpy as np
import scipy  # its parts are loaded at first use
from numpy.polynomial import polynomial
from numpy.typing import NDArray

from freewidth.activations import Activation, inside, known
from freewidth.jacobian.squared_slope import TURN, ZERO, order_of_zero, taylor
from freewidth.preactivation import Preactivation

REACH = 12.0  # standard deviations: what is beyond weighs 1e-33
SETTLED = 1e-13  # relative distance of phi' from its limit at which it counts as reached
FAR = 50.0  # where phi' is its limit, if it has one
HALF = 2.0  # longest half next to an anchor
NEAR = 0.02  # within which Taylor series of phi' are used: they leave (NEAR/0.2)**14
GRID = 600  # points of a table
FINEST = -36.0  # log of the least distance from a limit: less than a rounding
DEEP, SHALLOW = 360.0, 40.0  # log of the length over the least distance from an anchor, where k
# falls to 0 (to exp(-700)) and elsewhere
NARROWINGS = 3  # of a table that is not a number far out
SAME = 1e-12  # difference of log k at which two levels are one
ITERATIONS = 12
CLOSE = 1e-9  # last step of Newton's method: squared, that is rounding
SCAN = 4001  # points between which at most one critical point lies
WIDE, INNER = 25.0, (-12.3, 12.1)  # wider intervals of h are looked at twice, for phi' near 0
ROOT = 1e-15  # absolute accuracy of critical points


class Anchor(Enum):
    """What k does where a half-branch starts; its level is what log k is measured from."""

    CRITICAL = "critical point, about which k is quadratic"
    ZERO = "zero of phi', where log k falls to -infinity; level 0"
    REGULAR = "regular point; level 0"
    LIMIT = "regular point of a branch that tends to a limit of k, which is the level"

    @property
    def has_series(self) -> bool:
        """Whether phi' is known by a Taylor series there, and h varies over many sizes."""
        return self in (Anchor.CRITICAL, Anchor.ZERO)

    @property
    def has_level(self) -> bool:
        """Whether log k less the level varies over many sizes."""
        return self in (Anchor.CRITICAL, Anchor.LIMIT)


@dataclass(frozen=True, eq=False)
class HalfBranch:
    """h = anchor + sign * s, 0 < s < length; g(s) = log k - level is monotone.

    Attributes:
        type: of the anchor. At a CRITICAL one g ~ s^2; at a ZERO g falls to -inf; with a LIMIT
            g falls to 0 for large s.
        last: whether h runs on to infinity.
        series: Taylor coefficients of phi' at a CRITICAL or ZERO anchor, else empty.
    """

    name: str | Activation
    y: Preactivation
    type: Anchor
    anchor: float
    sign: float
    length: float
    level: float
    last: bool
    series: NDArray

    def _slopes(self, s):
        """phi'(h) - phi'(anchor) at anchors with a series, else phi'(h); and phi''(h)."""
        df = known(self.name).df
        h = self.anchor + self.sign * s
        first, second = np.real(df(h)), np.imag(df(h + TURN * 1j)) / TURN
        if self.type.has_series:
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
        if self.type is Anchor.CRITICAL:
            g, first = 2 * np.log1p(first / self.series[0]), first + self.series[0]
        elif self.type is Anchor.LIMIT:
            end = np.sign(first) * np.exp(self.level / 2)
            g = 2 * np.log1p((first - end) / end)
        else:
            g = 2 * np.log(np.abs(first))
        return g, 2 * self.sign * second / first

    @cached_property
    def _table(self):
        """(q, T): s = length exp(-q) or q, and log|g| or g, T increasing."""
        span = self.length
        if self.type.has_series:
            span = DEEP if self.type is Anchor.ZERO else SHALLOW
        for _ in range(NARROWINGS):  # a tail may be long, and k vary in a small part of it
            q = np.linspace(0.0, span, GRID)
            t = self._at(q)[0]
            keep = np.isfinite(t) & ((t > FINEST) | (self.type is not Anchor.LIMIT))
            lost = np.nonzero(~keep[1:])[0] + 1
            if self.type.has_series or lost.size == 0:
                break
            span = q[lost[0]]
        q, t = q[keep], t[keep]
        order = slice(None) if t.size and t[-1] > t[0] else slice(None, None, -1)
        return q[order], np.maximum.accumulate(t[order])

    def _distance(self, q):
        """s at the coordinate q of tables."""
        return self.length * np.exp(-q) if self.type.has_series else q

    def _at(self, q):
        """T and dT/dq."""
        s = self._distance(q)
        g, rate = self.value(s)
        if self.type.has_series:
            rate = -s * rate
        return (np.log(np.abs(g)), rate / g) if self.type.has_level else (g, rate)

    @cached_property
    def ends(self) -> tuple[float, float]:
        """log k at s = 0 and s = length (or far out)."""
        end = float(self.value(np.array([self.length]))[0][0])
        if self.type is Anchor.CRITICAL:
            return self.level, self.level + end
        if self.type is Anchor.ZERO:
            return -np.inf, end
        first = float(self.value(np.zeros(1))[0][0])
        if self.type is Anchor.LIMIT:
            return self.level + first, self.level
        return first, end

    def _solve(self, base, offset):
        """s at log k = base + offset, and whether it is on this half."""
        same = abs(base - self.level) < SAME and self.type.has_level
        g = offset if same else (base - self.level) + offset
        grid, values = self._table
        if not grid.size:
            return np.zeros(g.shape), np.zeros(g.shape, dtype=bool)
        t = np.log(np.abs(g)) if self.type.has_level else g
        inside = (t >= values[0]) & (t <= values[-1])
        if self.type.has_level:
            inside &= (g > 0) == (fsum(self.ends) - 2 * self.level > 0)
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
        return self._distance(q), inside

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
        ends = (np.zeros(s.shape), s) if rises else (s, np.full(s.shape, far))
        return self._between(*ends)

    def _between(self, near, far):
        """P(near < s < far) without cancellation in either tail."""
        h = self.anchor + self.sign * np.stack([near, far])
        low, high = h.min(axis=0), h.max(axis=0)
        left = self.y.below(high) - self.y.below(low)
        return np.where(low < 0, left, self.y.above(low) - self.y.above(high))


def half_branches(name: str | Activation, y: Preactivation) -> list[HalfBranch]:
    """All half-branches of the curved pieces of an activation, as far as h carries mass."""
    phi = known(name)
    found: list[HalfBranch] = []
    far = y.reach + REACH * np.sqrt(y.variance)
    for ends, slope in zip(phi.pieces, phi.slopes, strict=True):
        low, high = np.clip(inside(*ends), -far, far).tolist()
        if slope is None and low < high:
            points = [_Point(low), *_critical_points(phi.df, low, high), _Point(high)]
            for left, right in pairwise(points):
                found += _halves(name, y, left, right, ends)
    return found


@dataclass(frozen=True)
class _Point:
    """An end of an interval on which k is monotone: where k is singular, else REGULAR."""

    h: float
    type: Anchor = Anchor.REGULAR

    @property
    def regular(self) -> bool:
        return self.type is Anchor.REGULAR


def _critical_points(df: Callable[[NDArray], NDArray], low: float, high: float) -> list[_Point]:
    """Where phi' or phi'' changes sign, increasing."""
    grid = np.linspace(low, high, SCAN)[1:-1]
    if high - low > WIDE:  # phi' varies near 0, however wide h
        inner = np.linspace(max(low, INNER[0]), min(high, INNER[1]), SCAN)
        grid = np.unique(np.concatenate([np.linspace(low, high, SCAN), inner]))
    grid = grid[(grid > low) & (grid < high) & (grid != 0)]
    found = []
    for kind, f in (
        (Anchor.ZERO, lambda h: np.real(df(h))),
        (Anchor.CRITICAL, lambda h: np.imag(df(h + TURN * 1j))),
    ):
        values = f(grid)
        for i in np.nonzero(np.sign(values[:-1]) * np.sign(values[1:]) < 0)[0]:
            root = scipy.optimize.brentq(
                lambda t, f=f: float(f(np.array([t]))[0]), grid[i], grid[i + 1], xtol=ROOT
            )
            touches = abs(np.real(df(np.array([root])))[0]) < ZERO  # a double zero of phi'
            found.append(_Point(float(root), Anchor.ZERO if touches else kind))
    return sorted(found, key=lambda point: (point.h, point.type.name))


def _halves(
    name: str | Activation, y: Preactivation, left: _Point, right: _Point, ends: tuple[float, float]
) -> list[HalfBranch]:
    """The two halves of an interval of a piece with these ends."""
    half = (right.h - left.h) / 2
    if left.regular != right.regular:
        half = min(half, HALF)
    middle = right.h - half if left.regular and not right.regular else left.h + half
    out = []
    for point, sign, end in ((left, 1.0, ends[0]), (right, -1.0, ends[1])):
        length = abs(middle - point.h)
        if point.regular:
            out.append(_outer(name, y, middle, -sign, length, end))
        else:
            series = _taylor(known(name).df, point)
            critical = point.type is Anchor.CRITICAL
            level = float(2 * np.log(abs(series[0]))) if critical else 0.0
            made = HalfBranch(name, y, point.type, point.h, sign, length, level, False, series)
            out.append(made)
    return out


def _outer(
    name: str | Activation, y: Preactivation, middle: float, sign: float, length: float, end: float
) -> HalfBranch:
    """From the middle of an interval to an end of the piece, or to where h carries no mass."""
    df = known(name).df
    last = bool(np.isinf(end))
    here, far = (float(np.real(df(np.array([h])))[0]) for h in (middle + sign * length, sign * FAR))
    kind, level = Anchor.REGULAR, 0.0
    if last and far != 0 and abs(here / far - 1) < SETTLED:
        kind, level = Anchor.LIMIT, float(2 * np.log(abs(far)))
    return HalfBranch(name, y, kind, middle, sign, length, level, last, np.zeros(0))


def _taylor(df: Callable[[NDArray], NDArray], point: _Point) -> NDArray:
    """Coefficients of phi' at a critical point; those that vanish are exactly 0."""
    found = taylor(df, point.h)
    if point.type is Anchor.ZERO:
        found[: order_of_zero(found)] = 0.0
    else:
        found[:2] = np.real(df(np.array([point.h])))[0], 0.0
    return found
