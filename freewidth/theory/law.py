"""The limit law as a distribution: density, distribution function, quantiles, moments."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from freewidth.activations import ACTIVATIONS
from freewidth.errors import InvalidInputError
from freewidth.network import Network
from freewidth.theory import certify
from freewidth.theory.atoms import atoms
from freewidth.theory.certify import Certificate
from freewidth.theory.moments import series_moments
from freewidth.theory.pieces import SIZE, Pieces, integrate, rule
from freewidth.theory.product import Product, build
from freewidth.theory.slopes import masses
from freewidth.theory.solve import lowest_level, solve
from freewidth.theory.support import bulks
from freewidth.theory.trace import places, trace

MOST_MOMENTS = 30
DEEP = 1e-13  # mass below the smallest x from which the closed form of F beats a power law


@dataclass(frozen=True, eq=False)
class Law:
    r"""The limit of the spectral distribution of :math:`JJ^\top`, continuous part plus atoms.

    Functions take arrays of any shape and return that shape.

    Attributes:
        net: the network.
        atoms: pairs (position, mass), increasing.
        support: intervals (left, right) of the continuous part, increasing.
        certificate: measured defects of this law; :func:`law` raises where one is too large.
        pieces: the density in u = log x.
        tail: (u, mass, exponent): below exp(u) the mass falls like x^exponent (hard edge at 0).
    """

    net: Network
    atoms: tuple[tuple[float, float], ...]
    support: tuple[tuple[float, float], ...]
    pieces: Pieces
    tail: tuple[float, float, float]
    certificate: Certificate

    @property
    def label(self) -> str:
        """The network's line for messages and captions."""
        return self.net.label

    @cached_property
    def _product(self) -> Product:
        return prepare(self.net)[0]

    def density(self, x: ArrayLike) -> NDArray:
        r"""Density of the continuous part, :math:`-\Im G(x+i0)/\pi`; 0 off the support.

        At x = 0 with a hard edge it is infinite.
        """
        x = np.asarray(x, dtype=float)
        flat = x.ravel()
        out = np.zeros(flat.shape)
        positive = flat > 0
        u = np.log(flat[positive])
        low, mass, exponent = self.tail
        with np.errstate(over="ignore", invalid="ignore"):
            f = self.pieces.per_log(u)
            below = (u < low) & (mass > 0)
            f = np.where(below, mass * exponent * np.exp(exponent * (u - low)), f)
            out[positive] = f / flat[positive]
        out[(flat == 0) & (mass > 0)] = np.inf
        out[np.isnan(flat)] = np.nan
        return out.reshape(x.shape)[()]

    def cdf(self, x: ArrayLike) -> NDArray:
        """F(x) = nu((-inf, x]), atoms included."""
        x = np.asarray(x, dtype=float)
        flat = x.ravel()
        out = np.zeros(flat.shape)
        if self.pieces.left.size:
            out[flat > 0] = self._continuous(np.log(flat[flat > 0]))
        for position, mass in self.atoms:
            out[flat >= position] += mass
        out = np.minimum(out, 1.0)
        out[flat == np.inf] = 1.0
        out[np.isnan(flat)] = np.nan
        return out.reshape(x.shape)[()]

    def _continuous(self, u):
        """Mass of the continuous part below exp(u)."""
        low, mass, exponent = self.tail
        below = mass * np.exp(exponent * np.minimum(u - low, 0.0))
        first = self.pieces.left[0]
        return np.where(u < first, below if mass else 0.0, self.pieces.cumulative(u))

    def quantile(self, p: ArrayLike) -> NDArray:
        """Smallest x with F(x) >= p, for p in [0, 1].

        Raises:
            InvalidInputError: some p is outside [0, 1].
        """
        p = np.asarray(p, dtype=float)
        if not np.all((p >= 0) & (p <= 1)):
            raise InvalidInputError("quantile needs probabilities in [0, 1]")
        flat = p.ravel()
        levels = np.array([0.0, *np.cumsum([mass for _, mass in self.atoms])])
        positions = np.array([position for position, _ in self.atoms])
        before = np.array([float(self._mass_below(a)) for a in positions])
        out = np.zeros(flat.shape)
        at = np.zeros(flat.shape, dtype=bool)
        shift = np.zeros(flat.shape)
        for k, (position, mass) in enumerate(self.atoms):
            start = before[k] + levels[k]
            here = (flat > start) & (flat <= start + mass)
            out[here], at[here] = position, True
            shift[flat > start + mass] = levels[k + 1]
        rest = ~at
        if self.pieces.left.size:
            out[rest] = self._invert(np.maximum(flat[rest] - shift[rest], 0.0))
        elif rest.any():
            out[rest] = positions[np.searchsorted(levels[1:-1], flat[rest])]
        return out.reshape(p.shape)[()]

    def _mass_below(self, x):
        if x <= 0 or not self.pieces.left.size:
            return 0.0
        return self._continuous(np.array([np.log(x)]))[0]

    def _invert(self, mass):
        """x at which the continuous part below x has the given mass."""
        pieces = self.pieces
        low, tail, exponent = self.tail
        ends = pieces.below + pieces.mass
        i = np.minimum(np.searchsorted(ends, mass), ends.size - 1)
        lower, upper = pieces.left[i], pieces.right[i]
        u = (lower + upper) / 2
        for _ in range(100):
            miss = pieces.cumulative(u) - mass
            lower, upper = np.where(miss < 0, u, lower), np.where(miss < 0, upper, u)
            with np.errstate(all="ignore"):
                new = u - miss / pieces.per_log(u)
            new = np.where((new > lower) & (new < upper), new, (lower + upper) / 2)
            if np.all(np.abs(new - u) <= 4e-16 * np.maximum(1.0, np.abs(u))):
                break
            u = new
        if tail > 0:
            with np.errstate(divide="ignore"):
                u = np.where(mass < tail, low + np.log(mass / tail) / exponent, u)
        return np.exp(u)

    def moments(self, k: int) -> NDArray:
        """m_1, ..., m_k, shape (k,), from the power series of the S-transform, k <= 30.

        Raises:
            InvalidInputError: k is no whole number in 1..30.
        """
        if isinstance(k, bool) or not isinstance(k, int | np.integer) or not 1 <= k <= MOST_MOMENTS:
            raise InvalidInputError(f"moments are given for k = 1..{MOST_MOMENTS}, got {k!r}")
        return series_moments(self.net, int(k))

    def expect(self, f: Callable[[NDArray], NDArray]) -> float:
        """Integral of f against the law, f real and smooth on the support."""
        total = sum(
            mass * float(np.asarray(f(np.array([a])), dtype=float)[0]) for a, mass in self.atoms
        )
        if self.pieces.left.size:
            u, weight = rule(self.pieces)
            total += float(weight @ np.asarray(f(np.exp(u)), dtype=float))
            low, mass, _ = self.tail
            if mass > 0:
                total += mass * float(np.asarray(f(np.exp(np.array([low]))), dtype=float)[0])
        return float(total)

    def stieltjes(self, z: ArrayLike) -> NDArray:
        r""":math:`G(z) = \int \nu(dt)/(z-t)` for complex z off the real axis, any shape.

        Raises:
            InvalidInputError: some z is real.
            NotConvergedError: the continuation to some z failed.
        """
        z = np.asarray(z, dtype=complex)
        flat = z.ravel()
        if np.any(flat.imag == 0):
            raise InvalidInputError("stieltjes needs z off the real axis; see density and cdf")
        if not self.support:
            total = sum(mass / (flat - a) for a, mass in self.atoms)
            return np.asarray(total).reshape(z.shape)[()]
        upper = np.where(flat.imag > 0, flat, np.conj(flat))
        angle = np.arctan2(upper.imag, upper.real)
        with np.errstate(all="ignore"):  # as in :func:`law`
            y, _ = solve(self._product, np.log(np.abs(upper)), angle, self.label)
        g = (1 + y - self._product.mu) / upper
        return np.where(flat.imag > 0, g, np.conj(g)).reshape(z.shape)[()]

    def arrays(self) -> dict[str, NDArray]:
        """Everything :func:`restore` needs to rebuild this law without solving again."""
        out = {f"pieces_{f.name}": getattr(self.pieces, f.name) for f in fields(Pieces)}
        out["atoms"] = np.array(self.atoms, dtype=float).reshape(-1, 2)
        out["support"] = np.array(self.support, dtype=float).reshape(-1, 2)
        out["tail"] = np.array(self.tail, dtype=float)
        names = [f.name for f in fields(Certificate)]
        out["certificate"] = np.array([getattr(self.certificate, n) for n in names], dtype=float)
        return out


