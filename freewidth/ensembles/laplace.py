r"""Independent Laplace entries of variance 1/n (scale :math:`1/\sqrt{2n}`): all moments finite."""

import numpy as np

from freewidth.ensembles._base import iid


def entry(rng, shape):
    """The difference of two exponentials: numpy's own sampler takes a logarithm per entry."""
    x = rng.standard_exponential(shape)
    x -= rng.standard_exponential(shape)
    x /= np.sqrt(2)
    return x


ensemble = iid(
    "Laplace",
    "Pastur and Slavin (2023), arXiv:2011.11439 (general i.i.d. case)",
    entry,
    fourth_moment=6.0,
)
