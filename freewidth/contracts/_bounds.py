r"""How far a mean may be from what it should be, at a level that holds for every law.

Means of heavy-tailed numbers are no Gaussians, so nothing here trusts a central limit theorem
unless it says so. For Y >= 0 with mean m and :math:`\mathbb E Y^2\le s`, Bernstein's inequality
bounds the mean of n draws from below by :math:`m-\sqrt{2Ls/n}`, and that of Y cut off at b from
above by

.. math:: m + \delta, \qquad \frac{n\delta^2}{2\,(s + b\delta/3)} = L = \log(2/\text{level}),

each but with probability ``LEVEL``/2. A mean that cannot be bounded so, because a higher moment
than the declared ones enters, is held to ``SIGMAS`` of its own standard errors.
"""

from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

LEVEL = 1e-6  # at which an honest entry fails one test
LOG = log(2 / LEVEL)
SIGMAS = 8.0  # where the standard error is estimated from draws that may lack the rarest values
SHARE = 0.1  # of the variance in Bernstein's denominator that the cut-off may add


def bernstein(n: int, square: float, cut: float) -> float:
    """delta with n delta^2 = 2 LOG (square + cut delta/3)."""
    linear = LOG * cut / 3
    return (linear + sqrt(linear**2 + 2 * n * LOG * square)) / n


def below(y: NDArray, mean: float, square: float) -> tuple[float, float]:
    """The mean of y >= 0, and the least it may be if E y = ``mean`` and E y^2 <= ``square``."""
    return float(np.mean(y)), mean - sqrt(2 * LOG * square / y.size)


def above(y: NDArray, mean: float, square: float) -> tuple[float, float]:
    """The mean of y >= 0 with its largest values cut off, and the most it may be, likewise."""
    delta = sqrt(2 * (1 + SHARE) * LOG * square / y.size)
    cut = 3 * SHARE * square / delta
    return float(np.mean(np.minimum(y, cut))), mean + delta


def centred(x: NDArray, square: float, fourth: float) -> tuple[float, float]:
    r"""The mean of x cut off on both sides, and how far from 0 it may be if E x = 0.

    ``square`` bounds E x^2 and ``fourth`` E x^4, which may be infinite: what the cut-off at b
    takes away is at most :math:`\mathbb E|x|1_{|x|>b}\le\min(s/b, f/b^3)`.
    """
    delta = sqrt(2 * (1 + SHARE) * LOG * square / x.size)
    cut = 3 * SHARE * square / delta
    return float(np.mean(np.clip(x, -cut, cut))), delta + min(square / cut, fourth / cut**3)


def cubed(x: NDArray, fourth: float) -> tuple[float, float]:
    r"""The mean of x^3 where :math:`|x|\le b`, and how far it may be from E x^3.

    b is where :math:`\mathbb E|x|^3 1_{|x|>b}\le f/b` and Bernstein's bound, with
    :math:`\mathbb E x^6 1_{|x|\le b}\le b^2 f`, add up to least.
    """
    cuts = np.geomspace(1.0, 1e3, 61)
    allowed = [fourth / b + bernstein(x.size, b**2 * fourth, b**3) for b in cuts]
    best = int(np.argmin(allowed))
    inside = np.where(np.abs(x) <= cuts[best], x, 0.0)
    return float(np.mean(inside * inside * inside)), allowed[best]


def most(y: NDArray, mean: float) -> tuple[float, float]:
    """The mean of y >= 0 cut off where it tells most, and the most it may be if E y = ``mean``.

    Nothing but the mean is known: E min(y, b)^2 <= b ``mean``. Several b are tried.
    """
    worst = (0.0, np.inf)
    for share in (0.05, 0.1, 0.2, 0.4, 0.8):
        cut = mean * y.size * share**2 / (2 * LOG)
        found = float(np.mean(np.minimum(y, cut))), mean + bernstein(y.size, cut * mean, cut)
        worst = max(worst, found, key=lambda pair: pair[0] / pair[1])
    return worst


def sigmas(y: NDArray, mean: float, square: float) -> float:
    """Distance of the mean of y from ``mean`` in standard errors, of at least ``square`` - mean^2.

    Draws that lack the rarest values have too small a variance; ``square`` is a bound from below
    of E y^2, by what is declared.
    """
    variance = max(float(np.var(y)), square - mean**2)
    return float(abs(np.mean(y) - mean) / max(sqrt(variance / y.size), ROUNDING * abs(mean)))


ROUNDING = 1e-12  # of means of numbers that are all the same
TOP = 400  # largest values that a tail is judged by


def tail(y: NDArray) -> tuple[float, float, float]:
    r"""Hill's estimate of 1/alpha, :math:`P(Y>y)\sim y^{-\alpha}`, with where it begins.

    Returns the estimate, the value above which the ``TOP`` largest lie, and their share.
    """
    largest = np.sort(np.partition(y, y.size - TOP - 1)[-TOP - 1 :])
    start = float(largest[0])
    if start <= 0:  # hardly anything but zeros
        return 0.0, 0.0, 0.0
    return float(np.mean(np.log(largest[1:] / start))), start, TOP / y.size


def extrapolated(y: NDArray, alpha: float) -> float:
    r"""The mean of y >= 0 if its tail goes on as :math:`y^{-\alpha}`, alpha > 1."""
    _, start, share = tail(y)
    return float(np.mean(np.where(y <= start, y, 0.0))) + share * start * alpha / (alpha - 1)
