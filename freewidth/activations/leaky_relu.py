"""Leaky ReLU with slope 1/10 on the left: no unit is ever off."""

import numpy as np

from freewidth.activations._base import Activation

LEAK = 0.1

activation = Activation(
    "leaky ReLU",
    f=lambda h: np.where(h > 0, h, LEAK * h),
    df=lambda h: np.where(h > 0, 1.0, LEAK),
    kinks=(0.0,),
    slopes=(LEAK, 1.0),
    bounded=False,
)
