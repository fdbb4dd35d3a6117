r"""GELU by a hyperbolic tangent, :math:`\phi(h) = \tfrac h2\bigl(1+\tanh w\bigr)`,
:math:`w = \sqrt{2/\pi}\,(h+0.044715\,h^3)`: what many networks use in place of the exact form."""

import numpy as np

from freewidth.activations._base import Activation
from freewidth.activations._logistic import sigmoid

RATE, CUBIC = np.sqrt(2 / np.pi), 0.044715


def exponent(h):
    """2 w, as (1 + tanh w)/2 is the logistic function of it; h times its slope."""
    square = CUBIC * h**2
    return 2 * RATE * h * (1 + square), 2 * RATE * h * (1 + 3 * square)


def df(h):
    w, growth = exponent(h)
    return sigmoid(w) * (1 + growth * sigmoid(-w))


activation = Activation(
    "GELU (tanh)",
    f=lambda h: h * sigmoid(exponent(h)[0]),
    df=df,
    bounded=False,
    source="Hendrycks and Gimpel (2016), arXiv:1606.08415",
)
