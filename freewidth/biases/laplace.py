r"""Laplace biases, density :math:`\exp(-\sqrt2\,|b|)/\sqrt2`: heavier tails than a Gaussian's."""

import numpy as np

from freewidth.biases._base import Bias, panels

FAR = 28.0  # exp(-sqrt(2) FAR) = 6e-18: what lies beyond is below rounding

bias = Bias(
    "Laplace",
    "Pastur and Slavin (2023), arXiv:2011.11439 (general i.i.d. case)",
    sample=lambda rng, shape: rng.laplace(scale=np.sqrt(0.5), size=shape),
    rule=panels(lambda b: np.exp(-np.sqrt(2) * np.abs(b)) / np.sqrt(2), (-FAR, 0.0, FAR)),
    bounded=False,
)
