r"""A path through complex pre-activations h on which :math:`k(h)=\phi'(h)^2` meets no pole.

Below the real h-axis where k grows, above it where k falls, k(h) lies in the lower half plane. A
path bent to that side crosses the axis at the critical points of k and at kinks only, so that
1/(w - k(h)) is smooth along it for every w in the closed upper half plane, real ones included, and
Gauss-Legendre panels converge geometrically. The panels' width follows the bend, which follows the
length over which k changes: geometric towards critical points, uniform in log k along tails.

The path depends on the activation and, weakly, on the scale of h: one serves a factor 2 in
variance.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from freewidth.activations import ACTIVATIONS
from freewidth.errors import NotConvergedError
from freewidth.preactivation import Preactivation

ORDER = 16  # Gauss-Legendre points per panel
WIDTH = 1.2  # panel width over bend: 16 points then leave (1.67 + 1.94)**-32 = 1e-18
BEND = 0.9  # slope at which the path crosses critical points of k
TAIL_BEND = 0.6  # extra share of the bend where k is exponential: turns k by 1.2 there
STRIP = 2.0  # the bend stays below 0.9/2: tanh has its nearest pole at i pi/2
TAIL = 44.0  # what is exp(-44) = 1e-19 of the largest contribution is left out
FLAT = 10.0  # |h| beyond which a constant slope counts as the limit at infinity
TURN = 1e-20  # imaginary step: its square is nothing, and k times it does not underflow
TINY = 16  # equivalent nodes for all k below a tenth of the floor: 0.1**16 is left out


@dataclass(frozen=True, eq=False)
class Path:
    """Nodes on one curved piece of an activation.

    Attributes:
        h, dh, k: nodes, weights of dh and values of k, shape (N,); Im k <= 0.
        left, right: first and last point; complex where the rest is negligible.
        beyond: k at these two, for that rest.
        even: whether k is even and h covers the right half only.
        critical: values of k at its critical points and at kinks.
        low, high: infimum and supremum of k.
        vanishes: whether phi' has a zero inside the piece.
        tails: at each infinite end, pairs (h^2, log k) far out, shape (2, n).
        tiny, merge: which nodes have |k| below a tenth of the floor, and the matrix (TINY,
            sum(tiny)) that replaces them by equal weights on a circle of that radius.
        radius: that radius.
    """

    h: NDArray
    dh: NDArray
    k: NDArray
    left: complex
    right: complex
    beyond: NDArray
    even: bool
    critical: tuple[float, ...]
    low: float
    high: float
    vanishes: bool
    tails: tuple[NDArray, ...]
    tiny: NDArray
    merge: NDArray
    radius: float


@lru_cache(maxsize=512)
def path(
    name: str,
    piece: int,
    variance: float,
    floor: float,
    blur: float,
    mixed: Preactivation | None = None,
) -> Path:
    """The path on a curved piece, for Gaussians of a variance between ``variance`` and twice that.

    A pre-activation ``mixed`` of several Gaussians has a path of its own. It resolves |w| >=
    ``floor`` and w at a distance of ``blur`` times sup k from critical values.

    Raises:
        NotConvergedError: no bend keeps k in the lower half plane.
    """
    phi = ACTIVATIONS[name]
    low, high = phi.pieces[piece]
    k = _Slope(phi.df)
    even = low == -high and _is_even(k, min(high, 30.0)) and (mixed is None or mixed.even)
    left, right = _reach(k, 0.0 if even else low, high, _wider(mixed, variance), floor)
    marks = _marks(k, left, right)
    kinks = {t for t in (low, high) if np.isfinite(t)}
    loose = {marks[0], marks[-1]} - kinks - ({0.0} if even else set())
    k.expand(m for m in marks if m not in loose)
    at = [float(np.real(k(m, 0.0))) for m in marks]
    samples = np.real(k(0.0, np.linspace(left, right, 4001)))
    top, least = max(float(samples.max()), *at), min(float(samples.min()), *at)
    bend = BEND
    for _ in range(8):
        scale = _Scale(k, variance, kinks, bend)
        h, dh, value = _nodes(k, scale, marks, at, loose, floor, blur * top)
        wrong = value.imag - 1e-11 * np.abs(value)  # phase errors of far tails, not the bend
        if not np.any(wrong > 0):
            break
        bend *= 0.7
    else:
        raise NotConvergedError(
            f"{phi.label} at variance {variance:.4g}: phi'^2 leaves the lower half plane near "
            f"h={h[np.argmax(wrong)].real:.4g}; is df analytic on its pieces?"
        )
    value = value.real + 1j * np.minimum(value.imag, 0.0)
    tiny = np.abs(value) < floor / 10
    falls = any(v <= least for v, m in zip(at, marks, strict=True) if m in loose)  # a tail to 0
    ends = [complex(m, scale(m, np.zeros(1))[0] if m in loose else 0) for m in (left, right)]
    return Path(
        h=h,
        dh=dh,
        k=value,
        left=ends[0],
        right=ends[1],
        beyond=np.array([complex(k(0.0, end)) for end in ends]),
        even=even,
        critical=tuple(v for v, m in zip(at, marks, strict=True) if v > floor and m not in loose),
        low=0.0 if k.series or falls else least,
        high=top,
        vanishes=bool(k.series),
        tails=tuple(_tail(k, end) for end in (low, high) if np.isinf(end)),
        tiny=tiny,
        merge=_merge(value[tiny] / (floor / 10)),
        radius=floor / 10,
    )


def _merge(t):
    """Lagrange's polynomials on the roots of unity at |t| <= 1, shape (TINY, t.size)."""
    turn = np.exp(2j * np.pi * np.arange(TINY) / TINY)
    return (turn[:, None, None].conj() ** np.arange(TINY) * t[:, None] ** np.arange(TINY)).mean(-1)


