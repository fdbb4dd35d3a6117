"""Whether an activation is what it declares, beside what is looked at when it is made.

That it is made says that df is the derivative of f, along the real axis and off it, and that kinks,
slopes and period are as declared. Here f and df have to be functions of single numbers.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from freewidth.activations import Activation
from freewidth.contracts._fault import Fault

POINTS = np.concatenate([np.linspace(-9, 9, 61), [-30.0, -1e3, -1e9, 30.0, 1e3, 1e9]])
FAR = np.logspace(0, 12, 60)  # where a bounded function has come to its end
LARGE = 100.0  # of a bounded activation, at most
LAST = 64 * np.finfo(float).eps  # of vector code against single numbers


def faults(phi: Activation, extra: bool) -> Iterator[Fault]:
    """What is wrong with an activation that lies in ``_extra``, or not."""
    for name, function in (("f", phi.f), ("df", phi.df)):
        yield from _of_one_number(name, function)
    reach = float(max(np.abs(phi.f(FAR)).max(), np.abs(phi.f(-FAR)).max()))
    if phi.bounded and not reach < LARGE:
        yield Fault(
            "bounded is True",
            f"|f| reaches {reach:.3g} at |h| up to {FAR[-1]:.0e}",
            "set bounded=False: it decides which theorems cover networks",
        )
    if not extra and not phi.bounded_slope:
        yield Fault(
            "activations of this folder have bounded slopes",
            f"|df| is {np.abs(phi.df(np.array([1e3, 1e9]))).max():.3g} far out, more than near 0",
            "move the file to freewidth/activations/_extra; one from outside is for Network alone",
        )


def _of_one_number(name: str, function) -> Iterator[Fault]:
    given = POINTS.copy()
    found = np.asarray(function(given))
    grid = np.asarray(function(POINTS.copy().reshape(-1, 1, 1)))
    if found.shape != POINTS.shape or grid.shape != (POINTS.size, 1, 1) or _is_no_float(found):
        yield Fault(
            f"{name} takes arrays of any shape and gives real numbers of the same shape",
            f"shapes {found.shape} and {grid.shape} for {POINTS.shape} and {(POINTS.size, 1, 1)}, "
            f"{found.dtype}",
            f"write {name} in NumPy's functions of single numbers",
        )
    elif not np.array_equal(given, POINTS):
        yield Fault(
            f"{name} leaves its argument as it is",
            f"{np.sum(given != POINTS)} of {POINTS.size} numbers are others after a call",
            "make a new array; use no out= and no h -= ... on the argument",
        )
    elif not _close(found, np.concatenate([function(np.array([h])) for h in POINTS])):
        yield Fault(
            f"{name} of a number depends on this number alone",
            f"{name} of {POINTS.size} numbers at once differs from {name} of each",
            "an activation acts on every unit alone: no mean, norm, maximum or noise over units",
        )


def _is_no_float(found: NDArray) -> bool:
    return found.dtype != np.float64


def _close(a: NDArray, b: NDArray) -> bool:
    return np.allclose(a, b, rtol=LAST, atol=LAST)
