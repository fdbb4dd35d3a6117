r"""SiLU or swish, :math:`\phi(h) = h\,\sigma(\beta h)` with the logistic function; not monotone.

With :math:`\beta=1.702` it is the quick form of GELU.
"""

from freewidth.activations._base import Activation
from freewidth.activations._logistic import sigmoid
from freewidth.activations._parameters import labelled, positive


def silu(beta: float = 1.0) -> Activation:
    """The member of the family with this steepness.

    Raises:
        InvalidInputError: beta is not a positive number.
    """
    positive("SiLU", beta=beta)
    return Activation(
        labelled("SiLU", beta, 1.0),
        f=lambda h: h * sigmoid(beta * h),
        df=lambda h: sigmoid(beta * h) * (1 + beta * h * sigmoid(-beta * h)),
        bounded=False,
        source="Elfwing, Uchibe and Doya (2017), arXiv:1702.03118; "
        "Ramachandran, Zoph and Le (2017), arXiv:1710.05941",
    )


activation = silu()