def restore(net: Network, arrays: dict[str, NDArray]) -> Law:
    """The law whose :meth:`Law.arrays` these are.

    Raises:
        InvalidInputError: an array is missing.
    """
    try:
        pieces = Pieces(**{f.name: np.asarray(arrays[f"pieces_{f.name}"]) for f in fields(Pieces)})
        return Law(
            net,
            tuple((float(a), float(p)) for a, p in arrays["atoms"]),
            tuple((float(a), float(b)) for a, b in arrays["support"]),
            pieces,
            tuple(float(v) for v in arrays["tail"]),
            Certificate(*(float(v) for v in arrays["certificate"])),
        )
    except KeyError as error:
        raise InvalidInputError(f"{net.label}: the stored law lacks the array {error}") from None


@np.errstate(all="ignore")  # discarded trial points overflow; the certificate judges the rest
def law(net: Network) -> Law:
    r"""The limit law of :math:`JJ^\top` for a network, solved and certified.

    Raises:
        InvalidInputError: the weights are complex, or the slope of phi is unbounded.
        NotConvergedError: some step or some check of the certificate did not meet its tolerance.
    """
    if net.field == "complex":
        raise InvalidInputError(
            f"{net.label}: the law of phi' at real pre-activations is not that of complex weights; "
            f"freewidth.genus.moments(net, k) gives the moments of the limit"
        )
    unbounded = {a for a in net.activations if isinstance(a, str)} - set(ACTIVATIONS)
    if unbounded:
        raise InvalidInputError(
            f"{net.label}: the slope of {min(unbounded)} is unbounded, and with it the support; "
            f"freewidth.scaling.resolvent(net, z) gives G off the axis"
        )
    found = atoms(net)
    prepared = prepare(net)
    if prepared is None:
        return Law(net, found, (), _empty(), (0.0, 0.0, 1.0), certify.trivial())
    product, lowest = prepared
    parts, lowest, scan = bulks(product, net.label, lowest)
    traced = [trace(product, bulk, lowest, scan, net.label) for bulk in parts]
    support = _intervals(parts)
    flat = [piece for pieces in traced for piece in pieces]
    pieces, tail = _assemble(flat, parts)
    if tail[1] > DEEP:
        pieces, tail = _anchor(product, flat[0], pieces, tail, found)
    result = Law(net, found, support, pieces, tail, certify.trivial())
    return replace(result, certificate=certify.certify(result, product, flat))


