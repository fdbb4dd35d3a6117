r"""The logarithm of the logistic function, :math:`\phi(h) = -\log(1+e^{-h})`."""

from freewidth.activations import _logistic
from freewidth.activations._base import Activation

activation = Activation(
    "log-sigmoid",
    f=lambda h: -_logistic.softplus(-h),
    df=lambda h: _logistic.sigmoid(-h),
    bounded=False,
)
