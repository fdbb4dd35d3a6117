r"""Softplus, :math:`\phi(h) = \log(1+e^{\beta h})/\beta`: a smooth ReLU of slope
:math:`\sigma(\beta h)`."""

from freewidth.activations import _logistic
from freewidth.activations._base import Activation
from freewidth.activations._parameters import labelled, positive


def softplus(beta: float = 1.0) -> Activation:
    """The member of the family with this steepness.

    Raises:
        InvalidInputError: beta is not a positive number.
    """
    positive("softplus", beta=beta)
    return Activation(
        labelled("softplus", beta, 1.0),
        f=lambda h: _logistic.softplus(beta * h) / beta,
        df=lambda h: _logistic.sigmoid(beta * h),
        bounded=False,
    )


activation = softplus()
