r"""The law K of :math:`\phi'(\sqrt q\,g)^2` as a complex quadrature rule that sees no poles.

Everything the solver needs from K is an integral of an analytic function of g that has its only
singularities where :math:`k(g)=\phi'(\sqrt q\,g)^2` equals a point w of the closed upper half
plane. Below the real g-axis where k grows, above it where k falls, k(g) lies in the lower half
plane; a contour bent to that side therefore meets no pole for any such w, real ones included, and
Gauss-Legendre panels on it converge geometrically up to the axis and to every edge. The result is
a finite "measure" with nodes in the closed lower half plane:

.. math:: \mathbb E\,f(k) = \sum_j c_j f(k_j), \qquad \sum_j c_j = P(k \ne 0),

exact to rounding for f analytic off the nodes. Straight pieces of phi contribute exact atoms.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from freewidth.activations import ACTIVATIONS, Activation
from freewidth.errors import NotConvergedError
from freewidth.theory.logs import upper_log

ORDER = 20  # Gauss-Legendre points per panel: 1e-15 for poles 0.6 half widths away
TAIL = 44.0  # what is exp(-44) = 1e-19 of the largest contribution is left out
STRIP = 2.0  # the bend stays below BEND / STRIP in h: tanh has its pole at pi/2
WIDTH = 1.1  # local lengths per panel
BLOCK = 40_000  # points times nodes at once: stays in the cache
BEND = 0.9  # tangent of the angle at which the contour crosses critical points of k


@dataclass(frozen=True, eq=False)
class SlopeLaw:
    r"""K as nodes ``k`` and weights ``c`` (complex; atoms real), the atom at 0 left out.

    Attributes:
        k, c: shape (N,), :math:`\Im k_j \le 0`; atoms are among them.
        mass: P(k != 0), the sum of c.
        atoms: pairs (position, mass), zero not among them.
        curved: intervals (low, high) filled by the curved pieces.
        critical: values of k where its density is singular; w must keep ``blur`` off them.
        floor: smallest :math:`|w|` for which the rule is meant.
        decay: exponent alpha with P(0 < k < t) ~ t^alpha, at most 1: how w goes to 0.
    """

    k: NDArray
    c: NDArray
    mass: float
    atoms: tuple[tuple[float, float], ...]
    curved: tuple[tuple[float, float], ...]
    critical: tuple[float, ...]
    blur: float
    floor: float
    decay: float

    @property
    def top(self) -> float:
        """Right end of the support."""
        return max([a for a, _ in self.atoms] + [high for _, high in self.curved])

    @property
    def bottom(self) -> float:
        """Left end of the support without the atom at 0."""
        return min([a for a, _ in self.atoms] + [low for low, _ in self.curved])

    @property
    def gaps(self) -> tuple[tuple[float, float], ...]:
        """Bounded components of the complement of the support, between positive points of it."""
        parts = sorted([(a, a) for a, _ in self.atoms] + list(self.curved))
        gaps, reach = [], parts[0][1]
        for low, high in parts[1:]:
            if low > reach:
                gaps.append((reach, low))
            reach = max(reach, high)
        return tuple(gaps)

    def flow(self, w: NDArray) -> tuple[NDArray, NDArray]:
        r""":math:`A = \mathbb E[w/(w-k);\,k\ne0] = P(k\ne0) + \psi` and dA/dlog w, shape of w."""
        w = np.asarray(w, dtype=complex)
        flat, ck = w.ravel(), self.c * self.k
        value, slope = np.empty_like(flat), np.empty_like(flat)
        step = max(1, BLOCK // self.k.size)
        for i in range(0, flat.size, step):
            inverse = 1.0 / (flat[i : i + step, None] - self.k)
            value[i : i + step] = inverse @ self.c
            slope[i : i + step] = np.square(inverse, out=inverse) @ ck
        return (flat * value).reshape(w.shape), (-flat * slope).reshape(w.shape)

    def potential(self, w: NDArray) -> NDArray:
        r""":math:`\mathbb E[\log(w-k);\,k\ne0]` for w in the closed upper half plane."""
        w = np.asarray(w, dtype=complex)
        return upper_log(w[..., None] - self.k) @ self.c

    def moment(self, power: int, unit: float = 1.0) -> float:
        """E (k/unit)^power."""
        return float(np.real(self.c @ (self.k / unit) ** power))


@lru_cache(maxsize=4096)
def slope_law(name: str, q: float, floor: float = 1e-30, blur: float = 1e-4) -> SlopeLaw:
    r"""K for the activation called ``name`` at variance q, resolved for :math:`|w|\ge` ``floor``
    and for w no nearer than ``blur`` (times the largest slope) to a singular point of K.

    Raises:
        NotConvergedError: the contour cannot be bent into the half plane where k stays below the
            axis, or its nodes do not reproduce the probability of a piece.
    """
    phi = ACTIVATIONS[name]
    if q == 0:
        value = float(np.real(phi.df(np.zeros(1))[0])) ** 2
        return _assemble([], _merge([(value, 1.0)]), floor, blur)
    atoms, curves = [], []
    for (left, right), slope in zip(phi.pieces, phi.slopes, strict=True):
        low, high = left / np.sqrt(q), right / np.sqrt(q)
        if slope is not None:
            atoms.append((float(slope) ** 2, _between(low, high)))
        else:
            curves.append(_curve(phi, q, low, high, floor, blur))
    return _assemble(curves, _merge(atoms), floor, blur)


def _between(low, high):
    """P(low < g < high) without cancellation in either tail."""
    return float(ndtr(high) - ndtr(low) if low < 0 else ndtr(-low) - ndtr(-high))


def _merge(atoms):
    total = {}
    for position, mass in atoms:
        total[position] = total.get(position, 0.0) + mass
    return tuple(sorted((a, p) for a, p in total.items() if p > 0))


def _assemble(curves, atoms, floor, blur):
    atoms = tuple((a, p) for a, p in atoms if a > 0)
    k = np.concatenate([np.array([a for a, _ in atoms], complex)] + [c["k"] for c in curves])
    c = np.concatenate([np.array([p for _, p in atoms], complex)] + [c["c"] for c in curves])
    return SlopeLaw(
        k=k,
        c=c,
        mass=min(1.0, sum(p for _, p in atoms) + sum(c["mass"] for c in curves)),
        atoms=atoms,
        curved=tuple(c["range"] for c in curves),
        critical=tuple(v for c in curves for v in c["critical"]),
        blur=blur,
        floor=floor,
        decay=min([1.0] + [c["decay"] for c in curves]),
    )


def _curve(phi: Activation, q, low, high, floor, blur):
    """Nodes of one curved piece low < g < high."""
    k = _Slope(phi, q)
    left, right = _reach(k, low, high, floor)
    marks = _marks(k, left, right)
    k.expand(marks[1:-1])
    at = [float(np.real(k(m, 0.0))) for m in marks]
    top = max(float(np.max(np.real(k(0.0, np.linspace(left, right, 4001))))), *at)
    kinks = [t for t in (low, high) if np.isfinite(t)]
    mass, outside = _between(low, high), _between(low, left) + _between(right, high)
    bend = BEND
    for _ in range(6):
        value, c, h = _contour(k, marks, at, kinks, bend, floor, blur * top)
        if np.all(value.imag <= 1e-11 * np.abs(value)):  # phase errors of far tails, not a bend
            break
        bend *= 0.7
    else:
        raise NotConvergedError(
            f"{phi.label} at variance {q:.4g}: the contour leaves the lower half plane near "
            f"h={h[np.argmax(value.imag)]:.4g}; is df analytic on its pieces?"
        )
    defect = abs(c.sum() + outside - mass)
    if not defect < 1e-12:  # Gauss panels leave 1e-15 when phi' is analytic
        raise NotConvergedError(
            f"{phi.label} at variance {q:.4g}: the quadrature of phi' misses the probability of "
            f"the piece ({low:.4g}, {high:.4g}) by {defect:.1e}; declare its kinks"
        )
    keep = np.abs(c) > 0
    loose = {marks[0], marks[-1]} - set(kinks)  # ends of the reach, where nothing happens
    value = value.real + 1j * np.minimum(value.imag, 0.0)
    return {
        "k": np.append(value[keep], 0.0),
        "c": np.append(c[keep] * ((mass - outside) / c.sum()), outside),
        "mass": mass,
        "range": (_least(k, left, right, floor, at), top),
        "critical": tuple(
            v for v, m in zip(at, marks, strict=True) if v > floor and m not in loose
        ),
        "decay": _decay(k, low, high, at),
    }


class _Slope:
    """k at mark + offset, with full relative accuracy where phi' vanishes at a mark."""

    def __init__(self, phi, q):
        self.df, self.scale, self.series = phi.df, np.sqrt(q), {}

    def __call__(self, mark, offset):
        offset = np.asarray(offset)
        with np.errstate(under="ignore", over="ignore"):
            slope = np.asarray(self.df(self.scale * (mark + offset)))
            if mark in self.series:
                near = np.abs(self.scale * offset) < 0.01
                close = np.where(near, offset, 0.0) * self.scale
                slope = np.where(near, np.polyval(self.series[mark], close), slope)
            return slope**2

    def expand(self, marks):
        """Taylor coefficients of phi' at those marks where it vanishes (by Cauchy's formula)."""
        for mark in marks:
            if abs(np.real(self.df(np.array([self.scale * mark]))[0])) < 1e-12:
                turn = np.exp(2j * np.pi * np.arange(64) / 64)
                values = np.fft.fft(self.df(self.scale * mark + 0.2 * turn)) / 64
                powers = np.real(values[:14]) / 0.2 ** np.arange(14)
                powers[0] = 0.0
                self.series[mark] = powers[::-1]

    def slope(self, mark, offset):
        """dk/dg by a complex step: no cancellation."""
        return np.imag(self(mark, np.asarray(offset) + 1e-40j)) / 1e-40


