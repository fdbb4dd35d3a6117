r"""Biases uniform on :math:`[-\sqrt 3, \sqrt 3]`."""

import numpy as np

from freewidth.biases._base import Bias, panels

END = np.sqrt(3.0)

bias = Bias(
    "uniform",
    "Pastur and Slavin (2023), arXiv:2011.11439 (i.i.d. biases)",
    sample=lambda rng, shape: rng.uniform(-END, END, size=shape),
    rule=panels(np.ones_like, (-END, END)),
)
