"""Independent signs: pre-activations are an even mixture of two Gaussians."""

import numpy as np

from freewidth.biases._base import Bias

bias = Bias(
    "Rademacher",
    "Pastur and Slavin (2023), arXiv:2011.11439 (i.i.d. biases)",
    sample=lambda rng, shape: 2.0 * rng.integers(0, 2, size=shape, dtype="int8") - 1.0,
    rule=lambda scale: (np.array([-1.0, 1.0]), np.array([0.5, 0.5])),
    discrete=True,
)