def _reach(k, low, high, floor):
    """The part of (low, high) on which k differs from 0 for some |w| >= floor and carries mass."""
    g = np.linspace(max(low, -38.0), min(high, 38.0), 6001)
    value = np.real(k(0.0, g))
    size = -(g**2) / 2 - np.log(np.maximum(value, floor))
    keep = (size > size.max() - TAIL) | (np.abs(g) < np.sqrt(2 * TAIL))
    keep &= value > max(1e-18 * floor, 1e-280)
    step = g[1] - g[0]
    left, right = g[keep][0] - step, g[keep][-1] + step
    return max(left, low), min(right, high)


def _marks(k, left, right):
    """Ends and real critical points of k in [left, right], increasing."""
    g = np.linspace(left, right, 8192)
    slope = k.slope(0.0, g)
    flips = np.nonzero(slope[:-1] * slope[1:] < 0)[0]
    inner = [_root(lambda t: k.slope(0.0, np.array([t]))[0], g[i], g[i + 1]) for i in flips]
    zero = np.nonzero(slope[1:-1] == 0)[0] + 1
    inner += [g[i] for i in zero if slope[i - 1] * slope[i + 1] < 0]
    return [float(left), *sorted(float(t) for t in inner), float(right)]


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


def _scale(k, mark, offset, kinks):
    """Inverse local length of k, and k'/|k'| over it, which vanishes at critical points, kinks."""
    step = 1e-4 / max(1.0, k.scale)
    first, up, down = (k.slope(mark, offset + d) for d in (0.0, step, -step))
    second, third = (up - down) / (2 * step), (up - 2 * first + down) / step**2
    g = mark + offset
    fixed = (k.scale * STRIP) ** 2 + 1.0
    for t in kinks:
        fixed = fixed + 1 / np.maximum(np.where(mark == t, offset, g - t) ** 2, 1e-60)
    total = np.hypot(second, np.sqrt(np.abs(first * third) / 2))
    total = np.hypot(total, first * np.sqrt(fixed))
    some = (total > 0) & (first != 0)
    shift = np.where(some, first / np.where(some, total, 1.0), 0.0)
    rate = np.where(some, total / np.abs(np.where(some, first, 1.0)), np.sqrt(fixed))
    return rate, shift


