r"""ELU: the identity on the right, :math:`\alpha(e^h-1)` on the left."""

import numpy as np

from freewidth.activations._base import Activation
from freewidth.activations._parameters import labelled, positive


def exponential(h, scale, height, rate, slope):
    """Of the exponential unit scale h | height (exp(rate h) - 1), f or, with ``slope``, df."""
    right = np.real(h) > 0
    left = rate * np.where(right, 0.0, h)  # exp must not overflow where it is not used
    if slope:
        return np.where(right, scale, height * rate * np.exp(left))
    return np.where(right, scale * h, height * np.expm1(left))


def unit(label: str, scale: float, height: float, rate: float, source: str) -> Activation:
    """scale h on the right of 0, height (exp(rate h) - 1) on the left."""
    return Activation(
        label,
        f=lambda h: exponential(h, scale, height, rate, slope=False),
        df=lambda h: exponential(h, scale, height, rate, slope=True),
        kinks=(0.0,),
        slopes=(None, scale),
        bounded=False,
        source=source,
    )


def elu(alpha: float = 1.0) -> Activation:
    """The member of the family with the limit -alpha on the left; phi' jumps at 0 unless it is 1.

    Raises:
        InvalidInputError: alpha is not a positive number.
    """
    positive("ELU", alpha=alpha)
    source = "Clevert, Unterthiner and Hochreiter (2015), arXiv:1511.07289"
    return unit(labelled("ELU", alpha, 1.0), 1.0, alpha, 1.0, source)


activation = elu()
