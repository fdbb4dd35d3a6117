"""What is common to the false claims on networks that break a hypothesis: how soon one notices."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from freewidth.stats.power import networks_needed

MOST = 1e9  # networks: more are as good as infinitely many


def noticed(
    names: tuple[str, ...], flawed: Mapping[int, NDArray], sound: Mapping[int, NDArray]
) -> str:
    """How many networks of each kind show the difference at each width, by the best statistic."""
    found = []
    for n in sorted(flawed):
        gap = flawed[n].mean(axis=0) - sound[n].mean(axis=0)
        spread = flawed[n].var(axis=0, ddof=1) + sound[n].var(axis=0, ddof=1)
        count = networks_needed(spread, gap)
        best = int(np.argmin(count))
        found.append(f"n={n}: {int(np.ceil(min(count[best], MOST)))} ({names[best]})")
    return "networks of each kind that show the difference: " + ", ".join(found)