def _contour(k, marks, at, kinks, bend, floor, blur):
    """Values of k, weights and Re h on the bent contour, half a segment between marks at a time."""
    values, weights, where = [], [], []
    for i in range(len(marks) - 1):
        length = (marks[i + 1] - marks[i]) / 2
        middle = -bend * float(_scale(k, marks[i], np.array([length]), kinks)[1][0])
        for mark, level, sign in ((marks[i], at[i], 1.0), (marks[i + 1], at[i + 1], -1.0)):
            singular = mark in kinks or mark not in (marks[0], marks[-1])
            edges = _panels(k, mark, level, sign * length, kinks, floor, blur, singular)
            offset, dg = _bent(k, mark, sign * edges, kinks, bend, middle)
            g = mark + offset
            values.append(k(mark, offset))
            weights.append(sign * dg * np.exp(-(g**2) / 2) / np.sqrt(2 * np.pi))
            where.append(g.real * k.scale)
    return np.concatenate(values), np.concatenate(weights), np.concatenate(where)


def _panels(k, mark, level, length, kinks, floor, blur, singular):
    """Distances of panel edges from the mark: one local length each, geometric towards it."""
    depth = np.linspace(0.0, 90.0, 721)
    far = abs(length) * np.exp(-depth)
    rate, _ = _scale(k, mark, np.sign(length) * far, kinks)
    change = np.abs(np.real(k(mark, np.sign(length) * far)) - level)
    target = floor if level <= max(floor, 1e-20) else blur
    near = far[change <= target]
    finest = max(near.max() if near.size and singular else 0.0, 1e-30)
    grow = np.minimum(rate, 1 / finest) * far
    total = np.concatenate([[0], np.cumsum((grow[1:] + grow[:-1]) / 2 * np.diff(depth))])
    count = max(1, int(np.ceil(total[-1] / WIDTH)))
    inner = np.interp(np.linspace(total[-1], 0, count + 1)[1:-1], total, depth)
    return np.concatenate([[0.0], abs(length) * np.exp(-inner), [abs(length)]])


