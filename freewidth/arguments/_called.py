"""Functions that users give: what they return is looked at as arguments are."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from freewidth.arguments._marks import shown
from freewidth.errors import InvalidInputError


def values_of(f: Callable[[NDArray], Any], x: NDArray, name: str = "f") -> NDArray:
    """Real f(x), of the shape of x.

    Raises:
        InvalidInputError: f fails, or gives anything else than as many finite real numbers.
    """
    found = _result(f, (x,), name)
    try:
        values = np.broadcast_to(np.asarray(found, dtype=float), x.shape)
    except (TypeError, ValueError, np.exceptions.ComplexWarning):
        values = None
    if values is None or np.iscomplexobj(found) or not np.isfinite(values).all():
        raise InvalidInputError(
            f"{name} must take an array and give as many finite real numbers, gave {shown(found)}"
        )
    return values


def number_of(f: Callable, *arguments: Any, name: str) -> Any:
    """A number that f gives.

    Raises:
        InvalidInputError: f fails, or gives anything else.
    """
    found = _result(f, arguments, name)
    if not (hasattr(found, "__mul__") and np.ndim(found) == 0) or found != found:
        raise InvalidInputError(f"{name} must give a number, gave {shown(found)}")
    return found


def _result(f: Callable, arguments: tuple, name: str) -> Any:
    try:
        return f(*arguments)
    except Exception as error:
        said = f"{type(error).__name__}: {error}"
        raise InvalidInputError(
            f"{name} must not fail where it is called, but {shown(said)}"
        ) from error
