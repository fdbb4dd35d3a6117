"""Ticks that a reader takes in at a glance: plain numbers, few of them, none between."""

from collections.abc import Iterable

import numpy as np
from matplotlib.axis import Axis
from matplotlib.ticker import FixedLocator, FuncFormatter, LogFormatterSciNotation, NullLocator
from numpy.typing import ArrayLike

ROUNDING = 1e-9  # relative: a tick at the limit of an axis is shown
PLAIN = (1e-3, 1e4)  # what is written as a plain number


def fixed(axis: Axis, values: ArrayLike | Iterable[float]) -> None:
    """These ticks alone, as plain numbers."""
    _set(axis, np.array(list(values), dtype=float))  # type: ignore[arg-type]


def apart(values: Iterable[float], ratio: float) -> list[float]:
    """Positive values from the least on, without those less than ``ratio`` times the one before."""
    kept: list[float] = []
    for value in sorted(values):
        if not kept or value >= ratio * kept[-1]:
            kept.append(value)
    return kept


def logarithmic(axis: Axis, most: int = 6) -> None:
    """At most ``most`` ticks of a log axis whose limits are set: 1, 2, 5, 10, ... where they fit.

    Numbers are plain from 0.001 to 10,000, powers of ten otherwise.
    """
    low, high = sorted(axis.get_view_interval())
    decades = range(int(np.floor(np.log10(low))) - 1, int(np.ceil(np.log10(high))) + 2)
    for stride, steps in ((1, (1, 2, 5)), (1, (1, 3)), *((k, (1,)) for k in (1, 2, 3, 5, 10, 50))):
        found = [d * 10.0**k for k in decades if k % stride == 0 for d in steps]
        shown = [x for x in found if low * (1 - ROUNDING) <= x <= high * (1 + ROUNDING)]
        if len(shown) <= most:
            break
    _set(axis, np.array(shown))


def _set(axis: Axis, values: np.ndarray) -> None:
    plain = values.size == 0 or (values.min() >= PLAIN[0] and values.max() <= PLAIN[1])
    usual = FuncFormatter(lambda x, _: f"{x:g}".replace("-", "\N{MINUS SIGN}"))
    axis.set_major_locator(FixedLocator(values.tolist()))
    linear = axis.get_scale() != "log"
    axis.set_major_formatter(usual if plain or linear else LogFormatterSciNotation())
    axis.set_minor_locator(NullLocator())
