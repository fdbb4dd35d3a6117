r"""Gauss-Legendre panels that measure their own error, and are halved where it shows.

With the terms :math:`t_i = w_i f(h_i)` of a panel,

.. math:: c_n = (n+\tfrac12)\sum_i P_n(x_i)\,t_i

are the Legendre coefficients of f on it. Where f is analytic about the panel they fall
geometrically, and the rule of 20 points errs by about :math:`2c_{40}`. From the largest of
:math:`c_8..c_{11}` and of :math:`c_{16}..c_{19}`, a and b, the estimate is :math:`2b\,(b/a)^2`,
about :math:`2 c_{32}`: too large for analytic f, and next to b, as it should be, where f has a kink
or a jump.

No rule sees what lies between its points: activations are looked at more closely, once, when they
are made.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from freewidth.errors import InvalidInputError, NotConvergedError


class BeyondError(NotConvergedError):
    """Too much of an integral lies beyond the panels."""


Function = Callable[[NDArray], NDArray]

ORDER = 20  # per panel; a pole at distance pi/2 (tanh) then errs by 3.4**(-2 * 20) = 2e-21
TOLERANCE = 1e-12  # of the integral of |f|: what is left may err by that much
SHARE = 0.25  # of it, for all panels that are not halved
ROUNDING = 1e-14  # of a panel's own integral of |f|: its coefficients are no better than that
HALVINGS = 60  # of one panel: 1e-18 of its width, less than numbers tell apart
TINY = 1e-60  # integrals below it are not looked at as quickly: squares would underflow
MOST = 100_000  # panels that one integral may be cut into: two million points, some 0.1 s


@lru_cache(maxsize=1)
def panel() -> tuple[NDArray, NDArray]:
    """Gauss-Legendre points and weights on [-1, 1], shape (ORDER,)."""
    return np.polynomial.legendre.leggauss(ORDER)


@lru_cache(maxsize=1)
def _coefficients() -> NDArray:
    """From terms to the coefficients of degree 8..11 and 16..19, shape (8, ORDER)."""
    degree = np.array([8, 9, 10, 11, 16, 17, 18, 19])
    values = np.polynomial.legendre.legvander(panel()[0], ORDER - 1)
    return np.ascontiguousarray((values[:, degree] * (degree + 0.5)).T)


def points(left: NDArray, right: NDArray) -> tuple[NDArray, NDArray]:
    """Points and weights on the panels between ``left`` and ``right``, shape (n, ORDER)."""
    x, w = panel()
    half = (right - left)[:, None] / 2
    return (right + left)[:, None] / 2 + half * x, half * w


def sizes(terms: NDArray) -> tuple[NDArray, NDArray]:
    """a and b of every panel, shape (n,), from its terms, shape (n, ORDER)."""
    c = np.abs(_coefficients() @ terms.T)
    return np.maximum.reduce(c[:4]), np.maximum.reduce(c[4:])


def errors(terms: NDArray) -> NDArray:
    """Estimated error of every panel, shape (n,), from its terms, shape (n, ORDER)."""
    a, b = sizes(terms)
    ratio = np.divide(b, a, out=np.ones_like(b), where=a > b)
    return 2 * b * ratio**2


def ends(terms: NDArray) -> float:
    """What lies beyond the first and the last panel, about: their outermost terms, 100 times."""
    return 100.0 * max(abs(float(terms[0, 0])), abs(float(terms[-1, -1])))


def clear(terms: NDArray, value: float) -> bool:
    """Whether at a glance all errors are small against the integral: the most usual case."""
    a, b = sizes(terms)
    allowed = SHARE * TOLERANCE * abs(value) / len(terms)
    if abs(value) < TINY or ends(terms) > TOLERANCE * abs(value):
        return False
    return bool((2 * b * b * b <= allowed * a * a).all())


def finite(values: NDArray, h: NDArray, where: str) -> NDArray:
    """The values as floats.

    Raises:
        InvalidInputError: one of them is not finite.
    """
    values = np.asarray(values, dtype=float)
    if not np.isfinite(values).all():
        at = h.ravel()[~np.isfinite(values.ravel())][0]
        raise InvalidInputError(f"the integrand is not finite at h={at:.4g} ({where})")
    return values


@dataclass(frozen=True)
class Panels:
    """Panels of one integral: ends, terms, and by panel the integral of |f| and the error."""

    left: NDArray
    right: NDArray
    terms: NDArray
    sizes: NDArray
    errors: NDArray

    @classmethod
    def of(cls, left: NDArray, right: NDArray, terms: NDArray) -> "Panels":
        """Measured by their terms."""
        return cls(left, right, terms, np.abs(terms).sum(axis=1), errors(terms))

    def where(self, some: NDArray) -> "Panels":
        """Those of them, shape (n,)."""
        fields = self.left, self.right, self.terms, self.sizes, self.errors
        return Panels(*(values[some] for values in fields))

    @property
    def sums(self) -> NDArray:
        """Integral, integral of |f|, and error, of all together."""
        return np.array([self.terms.sum(), self.sizes.sum(), self.errors.sum()])

    def halves(self) -> tuple[NDArray, NDArray]:
        """Ends of all halves."""
        middle = (self.left + self.right) / 2
        return np.concatenate([self.left, middle]), np.concatenate([middle, self.right])


def total(
    terms: NDArray,
    edges: NDArray,
    f: Function,
    density: Function,
    where: str,
    unit: float = 1.0,
    floor: float = 0.0,
) -> float:
    r""":math:`\int f(h)\,\rho(h)\,dh` from its terms on panels, which are halved where they err.

    Args:
        terms: :math:`w_i f(h_i)\rho(h_i)` on every panel, shape (n, ORDER).
        edges: of the panels, shape (n + 1,), in the variable of ``density``.
        f: the integrand, a function of h.
        density: of the variable of the edges.
        where: what a message calls the law of h.
        unit: h over the variable of the edges.
        floor: a size that counts as the integral of \|f\| where that is less.

    Raises:
        NotConvergedError: the estimated error, or what is beyond the last panels (BeyondError),
            stays above ``TOLERANCE`` of the integral of \|f\|; the message says where, and by how
            much.
        InvalidInputError: f is not finite somewhere.
    """
    value = float(terms.sum())
    if clear(terms, value):
        return value
    beyond = ends(terms)
    now, done, count = Panels.of(edges[:-1], edges[1:], terms), np.zeros(3), len(terms)
    for _ in range(HALVINGS):
        allowed = SHARE * TOLERANCE * max(done[1] + now.sizes.sum(), floor) / count
        bad = now.errors > np.maximum(allowed, ROUNDING * now.sizes)
        if not bad.any() or count > MOST:
            break
        done += now.where(~bad).sums
        left, right = now.where(bad).halves()
        h, w = points(left, right)
        values = finite(f(unit * h), unit * h, where)
        now = Panels.of(left, right, w * density(h) * values)
        count += len(left) // 2
    value, size, error = (done + now.sums).tolist()
    size = max(size, floor)
    if beyond > TOLERANCE * size:
        raise BeyondError(
            f"the integrand still matters at h={unit * edges[-1]:.4g} ({where}): about "
            f"{beyond / size:.1e} of the integral is beyond; it grows too fast"
        )
    if error > TOLERANCE * size:
        raise NotConvergedError(_unresolved(now, unit, error / size, where))
    return value


def _unresolved(now: Panels, unit: float, share: float, where: str) -> str:
    worst = int(np.argmax(now.errors))
    left, right = unit * now.left[worst], unit * now.right[worst]
    return (
        f"the integrand is not resolved near h={(left + right) / 2:.6g} ({where}): panels of width "
        f"{right - left:.1e} there still leave {share:.1e} of the integral, more than "
        f"{TOLERANCE:.0e}; is it noise, or does it vary faster than numbers tell?"
    )
