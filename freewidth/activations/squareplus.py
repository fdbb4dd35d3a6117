r"""Squareplus, :math:`\phi(h) = (h+\sqrt{h^2+b})/2`: a smooth ReLU of algebraic tails."""

import numpy as np

from freewidth.activations._base import Activation
from freewidth.activations._parameters import labelled, positive


def sum_of(h, b):
    """h + sqrt(h^2 + b) without cancellation, and the root."""
    right, root = np.real(h) > 0, np.sqrt(h**2 + b)
    away = np.where(right, h, -h) + root
    return np.where(right, away, b / away), root


def squareplus(b: float = 4.0) -> Activation:
    """The member of the family with phi(0) = sqrt(b)/2.

    Raises:
        InvalidInputError: b is not a positive number.
    """
    positive("squareplus", b=b)

    def df(h):
        total, root = sum_of(h, b)
        return total / root / 2

    return Activation(
        labelled("squareplus", b, 4.0),
        f=lambda h: sum_of(h, b)[0] / 2,
        df=df,
        bounded=False,
        source="Barron (2021), arXiv:2112.11687",
    )


activation = squareplus()
