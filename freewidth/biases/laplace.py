r"""Laplace biases, density :math:`\exp(-\sqrt2\,|b|)/\sqrt2`: heavier tails than a Gaussian's."""

import numpy as np

from freewidth.biases._base import Bias, half_line, panels

RATE = np.sqrt(2)
FAR = 28.0  # exp(-sqrt(2) FAR) = 6e-18: what lies beyond is below rounding

bias = Bias(
    "Laplace",
    "Pastur and Slavin (2023), arXiv:2011.11439 (i.i.d. biases)",
    sample=lambda rng, shape: rng.laplace(scale=np.sqrt(0.5), size=shape),
    rule=panels(lambda b: np.exp(-RATE * np.abs(b)) * RATE / 2, (-FAR, 0.0, FAR)),
    bounded=False,
    smoothed=lambda h, s: (half_line(h, s, RATE) + half_line(-h, s, RATE)) / 2,
)
