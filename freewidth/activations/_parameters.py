"""Checks of the numbers that a family of activations takes."""

import numpy as np

from freewidth.errors import InvalidInputError


def positive(family: str, **values: float) -> None:
    """Refuse what is not a positive number.

    Raises:
        InvalidInputError: a value is not.
    """
    for name, value in values.items():
        if not 0 < value < np.inf:
            raise InvalidInputError(f"{family}: {name} must be a positive number, not {value}")


def finite(family: str, **values: float) -> None:
    """Refuse what is not a number.

    Raises:
        InvalidInputError: a value is not.
    """
    for name, value in values.items():
        if not np.isfinite(value):
            raise InvalidInputError(f"{family}: {name} must be a finite number, not {value}")


def labelled(label: str, value: float, default: float) -> str:
    """The label of a member of a family: with its parameter, unless that is the usual one."""
    return label if value == default else f"{label} ({value:g})"
