"""A straight line in place of the logistic function: 0, then (h + 3)/6, then 1."""

import numpy as np

from freewidth.activations._base import Activation

activation = Activation(
    "hard sigmoid",
    f=lambda h: np.clip(h + 3, 0.0, 6.0) / 6,
    df=lambda h: np.where(np.abs(h) < 3, 1 / 6, 0.0),
    kinks=(-3.0, 3.0),
    slopes=(0.0, 1 / 6, 0.0),
    bounded=True,
)
