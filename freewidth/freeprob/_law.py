"""The limit law as a distribution: density, distribution function, quantiles, moments."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cached_property
from html import escape
from importlib import import_module
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from freewidth.errors import InvalidInputError
from freewidth.freeprob.certify import ORDERS, Certificate
from freewidth.freeprob.continuation import solve
from freewidth.freeprob.edge import Side
from freewidth.freeprob.factors import FreeProduct
from freewidth.freeprob.moments import series_moments
from freewidth.freeprob.piecewise import PiecewiseChebyshev, rule
from freewidth.freeprob.prepare import prepare
from freewidth.freeprob.product import Product
from freewidth.freeprob.threads import single_threaded
from freewidth.freeprob.transforms import origin, s_transform

MOST_MOMENTS = 30
SHOWN = 4  # atoms and intervals that one line has room for


@dataclass(frozen=True, eq=False)
class Law:
    r"""The limit of the spectral distribution of :math:`JJ^\top`, continuous part plus atoms.

    Functions take arrays of any shape and return that shape.

    Attributes:
        of: the free product whose law it is.
        atoms: pairs (position, mass), increasing.
        support: intervals (left, right) of the continuous part, increasing.
        certificate: measured defects of this law; :func:`law` raises where one is too large.
        pieces: the density in u = log x.
        tail: (u, mass, exponent): below exp(u) the mass falls like x^exponent (hard edge at 0).
    """

    of: FreeProduct
    atoms: tuple[tuple[float, float], ...]
    support: tuple[tuple[float, float], ...]
    pieces: PiecewiseChebyshev
    tail: tuple[float, float, float]
    certificate: Certificate

    @property
    def net(self) -> Any:
        """What it was asked for: a network, or the free product itself."""
        return self.of if self.of.origin is None else self.of.origin

    @property
    def label(self) -> str:
        """One line for messages and captions."""
        return self.of.label

    def __repr__(self) -> str:
        said = "; ".join(f"{name} {text}" for name, text in self._described.items())
        return f"Law({self.label}; {said})"

    @property
    def _described(self) -> dict[str, str]:
        """What fits a line each."""
        support = [f"[{a:.6g}, {b:.6g}]" for a, b in self.support]
        atoms = [f"{mass:.6g} at {a:.6g}" for a, mass in self.atoms]
        return {
            "continuous on": _several(support) or "nothing",
            "atoms": _several(atoms) or "none",
            "certified to": f"{self.certificate.worst:.1e}",
        }

    def _repr_html_(self) -> str:
        moments = ", ".join(f"{m:.6g}" for m in self.moments(ORDERS))
        rows = {**self._described, "moments": moments}
        cells = "".join(f"<tr><th>{name}</th><td>{said}</td></tr>" for name, said in rows.items())
        return f"<table><caption>{escape(self.label)}</caption>{cells}</table>"

    def _repr_png_(self) -> bytes:
        """The law as notebooks show it. Found by name: nothing numerical depends on a drawing."""
        plotting = import_module("freewidth.plotting")
        drawn = BytesIO()
        plotting.law(self).savefig(drawn, format="png")
        return drawn.getvalue()

    @cached_property
    def _product(self) -> Product:
        prepared = prepare(self.of)
        if prepared is None:
            raise InvalidInputError(f"{self.label}: M = 0 has no equation")
        return prepared[0]

    def density(self, x: ArrayLike) -> NDArray:
        r"""Density of the continuous part, :math:`-\Im G(x+i0)/\pi`; 0 off the support.

        At x = 0 with a hard edge it is infinite.
        """
        x = np.asarray(x, dtype=float)
        flat = x.ravel()
        out = np.zeros(flat.shape)
        positive = flat > 0
        with np.errstate(over="ignore", invalid="ignore"):
            out[positive] = self._per_log(np.log(flat[positive])) / flat[positive]
        out[(flat == 0) & (self.tail[1] > 0)] = np.inf
        out[np.isnan(flat)] = np.nan
        return out.reshape(x.shape)[()]

    def _per_log(self, u):
        """Mass of the continuous part per unit of u = log x."""
        low, mass, exponent = self.tail
        f = self.pieces.per_log(u)
        below = (u < low) & (mass > 0)
        with np.errstate(over="ignore"):
            return np.where(below, mass * exponent * np.exp(exponent * (u - low)), f)

    def singular_density(self, s: ArrayLike) -> NDArray:
        r"""Density of the singular values of J, :math:`2 s\,\rho(s^2)`; 0 for s < 0.

        Normalised by n_L like the law itself, continuous part only. At s = 0 it is the limit, which
        may be infinite.
        """
        s = np.asarray(s, dtype=float)
        flat = s.ravel()
        out = np.zeros(flat.shape)
        positive = flat > 0
        with np.errstate(over="ignore", divide="ignore"):
            out[positive] = 2 * self._per_log(2 * np.log(flat[positive])) / flat[positive]
        low, mass, exponent = self.tail
        if self.origin is not None and mass > 0:  # F = mass exp(exponent (u - low)), u = 2 log s
            half = abs(self.origin + 0.5) < 1e-9
            rest = 2 * mass * exponent * np.exp(-exponent * low) if half else 0.0
            out[flat == 0] = rest if self.origin > -0.5 or half else np.inf
        out[np.isnan(flat)] = np.nan
        return out.reshape(s.shape)[()]

    @cached_property
    def origin(self) -> float | None:
        r"""Exponent e of :math:`\rho(x) \approx x^e` as x -> 0+, up to logarithms.

        None if the continuous part keeps away from 0. For square i.i.d. layers with phi' != 0 it is
        -L/(L+1); see :func:`freewidth.freeprob.transforms.origin`.
        """
        if not self.support or self.pieces.edges(Side.LEFT)[0]:  # an edge, even if it rounds to 0
            return None
        return origin(self._product)

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
        if not _is_order(k):
            raise InvalidInputError(f"moments are given for k = 1..{MOST_MOMENTS}, got {k!r}")
        return series_moments(self.of, int(k))

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

    @single_threaded
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
        y, _ = solve(self._product, np.log(np.abs(upper)), angle, self.label)
        g = (1 + y - self._product.mu) / upper
        return np.where(flat.imag > 0, g, np.conj(g)).reshape(z.shape)[()]

    @single_threaded
    def s_transform(self, m: ArrayLike) -> NDArray:
        r""":math:`S(m) = \chi(m)(1+m)/m`, real m > -mu, mu one less the atom at 0; any shape.

        Free multiplicative convolution multiplies S-transforms. S(0) = 1/m_1; S(m) for m < 0 is
        that of z < 0, for m > 0 the continuation to the right of the spectrum and beyond.

        Raises:
            InvalidInputError: M = 0, some m <= -mu, or m beyond where every K has a real w.
        """
        m = np.asarray(m, dtype=float)
        if self.of.vanishes:
            raise InvalidInputError(f"{self.label}: M = 0 has no S-transform")
        return s_transform(self.of, self._product, m.ravel()).reshape(m.shape)[()]

    def arrays(self) -> dict[str, NDArray]:
        """Everything :func:`restore` needs to rebuild this law without solving again."""
        out = {f"pieces_{f.name}": getattr(self.pieces, f.name) for f in fields(PiecewiseChebyshev)}
        out["atoms"] = np.array(self.atoms, dtype=float).reshape(-1, 2)
        out["support"] = np.array(self.support, dtype=float).reshape(-1, 2)
        out["tail"] = np.array(self.tail, dtype=float)
        names = [f.name for f in fields(Certificate)]
        out["certificate"] = np.array([getattr(self.certificate, n) for n in names], dtype=float)
        return out


def restore(of: FreeProduct, arrays: dict[str, NDArray]) -> Law:
    """The law whose :meth:`Law.arrays` these are.

    Raises:
        InvalidInputError: an array is missing.
    """
    try:
        low, mass, exponent = (float(v) for v in arrays["tail"])
        pieces = PiecewiseChebyshev(
            **{f.name: np.asarray(arrays[f"pieces_{f.name}"]) for f in fields(PiecewiseChebyshev)}
        )
        return Law(
            of,
            tuple((float(a), float(p)) for a, p in arrays["atoms"]),
            tuple((float(a), float(b)) for a, b in arrays["support"]),
            pieces,
            (low, mass, exponent),
            Certificate(*(float(v) for v in arrays["certificate"])),
        )
    except KeyError as error:
        raise InvalidInputError(f"{of.label}: the stored law lacks the array {error}") from None


def _is_order(k: object) -> bool:
    """Whether moments of order k are given."""
    if isinstance(k, bool) or not isinstance(k, int | np.integer):
        return False
    return 1 <= int(k) <= MOST_MOMENTS


def _several(parts):
    """As many as there is room for."""
    rest = f", and {len(parts) - SHOWN} more" if len(parts) > SHOWN else ""
    return ", ".join(parts[:SHOWN]) + rest
