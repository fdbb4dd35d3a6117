"""Inputs that a user gives in files."""

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from freewidth.errors import InvalidInputError
from scripts.study.architecture import DELOCALISED, LOCALISED, Architecture

LARGEST = 10**8  # bytes


def given_input(net: Architecture) -> NDArray | None:
    """The numbers of the file that its input is read from, if it is."""
    return None if net.input in (DELOCALISED, LOCALISED) else read(net.input)


@cache
def read(path: str) -> NDArray:
    """Numbers of a ``.npy`` file, shape (n,); those with more axes are flattened.

    Raises:
        InvalidInputError: there is no such file, or it does not hold finite real numbers.
    """
    try:
        if Path(path).stat().st_size > LARGEST:
            raise InvalidInputError(f"{path}: holds more than {LARGEST:,} bytes; that is no input")
        with Path(path).open("rb") as file:
            found = np.lib.format.read_array(file, allow_pickle=False)
    except OSError as error:
        raise InvalidInputError(f"{path}: cannot be read: {error.strerror}") from None
    except (ValueError, EOFError) as error:
        raise InvalidInputError(f"{path}: is no .npy file of numbers: {error}") from None
    if found.dtype.kind not in "buif" or not found.size or not np.all(np.isfinite(found)):
        raise InvalidInputError(f"{path}: needs finite real numbers, one at least")
    return found.astype(float).ravel()


def mean_square(values: NDArray) -> float:
    """|x|^2/n."""
    return float(np.mean(values**2))
