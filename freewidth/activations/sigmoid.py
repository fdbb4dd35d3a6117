r"""The logistic function, :math:`\phi(h) = 1/(1+e^{-h})`, of slope :math:`\le 1/4`."""

from freewidth.activations import _logistic
from freewidth.activations._base import Activation

activation = Activation("sigmoid", f=_logistic.sigmoid, df=_logistic.sigmoid_slope, bounded=True)
