r"""Hard thresholding: h, but 0 within :math:`\lambda`, where it jumps; slopes are those beside."""

import numpy as np

from freewidth.activations._base import Activation
from freewidth.activations._parameters import labelled, positive


def hardshrink(lambd: float = 0.5) -> Activation:
    """The member of the family with this threshold.

    Raises:
        InvalidInputError: lambd is not a positive number.
    """
    positive("hardshrink", lambd=lambd)
    return Activation(
        labelled("hardshrink", lambd, 0.5),
        f=lambda h: np.where(np.abs(h) > lambd, h, 0.0),
        df=lambda h: (np.abs(h) > lambd).astype(float),
        kinks=(-lambd, lambd),
        slopes=(1.0, 0.0, 1.0),
        bounded=False,
    )


activation = hardshrink()
