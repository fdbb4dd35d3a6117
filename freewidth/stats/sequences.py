"""Limits of sequences that are computed, not sampled."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from freewidth.arguments import At, Names, Power, Predictions, Statistics, checked
from freewidth.errors import InvalidInputError
from freewidth.stats.evidence import Evidence
from freewidth.stats.extrapolation import ROUNDING
from freewidth.stats.samples import Rivals, distinct_rivals, items_of

SHARE = 0.25  # of what the extrapolation changes
WHY_SEQUENCE = (
    "computed, not sampled: the polynomial in powers of L^-power through the values at all L; "
    "allowed: a quarter of what it changes, and all that its order changes"
)


@checked
def at_limit(
    names: Names,
    values: Mapping[At, Statistics],
    expected: Predictions,
    rivals: Rivals,
    power: Power,
    why_bias: str = WHY_SEQUENCE,
) -> list[Evidence]:
    """The limits of K sequences, see :func:`limit`, against predictions, shape (K,).

    Rivals that predict the same are left out. There is no standard error; the value at the largest
    L is given like that of the widest networks.
    """
    found, allowed = limit(values, power)
    return items_of(
        names,
        found,
        expected,
        np.zeros(len(names)),
        allowed + ROUNDING * np.abs(found),
        why_bias,
        distinct_rivals(rivals, expected),
        np.inf,
        values[max(values)][0],
    )


def limit(values: Mapping[int, NDArray], power: Power) -> tuple[NDArray, NDArray]:
    r"""The limit of a sequence with corrections in powers of :math:`L^{-\mathrm{power}}`.

    ``values[L]`` has shape (1, K). The polynomial in :math:`h = L^{-\mathrm{power}}` through all of
    them, at h = 0, shape (K,), and what to allow for: a quarter of what it changes against the last
    value, and all that its order changes (the sum of the steps from the line through the last two
    values to it).

    Raises:
        InvalidInputError: fewer than two values.
    """
    places = np.array(sorted(values))
    if places.size < 2:
        raise InvalidInputError(f"a limit needs two values at least, got those at {places}")
    stacked = np.concatenate([values[place] for place in places])
    h = places**-power
    orders = [
        np.linalg.solve(np.vander(h[-k:], increasing=True), stacked[-k:])[0]
        for k in range(2, len(h) + 1)
    ]
    steps = np.abs(np.diff(orders, axis=0)).sum(axis=0)
    return orders[-1], SHARE * np.abs(orders[-1] - stacked[-1]) + steps
