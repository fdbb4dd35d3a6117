"""ReLU clipped at 6."""

import numpy as np

from freewidth.activations._base import Activation

activation = Activation(
    "ReLU6",
    f=lambda h: np.clip(h, 0.0, 6.0),
    df=lambda h: ((h > 0) & (h < 6)).astype(float),
    kinks=(0.0, 6.0),
    slopes=(0.0, 1.0, 0.0),
    bounded=True,
)
