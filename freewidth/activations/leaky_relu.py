"""Leaky ReLU with slope 1/10 on the left: no unit is ever off."""

import numpy as np

from freewidth.activations._base import Activation
from freewidth.activations._parameters import finite, labelled

LEAK = 0.1


def leaky_relu(slope: float = LEAK) -> Activation:
    """The member of the family with this slope on the left; -1 makes it the absolute value.

    Raises:
        InvalidInputError: the slope is not a finite number.
    """
    finite("leaky ReLU", slope=slope)
    return Activation(
        labelled("leaky ReLU", slope, LEAK),
        f=lambda h: np.where(h > 0, h, slope * h),
        df=lambda h: np.where(h > 0, 1.0, slope),
        kinks=(0.0,),
        slopes=(slope, 1.0),
        bounded=False,
    )


activation = leaky_relu()
