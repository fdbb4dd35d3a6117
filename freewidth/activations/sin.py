"""The sine: bounded and smooth, but not monotone."""

import numpy as np

from freewidth.activations._base import Activation

activation = Activation("sin", f=np.sin, df=np.cos, bounded=True, entire=True, period=np.pi)
