r"""How fast a wide network forgets: decay of variances and correlations in the phase diagram.

At a fixed point :math:`q^*` a small error of the variance is multiplied in every layer by

.. math:: \chi_q = \sigma_w^2\,\frac{d}{dq}\mathbb E\,\phi(\sqrt q g)^2
    = \frac{\sigma_w^2}{q}\,\mathbb E\,h\,\phi(h)\,\phi'(h), \qquad h = \sqrt{q^*} g,

(Gaussian integration by parts: no second derivative), and the correlation c of two inputs of
variance :math:`q^*` by the map

.. math:: f(c) = (\sigma_w^2\,\mathbb E\,\phi(u)\phi(v) + \sigma_b^2)/q^*, \qquad
    f'(c) = \sigma_w^2\,\mathbb E\,\phi'(u)\phi'(v), \qquad f'(1) = \chi.

Depths are :math:`\xi = -1/\log|\text{slope}|` at the fixed points. At :math:`\chi = 1` that of
correlations is infinite, and 1 - c falls algebraically (:func:`correlation_decay`). Schoenholz,
Gilmer, Ganguli and Sohl-Dickstein (2017), arXiv:1611.01232, have these depths (recalled); Hayou,
Doucet and Rousseau (2019), arXiv:1902.06853, have the law of ReLU (recalled); that of other
activations is derived here in the same way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, fsum, inf, log, nan, pi, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from freewidth.activations import Activation, inside, known
from freewidth.arguments import AnyFloat, NonNegative, Vector, checked
from freewidth.errors import InvalidInputError, NotConvergedError
from freewidth.gaussian import expect
from freewidth.limits import bivariate
from freewidth.limits.critical import ROUNDING, critical, energy, slope_moment, spread

LEAST, MOST, POINTS = 1e-9, 1e4, 105  # variances at which the critical line is looked at: 8/decade
SAME = 1e-11  # relative: sums of ten quadratures that should cancel
ZERO = 1e-6  # relative, of a bias variance at a root of it
CRITICAL = 1e-9  # |chi - 1| below it is 0: a depth of 1e9 layers
NEAR = 1e-9  # of a correlation from 1, where that of chaotic networks is not sought
FLAT = 1e-12  # mean squared slopes below it: phi is flat about 0, sigma_w^2 would be beyond 1e12
TURN = 1e-20  # imaginary step: its square is nothing
START = 1e-300  # |h| beside 0 at which slopes to the left and right are taken


@checked
def variance_slope(activation: str | Activation, sigma_w2: float, q: float) -> float:
    r""":math:`\chi_q`, at q = 0 its limit: the fixed point attracts if it is below 1."""
    phi = known(activation)
    if q == 0:
        return sigma_w2 * start_slope(activation)
    return sigma_w2 * expect(lambda h: h * phi.f(h) * phi.df(h), q, phi.cuts) / q


@checked
def depth_of(slope: float) -> float:
    r""":math:`\xi = -1/\log|\text{slope}|` layers, 0 for slope 0; inf for slopes of 1 or more."""
    if abs(slope) >= 1 - CRITICAL:
        return inf
    return -1 / log(abs(slope)) if slope else 0.0


@checked
def start_slope(activation: str | Activation) -> float:
    r""":math:`\mathbb E\,\phi'(\sqrt q g)^2` as q -> 0: the mean of the squared slopes beside 0."""
    phi = known(activation)
    return float(np.mean(phi.df(np.array([-START, START])) ** 2))


@checked
def correlation_slope(
    activation: str | Activation, sigma_w2: float, q: float, c: float = 1.0
) -> float:
    r""":math:`\sigma_w^2\,\mathbb E\,\phi'(u)\phi'(v)` for correlation c; :math:`\chi` at c = 1."""
    phi = known(activation)
    return sigma_w2 * bivariate.expect(phi.df, phi.df, _pair(q, c), phi.cuts, phi.cuts)


@checked
def next_correlation(
    activation: str | Activation, sigma_w2: float, sigma_b2: float, q: float, c: float
) -> float:
    """f(c), for a fixed point q > 0."""
    phi = known(activation)
    return (
        sigma_w2 * bivariate.expect(phi.f, phi.f, _pair(q, c), phi.cuts, phi.cuts) + sigma_b2
    ) / q


def _pair(q, c):
    """Covariance of pre-activations of variance q and correlation c."""
    return [[q, q * c], [q * c, q]]


@checked
def correlation(activation: str | Activation, sigma_w2: float, sigma_b2: float, q: float) -> float:
    r"""The correlation to which all pairs of inputs tend: 1 for :math:`\chi\le1`, else less.

    f is convex on [0, 1] with f(0) >= 0 and f(1) = 1, so that there is at most one other.

    Raises:
        InvalidInputError: q is no fixed point.
    """
    if q == 0 or sigma_w2 * slope_moment(activation, q, 1) <= 1 + CRITICAL:
        return 1.0

    def rise(c):
        return next_correlation(activation, sigma_w2, sigma_b2, q, c) - c

    if rise(0.0) <= SAME:
        return 0.0
    if rise(1 - NEAR) > 0:
        raise InvalidInputError(f"q = {q:g} is no fixed point of these variances; see fixed_point")
    return float(brentq(rise, 0.0, 1 - NEAR, xtol=1e-13))


@checked
def correlation_decay(
    activation: str | Activation, sigma_w2: float, q: float
) -> tuple[float, int] | None:
    r"""(A, p) of :math:`1 - c_l \simeq A\,l^{-p}` at :math:`\chi = 1`; None if c does not move.

    With jumps :math:`\Delta_k` of phi' at :math:`x_k` (p = 2), or without any (p = 1),

    .. math:: A = 9/B^2, \quad B = \frac{\sigma_w^2}{\sqrt2\,\pi}\sum_k\Delta_k^2 e^{-x_k^2/2q},
        \qquad A = 2/(\sigma_w^2\,q\,\mathbb E\,\phi''^2),

    as :math:`1 - f(1 - d) = d - \tfrac23 B d^{3/2}`, or :math:`d - d^2/A`. ReLU has
    :math:`9\pi^2/2`.
    """
    phi = known(activation)
    jumps = fsum(jump**2 * exp(-(x**2) / (2 * q)) for x, jump in _jumps(phi))
    if jumps:
        return 9 / (sigma_w2 * jumps / (sqrt(2) * pi)) ** 2, 2
    curved = expect(lambda h: _curvature(phi, h) ** 2, q, phi.cuts)
    return (2 / (sigma_w2 * q * curved), 1) if curved else None


def _jumps(phi):
    """Pairs (kink, jump of phi' there), jumps only."""
    found = []
    for (left, kink), (_, right) in pairwise(phi.pieces):
        ends = inside(left, kink)[1], inside(kink, right)[0]
        before, after = phi.df(np.array(ends))
        if abs(after - before) > SAME * max(abs(before), abs(after)):
            found.append((kink, float(after - before)))
    return found


def _curvature(phi, h):
    """phi'' by a complex step, which loses no digits; 0 on straight pieces."""
    found = np.zeros(h.shape)
    for (left, right), slope in zip(phi.pieces, phi.slopes, strict=True):
        if slope is None:
            own = (h > left) & (h < right)
            found[own] = np.imag(phi.df(h[own] + 1j * TURN)) / TURN
    return found


@checked
def contours(
    activation: str | Activation, levels: Sequence[float], q: Vector
) -> dict[float, NDArray]:
    r"""By :math:`\chi`, points (:math:`\sigma_w^2, \sigma_b^2, \chi_q`), shape (k, 3).

    Each belongs to a fixed point among ``q``: both variances follow from it. Only those with
    :math:`\sigma_b^2\ge0` are kept, also where the fixed point repels (:math:`\chi_q > 1`).
    """
    mean = np.array([_mean(slope_moment, activation, v, 1) for v in q])
    q, mean = q[mean > FLAT], mean[mean > FLAT]
    square = np.array([energy(activation, v) for v in q])
    slope = np.array([variance_slope(activation, 1.0, v) for v in q])
    found = {}
    for chi in levels:
        sigma_w2 = chi / mean
        sigma_b2 = q - sigma_w2 * square
        points = np.stack([sigma_w2, np.maximum(sigma_b2, 0.0), sigma_w2 * slope], axis=1)
        found[chi] = points[sigma_b2 >= -SAME * q]
    return found


@checked
@dataclass(frozen=True)
class CriticalLine:
    r"""Where an activation is critical, among variances from ``LEAST`` to ``MOST``.

    Attributes:
        activation: its name, or itself.
        start: :math:`\sigma_w^2` at which :math:`q^*=0, \sigma_b=0` is critical; nan if phi(0) or
            the slope there does not allow it.
        homogeneous: whether it is a point, sigma_b = 0, at which every q is fixed.
        ends: intervals of q on which sigma_b^2 >= 0.
    """

    activation: str | Activation
    start: AnyFloat
    homogeneous: bool
    ends: tuple[tuple[float, float], ...]

    @checked
    def variances(self, sigma_b2: NonNegative) -> tuple[float, ...]:
        """All q on the line with this bias variance, increasing; 0 stands for :attr:`start`."""
        if self.homogeneous:
            return (1.0,) if sigma_b2 == 0 else ()
        if sigma_b2 == 0:
            inner = sorted({end for pair in self.ends for end in pair} - {LEAST, MOST})
            zeros = [q for q in inner if abs(_bias(self.activation, q)) < ZERO * q]  # FLAT has none
            return tuple([0.0] * (self.start > 0) + zeros)
        return tuple(_roots(lambda q: _bias(self.activation, q) - sigma_b2))

    def nearest(self) -> tuple[float, float, float]:
        r"""Where there is no critical point: (chi, sigma_w^2, q) nearest to it, attracting.

        Without biases, as they lower chi at given q: :math:`\sigma_w^2 = q/\mathbb E\phi^2`.
        """
        found = [(nan, nan, nan)]
        for q in np.geomspace(LEAST, MOST, POINTS):
            square = _mean(energy, self.activation, q)
            sigma_w2 = q / square if square > FLAT else inf
            if sigma_w2 < inf and variance_slope(self.activation, sigma_w2, q) < 1:
                found.append((sigma_w2 * slope_moment(self.activation, q, 1), sigma_w2, float(q)))
        return min(found[1:] or found, key=lambda item: abs(item[0] - 1))


@checked
def critical_line(activation: str | Activation) -> CriticalLine:
    """The critical line of an activation of bounded slope."""
    phi = known(activation)
    slope = start_slope(activation)
    allowed = slope > 0 and abs(float(phi.f(np.zeros(1))[0])) == 0
    return CriticalLine(
        activation,
        1 / slope if allowed else nan,
        all(abs(_bias(activation, q)) <= SAME * q for q in (1e-4, 1.0, 1e4)),
        _intervals(lambda q: _bias(activation, q)),
    )


@checked
def least_spread(line: CriticalLine) -> float:
    r"""The q on the line with the least :math:`\mu_2/\mu_1^2`: among ends and 24 points a decade.

    Raises:
        InvalidInputError: there is no line.
    """
    if not line.ends:
        raise InvalidInputError(f"{line.activation} has no critical point")
    some = [np.geomspace(a, b, 3 + int(24 * np.log10(b / a))) for a, b in line.ends]
    return float(min(np.concatenate(some), key=lambda q: spread(line.activation, q)))


def _mean(of, *arguments):
    """An expectation, 0 where all of it is beyond twelve standard deviations."""
    try:
        return of(*arguments)
    except NotConvergedError:
        return 0.0


def _bias(activation, q):
    """sigma_b^2 of the critical network with this variance; rounding counts as 0."""
    if _mean(slope_moment, activation, q, 1) < FLAT:
        return -q  # of no network
    sigma_b2 = critical(activation, q)[1]
    return 0.0 if abs(sigma_b2) <= SAME * q else sigma_b2


def _roots(f):
    """Sign changes of f of q, increasing."""
    q = np.geomspace(LEAST, MOST, POINTS)
    signs = np.array([f(v) for v in q])
    return [
        float(brentq(f, q[i], q[i + 1], xtol=1e-300, rtol=ROUNDING))
        for i in np.flatnonzero(signs[:-1] * signs[1:] < 0)
    ]


def _intervals(f):
    """Intervals of q on which f >= 0."""
    cuts = [LEAST, *_roots(f), MOST]
    return tuple((a, b) for a, b in pairwise(cuts) if f(sqrt(a * b)) >= 0)
