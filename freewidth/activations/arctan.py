"""The arc tangent, phi' = 1/(1 + h^2)."""

import numpy as np

from freewidth.activations._base import Activation

activation = Activation("arctan", f=np.arctan, df=lambda h: 1 / (1 + h**2), bounded=True)
