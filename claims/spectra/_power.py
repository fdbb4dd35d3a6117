"""How many networks one needs to see an error: from fluctuations and from what it amounts to."""

import numpy as np
from numpy.typing import NDArray

from freewidth.compare import Comparison
from freewidth.stats.power import LEVEL, networks_needed

__all__ = ["LEVEL", "best", "needed", "networks"]


def networks(comparison: Comparison, rival: str) -> dict[int, NDArray]:
    """Width -> networks whose mean excludes the rival's law at ``LEVEL``, by statistic."""
    gap = comparison.rivals[rival] - comparison.expected
    return {
        width: networks_needed(values.var(axis=0, ddof=1), gap)
        for width, values in comparison.observed.items()
    }


def best(comparison: Comparison, rival: str) -> dict[int, tuple[float, str]]:
    """Width -> (networks needed, statistic), for the statistic that needs fewest."""
    names = comparison.names
    return {
        width: (float(np.ceil(count.min())), names[int(np.argmin(count))])
        for width, count in sorted(networks(comparison, rival).items())
    }


def needed(comparison: Comparison, rival: str) -> str:
    """The same as a sentence."""
    found = [f"n={n}: {count:.3g} ({what})" for n, (count, what) in best(comparison, rival).items()]
    return "networks that show it: " + ", ".join(found)
