"""ReLU: half the units are off, so phi'(h)^2 is 0 or 1 with equal weight at every variance."""

import numpy as np

from freewidth.activations._base import Activation

activation = Activation(
    "ReLU",
    f=lambda h: np.maximum(h, 0.0),
    df=lambda h: (h > 0).astype(float),
    kinks=(0.0,),
    slopes=(0.0, 1.0),
    bounded=False,
)
