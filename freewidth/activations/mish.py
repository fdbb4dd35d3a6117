r"""Mish, :math:`\phi(h) = h\tanh(\log(1+e^h))`; not monotone.

The tangent is :math:`n/(n+2)`, :math:`n = u^2+2u`, :math:`u = e^h`, with poles at
:math:`h = \log\sqrt2\pm 3\pi i/4`; where Re h > 0 both are divided by :math:`u^2`.
"""

import numpy as np

from freewidth.activations._base import Activation
from freewidth.activations._logistic import small


def gate(h):
    """The tangent and its slope, 4 u (1 + u)/(n + 2)^2."""
    e, right = small(h), np.real(h) > 0
    below = np.where(right, 1 + 2 * e * (1 + e), 2 + e * (2 + e))
    above = np.where(right, 1 + 2 * e, e * (2 + e))
    return above / below, 4 * e * (1 + e) * np.where(right, e, 1.0) / below**2


def df(h):
    value, slope = gate(h)
    return value + h * slope


activation = Activation(
    "Mish",
    f=lambda h: h * gate(h)[0],
    df=df,
    bounded=False,
    source="Misra (2019), arXiv:1908.08681",
)
