r"""The logistic function and relatives, without overflow or cancellation, real and complex.

Where Re h > 0 they are written in :math:`e^{-h}`, elsewhere in :math:`e^h`: one analytic function
up to the poles at :math:`\pm i\pi`.
"""

import numpy as np
from numpy.typing import NDArray


def small(h: NDArray) -> NDArray:
    """exp(-h) where Re h > 0, else exp(h): at most 1 in modulus."""
    return np.exp(np.where(np.real(h) > 0, -h, h))


def sigmoid(h: NDArray) -> NDArray:
    r""":math:`\sigma(h) = 1/(1+e^{-h})`."""
    e = small(h)
    return np.where(np.real(h) > 0, 1.0, e) / (1 + e)


def sigmoid_slope(h: NDArray) -> NDArray:
    r""":math:`\sigma(h)\,\sigma(-h)`, even."""
    e = small(h)
    return e / (1 + e) ** 2


def softplus(h: NDArray) -> NDArray:
    r""":math:`\log(1+e^h)`; log(1 + e) as 2 artanh(e/(2 + e)): log1p of complex numbers is inexact
    next to 0."""
    e = small(h)
    return np.where(np.real(h) > 0, h, 0.0) + 2 * np.arctanh(e / (2 + e))
