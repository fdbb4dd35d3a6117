r"""Whether df is the derivative of f, and how fine panels must be to see all of both.

Panels of one unit on :math:`|h|\le16`, halved until the polynomial through the 20 points of each
meets f and df at the points of a fine grid in between; of the resolved ones

.. math:: f(b) - f(a) = \int_a^b f'(h)\,dh

is asked, along the real axis and off it. No panel sees a kink at its own end, so that all is looked
at twice, on panels with other ends. Farther out, single panels are looked at.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from freewidth import quadrature
from freewidth.errors import InvalidInputError

if TYPE_CHECKING:
    from freewidth.activations._base import Activation

SPAN = 16.0  # |h| up to which all is looked at
SHIFT = 0.5**0.5 - 0.5  # of a second sweep: what no panel sees at its ends is inside one there
GRID = 512  # points per panel at which its polynomial is compared
AWAY = (24.0, 64.0, 300.0, 1e3, 1e4)  # |h| of the panels beyond
CLOSE, ROUNDING = 1e-10, 1e-13  # of |f| on the panel, and anywhere: what polynomials may miss
TINY = 1e-290  # values below it are 0
SMALLEST = 1e-11  # width of a panel: narrower ones are kinks or jumps
MOST = 4000  # panels at a time: more are noise
WRONG = 1e-9  # of the panel's width and |df|: f and df that differ by more disagree
EPS = 64 * np.finfo(float).eps  # rounding of f, and of h times df


def cuts(phi: Activation) -> tuple[float, ...]:
    """The kinks of phi, and ends of panels that have to be finer than one unit; increasing.

    Raises:
        InvalidInputError: f or df has a kink, a jump or noise off the declared kinks, df is not
            the derivative of f, or they do not continue to complex arguments as one function.
    """
    found = list(phi.kinks)
    with np.errstate(under="ignore", over="ignore", invalid="ignore"):
        for piece, slope in zip(phi.pieces, phi.slopes, strict=True):
            for shift in (0.0, SHIFT):
                left, right, halved = _resolved(phi, *_panels(*piece, shift))
                found += [*left[halved].tolist(), *right[halved].tolist()]
                _integrates(phi, left, right)
                if slope is None:
                    _continues(phi, (left + right) / 2, (right - left) / 2)
        if phi.entire:
            _path(phi, 1j * np.arange(4.0), 1j * np.arange(1.0, 5.0))
    return tuple(sorted(set(found)))


def _panels(low, high, shift):
    """Ends of panels on the piece (low, high): all near 0, some far out, one if it is far out.

    Those in between lie at integers plus ``shift``.
    """
    start, stop = max(low, -SPAN), min(high, SPAN)
    if start >= stop:
        near = [low, min(low + 1.0, high)] if np.isfinite(low) else [high - 1.0, high]
    else:
        near = np.unique([start, *np.arange(np.ceil(start - shift) + shift, stop), stop])
    far = [s for away in AWAY for s in (away, -away - 1.0) if low <= s and s + 1.0 <= high]
    return np.array([*near[:-1], *far]), np.array([*near[1:], *(s + 1.0 for s in far)])


def _resolved(phi, left, right):
    """Panels on which polynomials through 20 points are f and df, and which of them are halves."""
    halved, done = np.zeros(left.size, dtype=bool), []
    anywhere = {"f": TINY, "df": TINY}
    while left.size:
        bad = np.zeros(left.size, dtype=bool)
        for name, function in (("f", phi.f), ("df", phi.df)):
            miss, largest = _misses(function, left, right)
            anywhere[name] = max(anywhere[name], _typical(largest, left))
            bad |= miss > CLOSE * largest + ROUNDING * anywhere[name]
        _refuse_narrow(phi, left[bad], right[bad])
        done.append((left[~bad], right[~bad], halved[~bad]))
        middle = (left[bad] + right[bad]) / 2
        left, right = np.append(left[bad], middle), np.append(middle, right[bad])
        halved = np.ones(left.size, dtype=bool)
    return tuple(np.concatenate(parts) for parts in zip(*done, strict=True))


def _refuse_narrow(phi, left, right):
    narrow = right - left < SMALLEST * np.maximum(1.0, np.abs(left))
    if narrow.any() or left.size > MOST:
        at = left[narrow][0] if narrow.any() else left[0]
        raise InvalidInputError(
            f"{phi.label}: f or df is not smooth near h={at:.8g}, down to panels of "
            f"{np.min(right - left):.0e}; declare its kinks, or rid it of noise"
        )


def _misses(function, left, right):
    """Largest distance of every panel's polynomial from the function, and largest |function|."""
    h, _ = quadrature.points(left, right)
    grid = (right + left)[:, None] / 2 + (right - left)[:, None] / 2 * _grid()[0]
    values, there = function(h), function(grid)
    return np.abs(values @ _grid()[1] - there).max(axis=1), np.abs(there).max(axis=1)