def _bent(k, mark, edges, kinks, bend, middle):
    """Offsets from the mark on the contour, and dg, over panels from the mark outwards."""
    corner, interior, slope = _panel_rule(ORDER)
    half = np.diff(edges)[:, None] / 2
    centre = (edges[1:] + edges[:-1])[:, None] / 2
    t = centre + half * corner
    y = -bend * _scale(k, mark, t, kinks)[1]
    y[1:, 0] = y[:-1, -1]  # one value where panels meet
    y[0, 0], y[-1, -1] = 0.0, middle
    x, w = np.polynomial.legendre.leggauss(ORDER)
    g = centre + half * x + 1j * (y @ interior.T)
    return g.ravel(), (w * (half + 1j * (y @ slope.T))).ravel()


@lru_cache(maxsize=4)
def _panel_rule(order):
    """Chebyshev-Lobatto points, and the maps from values there to Gauss points and slopes."""
    cheb = np.polynomial.chebyshev
    size = 9
    corner = -np.cos(np.pi * np.arange(size) / (size - 1))
    x, _ = np.polynomial.legendre.leggauss(order)
    invert = np.linalg.inv(cheb.chebvander(corner, size - 1))
    slope = np.stack([cheb.chebval(x, cheb.chebder(row)) for row in np.eye(size)], axis=1)
    return corner, cheb.chebvander(x, size - 1) @ invert, slope @ invert


def _least(k, left, right, floor, at):
    """Infimum of k on the piece; 0 where it falls to the floor or towards 0 at infinity."""
    least = min(float(np.min(np.real(k(0.0, np.linspace(left, right, 4001))))), *at)
    return 0.0 if least <= 1e-8 or least <= floor else least


def _decay(k, low, high, at):
    """alpha in P(k < t) ~ t^alpha: 1/2 at a simple zero of phi', the Gaussian's ratio in a tail."""
    alpha = 0.5 if min(at[1:-1], default=1.0) < 1e-20 else 1.0
    for end in (low, high):
        if np.isinf(end):
            g = np.sign(end) * np.linspace(4.0, 38.0, 400)
            logk = np.log(np.maximum(np.real(k(0.0, g)), 1e-290))
            seen = np.nonzero((logk < -60) & (logk > -640))[0]
            if seen.size > 4:
                first, last = seen[0], seen[-1]
                drop = max(logk[first] - logk[last], 1e-300)
                alpha = min(alpha, (g[last] ** 2 - g[first] ** 2) / 2 / drop)
    return float(alpha)
