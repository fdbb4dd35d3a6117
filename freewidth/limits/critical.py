r"""Networks that keep their variance from layer to layer, and those at the edge of chaos.

A variance :math:`q^*` is a fixed point if :math:`q^* = \sigma_w^2\,\mathbb E\,\phi(\sqrt{q^*}g)^2 +
\sigma_b^2`. There :math:`m_1(JJ^\top) = \chi^L` with :math:`\chi = \sigma_w^2\mu_1`, :math:`\mu_k =
\mathbb E\,\phi'(\sqrt{q^*}g)^{2k}`: gradients and the distance of neighbouring inputs shrink for
:math:`\chi < 1` (order), grow for :math:`\chi > 1` (chaos), and :math:`\chi = 1` is critical. Poole
et al. (2016), arXiv:1606.05340; Pennington, Schoenholz and Ganguli (2017), arXiv:1711.04735.
"""

from functools import lru_cache

import numpy as np
from scipy.optimize import brentq

from freewidth import genus
from freewidth.activations import Activation, known
from freewidth.arguments import checked
from freewidth.errors import InvalidInputError, NotConvergedError
from freewidth.gaussian import expect
from freewidth.limits.kernels import covariances
from freewidth.network import Network

ROUNDING = 1e-13  # relative, of quadratures
STEPS = 10_000  # of the recursion; near criticality a step gains about |1 - slope| of the distance
SMALL = 1e-3  # variances below are converged to this times ROUNDING
XTOL = 1e-15  # of variances
LEAST, MOST = 1e-9, 100.0  # variances between which a fixed point is sought


@checked
def slope_moment(activation: str | Activation, q: float, k: int) -> float:
    r""":math:`\mu_k = \mathbb E\,\phi'(\sqrt q\,g)^{2k}`."""
    phi = known(activation)
    return expect(lambda h: phi.df(h) ** (2 * k), q, phi.cuts)


@checked
def energy(activation: str | Activation, q: float) -> float:
    r""":math:`\mathbb E\,\phi(\sqrt q\,g)^2`."""
    phi = known(activation)
    return expect(lambda h: phi.f(h) ** 2, q, phi.cuts)


@checked
def fixed_point(
    activation: str | Activation, sigma_w2: float, sigma_b2: float, start: float = 1.0
) -> float:
    r"""The variance :math:`q^*` to which the recursion leads from ``start``.

    Raises:
        NotConvergedError: it is still moving after ``STEPS`` steps.
    """
    q = start
    for _ in range(STEPS):
        last, q = q, sigma_w2 * energy(activation, q) + sigma_b2
        if abs(q - last) <= ROUNDING * max(q, SMALL):
            return q
    raise NotConvergedError(
        f"{activation}, sigma_w2={sigma_w2:g}, sigma_b2={sigma_b2:g}: the variance is {q:.3g} "
        f"after {STEPS} steps, still moving by {abs(q - last):.1e}; start nearer to it"
    )


@checked
def growth(activation: str | Activation, sigma_w2: float, sigma_b2: float) -> float:
    r""":math:`\chi = \sigma_w^2\mu_1` at the fixed point: by what a layer multiplies gradients."""
    q = fixed_point(activation, sigma_w2, sigma_b2)
    return sigma_w2 * slope_moment(activation, q, 1)


@checked
def critical(activation: str | Activation, q: float) -> tuple[float, float]:
    r""":math:`(\sigma_w^2, \sigma_b^2)` for which q is a fixed point with :math:`\chi = 1`.

    The bias variance comes out negative where no network is critical with that variance;
    ``Network`` refuses it.

    Raises:
        InvalidInputError: phi' is 0 wherever there is mass.
    """
    sigma_w2 = 1 / _slope(activation, q)
    sigma_b2 = q - sigma_w2 * energy(activation, q)
    return sigma_w2, 0.0 if abs(sigma_b2) < ROUNDING * q else sigma_b2


@checked
@lru_cache(maxsize=256)  # one for all networks near it
def critical_weight(activation: str | Activation, sigma_b2: float) -> tuple[float, float]:
    r""":math:`(\sigma_w^2, q^*)` on the critical line for a bias variance > 0.

    Raises:
        InvalidInputError: no network is critical with this bias variance.
    """

    def miss(q):
        return q - energy(activation, q) / _slope(activation, q) - sigma_b2

    if miss(LEAST) * miss(MOST) > 0:
        raise InvalidInputError(
            f"{activation} has no critical network with bias variance {sigma_b2:g}"
        )
    q = brentq(miss, LEAST, MOST, xtol=10 * XTOL, rtol=ROUNDING)
    return critical(activation, q)[0], q


