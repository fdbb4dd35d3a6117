r"""The limit for an input with a few equal entries other than 0, and signs as weights.

The theorems on i.i.d. weights ask for :math:`n^{-2}\sum_j (x^0_j)^4\to0`. If :math:`x^0` is
:math:`\sqrt{n q_0/k}` in k entries and 0 elsewhere, this is :math:`q_0^2/k` and
:math:`y^1_i = \sigma_w\sqrt{q_0/k}\,\sum_{j\le k} X_{ij} + b_i` has k weights' law: for
:math:`X = \pm1` it takes k + 1 values plus the Gaussian bias. D of the first layer knows k of the
columns of W alone: it is free of the others, and those change no limit.
"""

from collections.abc import Callable
from dataclasses import replace
from math import fsum, prod

import numpy as np
import scipy  # its parts are loaded at first use
from numpy.typing import NDArray

from freewidth import genus
from freewidth.arguments import Order, Whole, checked
from freewidth.errors import InvalidInputError
from freewidth.gaussian import expect
from freewidth.network import Network


@checked
def localised_input_moments(net: Network, k: Order = 2, entries: Whole = 1) -> list[float]:
    r"""Limits (m_1, ..., m_k) for weights :math:`\pm1` and an input of equal entries, L >= 2.

    With S a sum of ``entries`` signs, divided by the root of their number, the first layer has
    :math:`\kappa_s = \mathbb E\,\phi'(\sigma_w\sqrt{q_0}\,S + \sigma_b g)^{2s}`, the others are
    those of a network whose input has :math:`|x^1|^2/n = \mathbb E\,\phi(y^1)^2`. Derived here.

    Raises:
        InvalidInputError: a single layer, layers that are not square, biases not Gaussian, or no
            whole number of entries.
    """
    if net.depth < 2 or len(set(net.ratios)) > 1 or not net.gaussian_biases:
        raise InvalidInputError(
            f"{net.label}: signs at one entry are solved for two or more square layers and "
            f"Gaussian biases"
        )
    phi = net.phis[0]
    energy = _mean_over_signs(net, entries, lambda y: phi.f(y) ** 2)
    rest = replace(net, **net.part(1, net.depth), q0=energy)
    first = [
        _mean_over_signs(net, entries, lambda y, s=s: phi.df(y) ** (2 * s))  # type: ignore[misc]
        for s in range(1, k + 1)
    ]
    found: list = [1.0] * k
    for kappa in [first, *genus.slope_moments(rest, k)]:
        found = genus.layer(found, kappa)
    scale = prod(net.weight_variances)
    return [scale**s * float(m) for s, m in enumerate(found, 1)]


def _mean_over_signs(net: Network, entries: int, f: Callable[[NDArray], NDArray]) -> float:
    """E f(y^1)."""
    plus = np.arange(entries + 1)
    mass = scipy.special.binom(entries, plus) * 0.5**entries
    centers = (net.weight_variances[0] * net.q0 / entries) ** 0.5 * (2 * plus - entries)
    return float(fsum(p * _around(net, f, y) for p, y in zip(mass, centers, strict=True)))


def _around(net, f, center):
    kinks = [kink - center for kink in net.phis[0].cuts]
    return expect(lambda b: f(center + b), net.bias_variances[0], kinks)
