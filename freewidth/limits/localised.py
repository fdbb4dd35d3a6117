r"""The limit for an input with a single entry other than 0, and signs as weights.

The theorems on i.i.d. weights ask for :math:`n^{-2}\sum_j (x^0_j)^4\to0`. If :math:`x^0` is
:math:`\sqrt{n q_0}` in one entry and 0 elsewhere, then :math:`y^1_i = \sigma_w\sqrt{q_0}\,X_{ij} +
b_i` has the law of one weight: for :math:`X = \pm1` it takes two values plus the Gaussian bias.
"""

from collections.abc import Callable
from dataclasses import replace

from numpy.typing import NDArray

from freewidth import genus
from freewidth.errors import InvalidInputError
from freewidth.gaussian import expect
from freewidth.network import Network


def localised_input_moments(net: Network, k: int = 2) -> list[float]:
    r"""Limits (m_1, ..., m_k) for weights :math:`\pm1` and an input of one entry, L >= 2.

    The first layer has
    :math:`\kappa_s = \mathbb E\,\phi'(\pm\sigma_w\sqrt{q_0} + \sigma_b g)^{2s}`, the others are
    those of a network whose input has :math:`|x^1|^2/n = \mathbb E\,\phi(y^1)^2`. Derived here.

    Raises:
        InvalidInputError: a single layer, layers that are not square, or biases not Gaussian.
    """
    if net.depth < 2 or len(set(net.ratios)) > 1 or net.bias != "gaussian":
        raise InvalidInputError(
            f"{net.label}: signs at one entry are solved for two or more square layers and "
            f"Gaussian biases"
        )
    phi = net.phi
    energy = _mean_over_signs(net, lambda y: phi.f(y) ** 2)
    rest = replace(net, depth=net.depth - 1, q0=energy)
    first = [
        _mean_over_signs(net, lambda y, s=s: phi.df(y) ** (2 * s))  # type: ignore[misc]
        for s in range(1, k + 1)
    ]
    found: list = [1.0] * k
    for kappa in [first, *genus.slope_moments(rest, k)]:
        found = genus.layer(found, kappa)
    return [net.sigma_w2 ** (s * net.depth) * float(m) for s, m in enumerate(found, 1)]


def _mean_over_signs(net: Network, f: Callable[[NDArray], NDArray]) -> float:
    """E f(y^1)."""
    size = (net.sigma_w2 * net.q0) ** 0.5
    return sum(_around(net, f, center) / 2 for center in (-size, size))


def _around(net, f, center):
    kinks = [kink - center for kink in net.phi.cuts]
    return expect(lambda b: f(center + b), net.sigma_b2, kinks)
