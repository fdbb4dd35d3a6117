r"""Energy distance between a sample and a standard Gaussian vector, without bias.

.. math:: \mathcal E = 2\,\mathbb E|X - Z| - \mathbb E|X - X'| - \mathbb E|Z - Z'| \ge 0,

zero only if X has the law of Z (Szekely and Rizzo 2013). The expectations over Z are known, that
over pairs of X is estimated over distinct pairs: the estimate is unbiased and may be negative.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import pdist
from scipy.special import gammaln, hyp1f1


def norm_of_normal(dimension: int) -> float:
    """E|Z| of a standard Gaussian vector."""
    return float(np.sqrt(2) * np.exp(gammaln((dimension + 1) / 2) - gammaln(dimension / 2)))


def energy(sample: NDArray) -> float:
    """Unbiased estimate of the energy distance of ``sample``, shape (R, d), to N(0, 1)."""
    dimension = sample.shape[1]
    norm = norm_of_normal(dimension)
    squares = (sample**2).sum(axis=1)
    to_normal = norm * hyp1f1(-0.5, dimension / 2, -squares / 2)  # E|x - Z|
    return float(2 * to_normal.mean() - pdist(sample).mean() - np.sqrt(2) * norm)


def energy_of_scaled(factor: float, dimension: int) -> float:
    """The energy distance of N(0, factor) to N(0, 1): what a wrong variance amounts to."""
    mixed, own = np.sqrt(1 + factor), np.sqrt(2 * factor)
    return norm_of_normal(dimension) * float(2 * mixed - own - np.sqrt(2))
