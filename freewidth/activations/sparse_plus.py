r"""Sparse plus: 0 up to -1, the parabola :math:`(h+1)^2/4`, and h from 1 on."""

import numpy as np

from freewidth.activations._base import Activation


def pick(h, middle, right):
    """0 on the left of -1, ``right`` on the right of 1, ``middle`` between them."""
    x = np.real(h)
    return np.where(x <= -1, 0.0, np.where(x >= 1, right, middle))


activation = Activation(
    "sparse plus",
    f=lambda h: pick(h, (h + 1) ** 2 / 4, h),
    df=lambda h: pick(h, (h + 1) / 2, 1.0),
    kinks=(-1.0, 1.0),
    slopes=(0.0, None, 1.0),
    bounded=False,
)
