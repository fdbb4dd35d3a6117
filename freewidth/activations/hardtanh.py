"""Hard-tanh: the identity clipped at -1 and 1; a unit is on with probability erf(1/sqrt(2q))."""

import numpy as np

from freewidth.activations._base import Activation

activation = Activation(
    "hard-tanh",
    f=lambda h: np.clip(h, -1.0, 1.0),
    df=lambda h: (np.abs(h) < 1).astype(float),
    kinks=(-1.0, 1.0),
    slopes=(0.0, 1.0, 0.0),
    bounded=True,
)
