"""A solved law as a distribution: density, distribution function, quantiles, integrals."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from html import escape
from importlib import import_module
from io import BytesIO
from math import fsum
from typing import Annotated, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from freewidth.arguments import REAL, WITHIN, Points, Reals, checked, values_of
from freewidth.errors import InvalidInputError, NotConvergedError
from freewidth.freeprob.certify import ORDERS, Certificate
from freewidth.freeprob.piecewise import PiecewiseChebyshev, rule
from freewidth.freeprob.threads import single_threaded

MOST_MOMENTS = 30
SHOWN = 4  # atoms and intervals that one line has room for


@checked
@dataclass(frozen=True, eq=False)
class Distribution(ABC):
    """A law on [0, inf), continuous part plus atoms, and what it proves about itself.

    Functions take arrays of any shape and return that shape.

    Attributes:
        of: what it is the law of; it has a ``label``.
        atoms: pairs (position, mass), increasing.
        support: intervals (left, right) of the continuous part, increasing.
        pieces: the density in u = log x.
        tail: (u, mass, exponent): below exp(u) the mass falls like x^exponent (hard edge at 0).
        certificate: measured defects of this law.
    """

    of: Any
    atoms: tuple[tuple[float, float], ...]
    support: tuple[tuple[float, float], ...]
    pieces: PiecewiseChebyshev
    tail: tuple[float, float, float]
    certificate: Certificate

    @property
    @abstractmethod
    def origin(self) -> float | None:
        r"""Exponent e of :math:`\rho(x) \approx x^e` as x -> 0+, None if x keeps away from 0."""

    @abstractmethod
    def moments(self, k: int) -> NDArray:
        """m_1, ..., m_k by power series, shape (k,).

        Raises:
            InvalidInputError: k is no whole number in 1..30.
        """

    @abstractmethod
    def _above(self, z: NDArray) -> tuple[NDArray, NDArray]:
        """G at z above the axis, shape (N,), and where it was found."""

    @checked
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
        upper = np.where(flat.imag > 0, flat, np.conj(flat))
        g, good = self._above(upper)
        if not good.all():
            raise NotConvergedError(f"{self.label}: no solution at z={flat[~good][0]:.6g}")
        return np.where(flat.imag > 0, g, np.conj(g)).reshape(z.shape)[()]

    @property
    def label(self) -> str:
        """One line for messages and captions."""
        return self.of.label

    def __repr__(self) -> str:
        said = "; ".join(f"{name} {text}" for name, text in self._described.items())
        return f"{type(self).__name__}({self.label}; {said})"

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

    @checked
    def density(self, x: Points) -> NDArray:
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

    @checked
    def singular_density(self, s: Annotated[ArrayLike, REAL, WITHIN]) -> NDArray:
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

    @checked
    def cdf(self, x: Points) -> NDArray:
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

    @checked
    def quantile(self, p: Reals) -> NDArray:
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

    @checked
    def expect(self, f: Callable[[NDArray], NDArray]) -> float:
        """Integral of f against the law, f real and smooth on the support."""
        total = fsum(mass * float(values_of(f, np.array([a]))[0]) for a, mass in self.atoms)
        if self.pieces.left.size:
            u, weight = rule(self.pieces)
            total += float(weight @ values_of(f, np.exp(u)))
            low, mass, _ = self.tail
            if mass > 0:
                total += mass * float(values_of(f, np.exp(np.array([low])))[0])
        return float(total)

    def arrays(self) -> dict[str, NDArray]:
        """Everything :func:`restore` needs to rebuild this law without solving again."""
        out = {f"pieces_{f.name}": getattr(self.pieces, f.name) for f in fields(PiecewiseChebyshev)}
        out["atoms"] = np.array(self.atoms, dtype=float).reshape(-1, 2)
        out["support"] = np.array(self.support, dtype=float).reshape(-1, 2)
        out["tail"] = np.array(self.tail, dtype=float)
        names = [f.name for f in fields(Certificate)]
        out["certificate"] = np.array([getattr(self.certificate, n) for n in names], dtype=float)
        return out


def stored(arrays: Mapping[str, NDArray], label: str) -> tuple[Any, ...]:
    """What :meth:`Distribution.arrays` holds: atoms, support, pieces, tail, certificate.

    Raises:
        InvalidInputError: an array is missing.
    """
    try:
        low, mass, exponent = (float(v) for v in arrays["tail"])
        pieces = PiecewiseChebyshev(
            **{f.name: np.asarray(arrays[f"pieces_{f.name}"]) for f in fields(PiecewiseChebyshev)}
        )
        return (
            tuple((float(a), float(p)) for a, p in arrays["atoms"]),
            tuple((float(a), float(b)) for a, b in arrays["support"]),
            pieces,
            (low, mass, exponent),
            Certificate(*(float(v) for v in arrays["certificate"])),
        )
    except KeyError as error:
        raise InvalidInputError(f"{label}: the stored law lacks the array {error}") from None


def checked_order(k: object) -> int:
    """An order for which moments are given.

    Raises:
        InvalidInputError: k is no whole number in 1..30.
    """
    whole = isinstance(k, int | np.integer) and not isinstance(k, bool)
    if not whole or not 1 <= int(k) <= MOST_MOMENTS:  # type: ignore[call-overload]
        raise InvalidInputError(f"moments are given for k = 1..{MOST_MOMENTS}, got {k!r}")
    return int(k)  # type: ignore[call-overload]


def _several(parts):
    """As many as there is room for."""
    rest = f", and {len(parts) - SHOWN} more" if len(parts) > SHOWN else ""
    return ", ".join(parts[:SHOWN]) + rest
