r"""Hard swish, h times the hard sigmoid: between -3 and 3 phi' is a line, from -1/2 to 3/2."""

import numpy as np

from freewidth.activations._base import Activation


def pick(h, middle, right):
    """0 on the left of -3, ``right`` on the right of 3, ``middle`` between them."""
    x = np.real(h)
    return np.where(x <= -3, 0.0, np.where(x >= 3, right, middle))


activation = Activation(
    "hard swish",
    f=lambda h: pick(h, h * (h + 3) / 6, h),
    df=lambda h: pick(h, (2 * h + 3) / 6, 1.0),
    kinks=(-3.0, 3.0),
    slopes=(0.0, None, 1.0),
    bounded=False,
    source="Howard et al. (2019), arXiv:1905.02244",
)
