"""Statistics of so many networks that means over a few of them are kept instead."""

from math import gcd

from numpy.typing import NDArray

TOGETHER = 50  # networks of which one mean is kept: one by one they would take 400 MB
LEAST = 100  # such means, or none are formed: a standard error is known to a few percent


def means(values: NDArray) -> NDArray:
    """Means over groups of equal size of the rows of values, shape (groups, K).

    Errors of means are those of the rows, and the means of groups are nearer to normal.
    """
    group = gcd(len(values), TOGETHER)
    if len(values) < group * LEAST:
        return values
    return values.reshape(-1, group, values.shape[1]).mean(axis=1)
