"""How many networks one needs to see an error: from fluctuations and from what it amounts to."""

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from freewidth.compare import Comparison

LEVEL = 1e-6  # two-sided, of one test: about 1e-4 for a hundred of them


def networks(comparison: Comparison, rival: str) -> dict[int, NDArray]:
    """Networks of each width, by statistic, whose mean lies z standard errors from the rival's law.

    z is that of ``LEVEL``. The bias of order 1/n is left aside: it can be extrapolated away.
    """
    gap = comparison.rivals[rival] - comparison.expected
    found = {}
    for width, values in comparison.observed.items():
        with np.errstate(divide="ignore", invalid="ignore"):  # the rival may predict the same
            count = values.var(axis=0, ddof=1) * (norm.isf(LEVEL / 2) / gap) ** 2
        found[width] = np.where(gap == 0, np.inf, np.maximum(count, 2))
    return found


def best(comparison: Comparison, rival: str) -> dict[int, tuple[float, str]]:
    """Width -> (networks needed, statistic), for the statistic that needs fewest."""
    names = comparison.names
    return {
        width: (float(np.ceil(count.min())), names[int(np.argmin(count))])
        for width, count in sorted(networks(comparison, rival).items())
    }


def needed(comparison: Comparison, rival: str) -> str:
    """The same as a sentence."""
    told = [f"n={n}: {count:.3g} ({what})" for n, (count, what) in best(comparison, rival).items()]
    return "networks that show it: " + ", ".join(told)
