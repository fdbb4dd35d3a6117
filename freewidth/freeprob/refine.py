"""Adaptive piecewise interpolation: fit on all segments, halve those that are not resolved."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

HALVINGS = 40
MOST = 300  # segments to halve at once: more is a function that is none to rounding

Task = TypeVar("Task")
Fit = TypeVar("Fit")


@dataclass(frozen=True, eq=False)
class Refined(Generic[Fit]):
    """Fits that are resolved, in no order, and what was not when refinement stopped."""

    resolved: list[Fit]
    rest: list[Fit]


def refine(
    tasks: Sequence[Task],
    fit: Callable[[Sequence[Task]], list[Fit]],
    is_resolved: Callable[[Fit], bool],
    halves: Callable[[Fit], Sequence[Task]],
    goes_on: Callable[[list[Fit]], bool] = lambda fits: True,
    most: int = MOST,
) -> Refined[Fit]:
    """Fit segments until all are resolved, halving those that are not.

    It stops with a rest where ``goes_on`` says no to the fits of one round, where more than
    ``most`` are to be halved, and after HALVINGS rounds.
    """
    resolved: list[Fit] = []
    rest: list[Fit] = []
    for _ in range(HALVINGS):
        fits = fit(tasks)
        if not goes_on(fits):
            return Refined(resolved, fits)
        good = [is_resolved(one) for one in fits]
        resolved += [one for one, fine in zip(fits, good, strict=True) if fine]
        rest = [one for one, fine in zip(fits, good, strict=True) if not fine]
        if not rest or len(rest) > most:
            break
        tasks = [half for one in rest for half in halves(one)]
    return Refined(resolved, rest)