class _Slope:
    """k at mark + offset, with full relative accuracy where phi' vanishes at a mark."""

    def __init__(self, df):
        self.df, self.series = df, {}

    def __call__(self, mark, offset):
        offset = np.asarray(offset)
        with np.errstate(under="ignore", over="ignore"):
            slope = np.asarray(self.df(mark + offset))
            if mark in self.series:
                near = np.abs(offset) < 0.01
                local = np.polyval(self.series[mark], np.where(near, offset, 0.0))
                slope = np.where(near, local, slope)
            return slope**2

    def expand(self, marks):
        """Taylor coefficients of phi' at those marks where it vanishes (by Cauchy's formula)."""
        for mark in marks:
            if abs(np.real(self.df(np.array([mark]))[0])) < 1e-12:
                values = np.fft.fft(self.df(mark + 0.2 * np.exp(2j * np.pi * np.arange(64) / 64)))
                powers = np.real(values[:14]) / 64 / 0.2 ** np.arange(14)
                powers[0] = 0.0
                self.series[mark] = powers[::-1]

    def slope(self, mark, offset):
        """dk/dh by a complex step: no cancellation."""
        return np.imag(self(mark, np.asarray(offset) + TURN * 1j)) / TURN


def _is_even(k, end):
    h = np.linspace(0.0, end, 101)[1:-1]
    return bool(np.array_equal(k(0.0, h), k(0.0, -h)))


def _wider(mixed, variance):
    """The law of h with twice the variance in each Gaussian: its density is nowhere too small."""
    if mixed is None:
        return Preactivation(2 * variance)
    return Preactivation(2 * variance, mixed.sigma_b2, mixed.bias)


def _reach(k, low, high, law, floor):
    """The part of (low, high) on which k differs from 0 for some |w| >= floor and carries mass."""
    far = law.reach + 38.0 * np.sqrt(law.variance)
    ends = np.arcsinh([max(low, -far), min(high, far)])
    h = np.sinh(np.linspace(*ends, 4001))  # resolves the scale of phi' however far h reaches
    value = np.real(k(0.0, h))
    weight = law.log_density(h)
    size = weight - np.log(np.maximum(value, floor))
    keep = (size > size.max() - TAIL) | (weight > weight.max() - TAIL)
    keep &= value > max(1e-18 * floor, 1e-280)
    keep &= ~((_settled(value) | _settled(value[::-1])[::-1]) & (np.abs(h) > FLAT))
    seen = np.nonzero(keep)[0]
    left, right = h[max(seen[0] - 1, 0)], h[min(seen[-1] + 1, h.size - 1)]
    return float(max(left, low)), float(min(right, high))


def _settled(value):
    """Which leading values equal the first, not small, to rounding: the rest has k at its limit."""
    limit = value[0]
    if limit < 1e-3 * value.max():
        return np.zeros(value.size, dtype=bool)
    moved = np.abs(value - limit) > 1e-16 * limit
    return ~np.logical_or.accumulate(moved)


def _marks(k, left, right):
    """Ends and real critical points of k in [left, right], increasing."""
    h = np.linspace(left, right, 4096)
    slope = k.slope(0.0, h)
    flips = np.nonzero(slope[:-1] * slope[1:] < 0)[0]
    inner = [_root(lambda t: k.slope(0.0, np.array([t]))[0], h[i], h[i + 1]) for i in flips]
    zero = np.nonzero(slope[1:-1] == 0)[0] + 1
    inner += [h[i] for i in zero if slope[i - 1] * slope[i + 1] < 0]
    return [left, *sorted(float(t) for t in inner), right]


def _root(f, a, b):
    fa = f(a)
    for _ in range(200):
        mid = (a + b) / 2
        if mid in (a, b):
            break
        fm = f(mid)
        if fm == 0:
            return mid
        a, b, fa = (mid, b, fm) if fa * fm > 0 else (a, mid, fa)
    return (a + b) / 2


