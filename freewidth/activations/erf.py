"""The error function itself, phi(h) = erf(h), not the rescaled erf(h sqrt(pi)/2)."""

import numpy as np
from scipy.special import erf

from freewidth.activations._base import Activation

activation = Activation(
    "erf",
    f=erf,
    df=lambda h: 2 / np.sqrt(np.pi) * np.exp(-(h**2)),
    bounded=True,
)