def _intervals(parts):
    """(left, right) in x, intervals that touch joined."""
    joined = []
    for bulk in parts:
        left = 0.0 if bulk.left is None else float(np.exp(bulk.left.u))
        right = float(np.exp(bulk.right.u))
        if joined and joined[-1][1] == left:
            left = joined.pop()[0]
        joined.append((left, right))
    return tuple(joined)


def prepare(net: Network) -> tuple[Product, float] | None:
    """The factored form, its quadratures fine enough near 0, and the lowest log x looked at.

    None if M = 0.
    """
    laws = zip(net.activations, net.preactivations, strict=True)
    if any(masses(name, y)[0] == 0 for name, y in laws):
        return None
    floor = 1e-12
    while True:
        product = build(net, floor)
        lowest, least = lowest_level(product)
        if least > 30 * floor or floor < 1e-270:
            return (build(net, floor, 1e-12) if product.bare else product), lowest
        floor = max(floor**2.5, 1e-280)


def _empty():
    none = np.zeros(0)
    return Pieces(none, none, none.astype(int), np.zeros((0, 20)), np.zeros((0, 21)), none, none)


def _assemble(flat, parts):
    """Pieces with cumulative masses, and the tail below the first one."""
    if not flat:
        return _empty(), (0.0, 0.0, 1.0)
    left, right = np.array([p.left for p in flat]), np.array([p.right for p in flat])
    kind, density = np.array([p.kind for p in flat]), np.stack([p.density for p in flat])
    integral, mass = integrate(density, kind, right - left)
    tail = (0.0, 0.0, 1.0)
    if parts[0].left is None:
        tail = _tail(left[0], right[0], density[0])
    below = tail[1] + np.concatenate([[0.0], np.cumsum(mass)[:-1]])
    return Pieces(left, right, kind, density, integral, below, mass), tail


def _anchor(product, first, pieces, tail, found):
    """Mass below the first piece from the closed form of F, where it is far from a pure power."""
    u, y, w = (part[SIZE // 2 :][:1] for part in (places(first)[0], first.y, first.w))
    exact = 1 - product.potential(y, w, u + 0j).imag[0] / np.pi
    exact -= sum(mass for position, mass in found if position == 0)
    mass = exact - (pieces.cumulative(u)[0] - tail[1])
    shifted = replace(pieces, below=pieces.below + (mass - tail[1]))
    return shifted, (tail[0], float(mass), float(tail[1] * tail[2] / mass))


def _tail(left, right, density):
    """Power law through the first piece's value and slope at its left end."""
    signs = (-1.0) ** np.arange(density.size)
    value = float(density @ signs)
    slope = float((density * np.arange(density.size) ** 2) @ -signs) * 2 / (right - left)
    if value <= 0 or slope <= 0:
        return (float(left), 0.0, 1.0)
    exponent = slope / value
    return (float(left), value / exponent, exponent)