@lru_cache(maxsize=1)
def _grid() -> tuple[NDArray, NDArray]:
    """GRID points in (-1, 1), and the values there of the polynomial by those at Gauss points."""
    x, w = quadrature.panel()
    t = (np.arange(GRID) + 0.5) * 2 / GRID - 1
    degree = np.arange(quadrature.ORDER)
    at, to = (np.polynomial.legendre.legvander(points, degree[-1]) for points in (x, t))
    return t, (w[:, None] * at * (degree + 0.5)) @ to.T


def _integrates(phi, left, right):
    """That f grows by the integral of df over every panel; jumps at kinks are none of theirs."""
    h, w = quadrature.points(left, right)
    ends = np.nextafter(left, right), np.nextafter(right, left)
    _agree(phi, *ends, w * phi.df(h), np.abs(phi.df(h)).max(axis=1))


def _continues(phi, middle, half):
    """That f and df continue to half of every panel's half-width off the axis, and are real on it.

    Where a polynomial of degree 19 is the function to 1e-10, it has no singularity there.
    """
    try:
        _mirror(phi, middle + 0j)
        _path(phi, middle + 0j, middle + 0.5j * half)
        _path(phi, middle + half * (0.5j - 0.5), middle + half * (0.5j + 0.5))
    except TypeError as error:
        raise InvalidInputError(
            f"{phi.label}: f and df take complex arguments where a piece is curved ({error}); "
            f"write them as analytic functions"
        ) from None


def _path(phi, a, b):
    """That f grows by the integral of df from a to b, complex, and both mirror at the axis."""
    x, w = quadrature.panel()
    h = (a + b)[:, None] / 2 + (b - a)[:, None] / 2 * x
    df = phi.df(h)
    _agree(phi, a, b, (b - a)[:, None] / 2 * w * df, np.abs(df).max(axis=1))
    _mirror(phi, np.concatenate([a, b, h.ravel()]))


def _agree(phi, a, b, terms, slope):
    """Compare the growth of f from a to b with the integral of df, the sum of its terms."""
    below, above, integral = phi.f(a), phi.f(b), terms.sum(axis=1)
    off = np.abs(above - below - integral)
    rounding = np.abs(below) + np.abs(above) + np.abs(b) * slope + _typical(below, a)
    bad = _beyond(off, WRONG * np.abs(b - a) * slope + EPS * rounding, b)
    if bad.any():
        i = _first(bad, b)
        raise InvalidInputError(
            f"{phi.label}: f grows by {above[i] - below[i]:.10g} from h={_plain(a[i])} to "
            f"{_plain(b[i])}, but the integral of df there is {integral[i]:.10g}; df must be the "
            f"derivative of f, complex arguments included"
        )


def _mirror(phi, h):
    """That f and df are conjugate at conjugate points, and on the axis what they are without i."""
    for name, function in (("f", phi.f), ("df", phi.df)):
        here = function(h)
        there = np.conj(function(np.conj(h))) if h.imag.any() else function(h.real) + 0j
        size = np.abs(here) + np.abs(h) * np.abs(phi.df(h)) + _typical(here, h)
        bad = _beyond(np.abs(here - there), EPS * size, h)
        if bad.any():
            i = _first(bad, h)
            raise InvalidInputError(
                f"{phi.label}: {name} is {here[i]:.10g} at h={_plain(h[i])}, but its mirror image "
                f"or value on the real axis is {there[i]:.10g}; f and df are real functions"
            )


def _typical(values, h):
    """Largest value up to SPAN: tails that are differences of such numbers are no better."""
    return np.nanmax(np.abs(values[np.abs(h.real) <= SPAN]), initial=0.0)


def _beyond(off, allowed, h):
    """Where too much is off; what is not a number counts up to SPAN."""
    return (off > allowed) | (~np.isfinite(off) & (np.abs(h.real) <= SPAN))


def _first(bad, h):
    """The one next to 0."""
    return int(np.argmin(np.where(bad, np.abs(h), np.inf)))


def _plain(h):
    """A point of the axis as a real number, ends next to 0 as 0."""
    h = np.round(h, 12) + 0.0
    return f"{h.real:.6g}" if h.imag == 0 else f"{h:.6g}"