@checked
def steady(ensemble: str, activation: str, depth: int, q: float) -> Network:
    """The critical network all of whose layers have the variance q."""
    sigma_w2, sigma_b2 = critical(activation, q)
    return Network(ensemble, activation, depth, sigma_w2, sigma_b2, (q - sigma_b2) / sigma_w2)


@checked
def spread(activation: str | Activation, q: float) -> float:
    r""":math:`\mu_2/\mu_1^2 - 1`: what one layer adds to :math:`m_2/m_1^2` for Haar weights.

    Raises:
        InvalidInputError: phi' is 0 wherever there is mass.
    """
    return slope_moment(activation, q, 2) / _slope(activation, q) ** 2 - 1


def _slope(activation, q):
    """mu_1, which critical networks divide by."""
    mean = slope_moment(activation, q, 1)
    if mean**2 == 0:
        raise InvalidInputError(f"phi' is 0 at variance q={q:g}: J is 0; raise the variances")
    return mean


@checked
def second_moment(ensemble: str, activation: str, q: float, depth: int) -> float:
    r""":math:`m_2/m_1^2` of :math:`JJ^\top` where all layers are square and have the variance q.

    .. math:: m_2/m_1^2 = 1 + L\,(\mu_2/\mu_1^2 - 1 - s_1),
        \qquad S_{W^\top W}(m) = 1 + s_1 m + O(m^2);

    s_1 = -1 for i.i.d. weights and 0 for Haar ones (Pennington, Schoenholz and Ganguli 2017).
    """
    minus_s1 = genus.moments(Network(ensemble, "linear", 1), 2)[1] - 1
    return 1 + depth * (spread(activation, q) + minus_s1)


@checked
@lru_cache(maxsize=256)  # the same points are rivals of each other
def gradient_and_outputs(
    activation: str, depth: int, sigma_b2: float, factor: float, correlation: float
) -> tuple[float, float, float, float]:
    r"""Limits at sigma_w = ``factor`` times its critical value: :func:`near_critical`.

    The growth :math:`\chi^L` of :math:`\mathbb E|Jv|^2/|v|^2`, and :math:`\mathbb E\,yy'`,
    :math:`\mathbb E\,y^2`, :math:`\mathbb E\,y'^2` of the outputs for two inputs of the network's
    length and of the given correlation.
    """
    net = near_critical(activation, depth, sigma_b2, factor)
    last = covariances(net, net.q0 * np.array([[1.0, correlation], [correlation, 1.0]]))[-1]
    chi = growth(activation, net.scales[0], sigma_b2)
    return chi**net.depth, last[0, 1], last[0, 0], last[1, 1]


@checked
def tuned(ensemble: str, activation: str, depth: int, s2: float) -> Network:
    r"""The critical network with :math:`L\,(\mu_2/\mu_1^2 - 1) =` ``s2``: double scaling.

    Raises:
        InvalidInputError: no variance below ``MOST`` gives that much.
    """
    low, high = (spread(activation, q) - s2 / depth for q in (LEAST, MOST))
    if low >= 0 or high <= 0:
        raise InvalidInputError(
            f"{activation}, L={depth}: mu_2/mu_1^2 - 1 lies between {low + s2 / depth:.3g} and "
            f"{high + s2 / depth:.3g}, and cannot be {s2 / depth:.3g}; take another s2 or depth"
        )
    q = brentq(lambda v: spread(activation, v) - s2 / depth, LEAST, MOST, xtol=XTOL, rtol=ROUNDING)
    return steady(ensemble, activation, depth, q)


@checked
@lru_cache(maxsize=256)
def near_critical(activation: str, depth: int, sigma_b2: float, factor: float) -> Network:
    """Gaussian weights, sigma_w at ``factor`` times its critical value, all layers alike."""
    sigma_w2 = critical_weight(activation, sigma_b2)[0] * factor**2
    q = fixed_point(activation, sigma_w2, sigma_b2)
    return Network("gaussian", activation, depth, sigma_w2, sigma_b2, (q - sigma_b2) / sigma_w2)
