r"""GELU, :math:`\phi(h) = h\,\Phi(h)` with the standard normal distribution function."""

import numpy as np

from freewidth.activations._base import Activation


def cdf(h):
    from scipy.special import erfc  # takes longer to load than small networks to sample

    return erfc(-h / np.sqrt(2)) / 2  # not 1 + erf: keeps the left tail's digits


activation = Activation(
    "GELU",
    f=lambda h: h * cdf(h),
    df=lambda h: cdf(h) + h * np.exp(-(h**2) / 2) / np.sqrt(2 * np.pi),
    bounded=False,
    source="Hendrycks and Gimpel (2016), arXiv:1606.08415",
)
