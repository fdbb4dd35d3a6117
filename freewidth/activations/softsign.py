r"""Softsign, :math:`\phi(h) = h/(1+|h|)`: bounded, with tails like 1/h; phi'' jumps at 0."""

import numpy as np

from freewidth.activations._base import Activation


def denominator(h):
    """1 + |h|, continued from either half of the axis."""
    return 1 + np.where(np.real(h) > 0, h, -h)


activation = Activation(
    "softsign",
    f=lambda h: h / denominator(h),
    df=lambda h: 1 / denominator(h) ** 2,
    kinks=(0.0,),
    bounded=True,
)
