r"""Soft thresholding: h moved towards 0 by :math:`\lambda`, and 0 within it."""

import numpy as np

from freewidth.activations._base import Activation
from freewidth.activations._parameters import labelled, positive


def softshrink(lambd: float = 0.5) -> Activation:
    """The member of the family with this threshold.

    Raises:
        InvalidInputError: lambd is not a positive number.
    """
    positive("softshrink", lambd=lambd)
    return Activation(
        labelled("softshrink", lambd, 0.5),
        f=lambda h: h - np.clip(h, -lambd, lambd),
        df=lambda h: (np.abs(h) > lambd).astype(float),
        kinks=(-lambd, lambd),
        slopes=(1.0, 0.0, 1.0),
        bounded=False,
    )


activation = softshrink()
