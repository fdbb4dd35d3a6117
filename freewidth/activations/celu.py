r"""CELU: ELU with the slope 1 on both sides of 0, :math:`\alpha(e^{h/\alpha}-1)` on the left."""

from freewidth.activations._base import Activation
from freewidth.activations._parameters import labelled, positive
from freewidth.activations.elu import unit


def celu(alpha: float = 1.0) -> Activation:
    """The member of the family with the limit -alpha on the left; with 1, it is ELU.

    Raises:
        InvalidInputError: alpha is not a positive number.
    """
    positive("CELU", alpha=alpha)
    source = "Barron (2017), arXiv:1704.07483"
    return unit(labelled("CELU", alpha, 1.0), 1.0, alpha, 1 / alpha, source)


activation = celu()
