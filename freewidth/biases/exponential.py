r"""Exponential biases less their mean, density :math:`\exp(-(b+1))` for b > -1: not symmetric."""

import numpy as np

from freewidth.biases._base import Bias, half_line, panels

FAR = 40.0  # exp(-FAR) = 4e-18: what lies beyond is below rounding

bias = Bias(
    "exponential",
    "Pastur and Slavin (2023), arXiv:2011.11439 (i.i.d. biases)",
    sample=lambda rng, shape: rng.standard_exponential(shape) - 1.0,
    rule=panels(lambda b: np.exp(-(b + 1.0)), (-1.0, FAR)),
    bounded=False,
    smoothed=lambda h, s: half_line(h + 1.0, s, 1.0),
)
