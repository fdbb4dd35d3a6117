"""Sums that do not depend on the version of Python, as built-in ones of floats do since 3.12."""

from collections.abc import Iterable
from functools import reduce
from operator import add
from typing import Any


def added(items: Iterable[Any], start: Any = 0) -> Any:
    """The sum from left to right, of whatever adds: arrays, fractions, symbols, complex numbers.

    Of floats use :func:`math.fsum`, which does not round until the end.
    """
    return reduce(add, items, start)
