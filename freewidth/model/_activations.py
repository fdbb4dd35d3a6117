"""Members of families of activations, as frameworks have them: the same number, the same object."""

from functools import lru_cache
from importlib import import_module

import numpy as np

from freewidth.activations import Activation
from freewidth.errors import InvalidInputError

LINEAR = 15.0  # h beta from which on softplus is h to 3e-7 / beta, the rounding of float32


@lru_cache
def member(family: str, value: float) -> str | Activation:
    """Of a registered family with one parameter; the name where the registered one is it.

    Raises:
        InvalidInputError: the parameter is outside its domain.
    """
    module = import_module(f"freewidth.activations.{family}")
    found = getattr(module, family)(value)
    return family if found.label == module.activation.label else found


@lru_cache
def clipped(low: float, high: float) -> str | Activation:
    """h clipped to [low, high]; hard-tanh by its name."""
    if (low, high) == (-1.0, 1.0):
        return "hardtanh"
    return Activation(
        f"clip({low:g}, {high:g})",
        lambda h: np.clip(h, low, high),
        lambda h: ((h > low) & (h < high)).astype(float),
        bounded=True,
        kinks=(low, high),
        slopes=(0.0, 1.0, 0.0),
    )


def softplus(beta: float, threshold: float) -> str | Activation:
    """Softplus, where frameworks say h instead for h beta beyond a threshold.

    Raises:
        InvalidInputError: there it is not h yet; or as :func:`member`.
    """
    if threshold < LINEAR:
        raise InvalidInputError(
            f"softplus with threshold={threshold:g} jumps there by "
            f"{np.log1p(np.exp(-threshold)) / beta:.2g}; take the usual 20"
        )
    return member("softplus", beta)