class _Scale:
    """The imaginary part of the path: against the slope of k, as long as k's own length scale."""

    def __init__(self, k, variance, kinks, bend):
        self.k, self.kinks, self.bend = k, kinks, bend
        self.fixed = STRIP**2 + 1 / variance
        self.step = 1e-3  # smooth to rounding; derivatives shape the path, no more

    def __call__(self, mark, offset):
        first, up, down = (self.k.slope(mark, offset + d) for d in (0.0, self.step, -self.step))
        second = (up - down) / (2 * self.step)
        third = (up - 2 * first + down) / self.step**2
        fixed = self.fixed
        for t in self.kinks:
            distance = offset if t == mark else mark + offset - t
            fixed = fixed + 1 / np.maximum(distance**2, 1e-60)
        size = np.maximum(np.maximum(np.abs(first), np.abs(second)), np.abs(third))
        size = np.where(size > 0, size, 1.0)
        first, second, third = first / size, second / size, third / size
        curl = np.sqrt(second**4 + (first * third) ** 2 / 4)  # smooth, unlike absolute values
        total = np.sqrt(curl + first**2 * fixed)
        ratio = first * third / np.maximum(curl, 1e-300)  # 0.9 where k is exponential
        extra = 1 + TAIL_BEND / (1 + np.exp(-3 * (ratio - 0.4)))
        some = total > 0
        return np.where(some, -self.bend * extra * first / np.where(some, total, 1.0), 0.0)


def _nodes(k, scale, marks, at, loose, floor, blur):
    """h, dh and k, half a segment between marks at a time."""
    h, dh, value = [], [], []
    for i in range(len(marks) - 1):
        length = (marks[i + 1] - marks[i]) / 2
        middle = float(scale(marks[i], np.array([length]))[0])
        for mark, level, sign in ((marks[i], at[i], 1.0), (marks[i + 1], at[i + 1], -1.0)):
            target = floor if level <= max(floor, 1e-20) else blur
            if mark in loose:
                target = -blur if level > 10 * blur else None  # a limit of k at infinity
            edges = _panels(k, scale, mark, level, sign * length, target)
            offset, weight = _bent(scale, mark, sign * edges, middle, mark in loose)
            h.append(mark + offset)
            dh.append(sign * weight)
            value.append(k(mark, offset))
    return np.concatenate(h), np.concatenate(dh), np.concatenate(value)


def _panels(k, scale, mark, level, length, target):
    """Distances of panel edges from the mark: ever shorter towards it, until k is within target."""
    depth = np.linspace(0.0, 90.0, 541)
    far = abs(length) * np.exp(-depth)
    size = np.abs(scale(mark, np.sign(length) * far))
    change = np.abs(np.real(k(mark, np.sign(length) * far)) - level)
    near = far[change <= abs(target)] if target is not None else far[:0]
    finest = near.max() if near.size else 1e-30
    if target is not None and target < 0:
        finest = min(finest, 1 / np.sqrt(scale.fixed - STRIP**2))
    if target is None or target < 0:
        size = np.maximum(size, size[0] / 8)
    grow = far / np.maximum(WIDTH * size, finest)
    total = np.concatenate([[0], np.cumsum((grow[1:] + grow[:-1]) / 2 * np.diff(depth))])
    count = max(1, int(np.ceil(total[-1])))
    inner = np.interp(np.linspace(total[-1], 0, count + 1)[1:-1], total, depth)
    return np.concatenate([[0.0], abs(length) * np.exp(-inner), [abs(length)]])


def _bent(scale, mark, edges, middle, loose):
    """Offsets from the mark on the path, and dh, over panels from the mark outwards."""
    corner, interior, slope = _panel_rule()
    half = np.diff(edges)[:, None] / 2
    centre = (edges[1:] + edges[:-1])[:, None] / 2
    y = scale(mark, centre + half * corner)
    y[1:, 0] = y[:-1, -1]  # one value where panels meet
    y[-1, -1] = middle
    if not loose:
        y[0, 0] = 0.0
    x, w = np.polynomial.legendre.leggauss(ORDER)
    h = centre + half * x + 1j * (y @ interior.T)
    return h.ravel(), (w * (half + 1j * (y @ slope.T))).ravel()


@lru_cache(maxsize=1)
def _panel_rule():
    """Chebyshev-Lobatto points, and the maps from values there to Gauss points and slopes."""
    cheb = np.polynomial.chebyshev
    size = 6  # a stiffer shape than the panels can follow spoils their convergence
    corner = -np.cos(np.pi * np.arange(size) / (size - 1))
    x, _ = np.polynomial.legendre.leggauss(ORDER)
    invert = np.linalg.inv(cheb.chebvander(corner, size - 1))
    slope = np.stack([cheb.chebval(x, cheb.chebder(row)) for row in np.eye(size)], axis=1)
    return corner, cheb.chebvander(x, size - 1) @ invert, slope @ invert


def _tail(k, end):
    """(h^2, log k) far out towards an infinite end, where k can still be represented."""
    h = np.sign(end) * np.geomspace(2.0, 1000.0, 500)
    logk = np.log(np.maximum(np.real(k(0.0, h)), 1e-300))
    seen = (logk < -60) & (logk > -640)
    return np.stack([h[seen] ** 2, logk[seen]])
