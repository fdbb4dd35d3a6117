"""What is common to the false claims on networks that break a hypothesis: how soon one notices."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from claims.spectra._power import LEVEL


def noticed(
    names: tuple[str, ...], flawed: Mapping[int, NDArray], sound: Mapping[int, NDArray]
) -> str:
    """How many networks of each kind tell them apart at each width, by the best statistic."""
    found = []
    for n in sorted(flawed):
        gap = flawed[n].mean(axis=0) - sound[n].mean(axis=0)
        spread = flawed[n].var(axis=0, ddof=1) + sound[n].var(axis=0, ddof=1)
        with np.errstate(divide="ignore", invalid="ignore"):  # equal constants tell nothing
            count = np.nan_to_num(spread / gap**2, nan=np.inf) * norm.isf(LEVEL / 2) ** 2
        best = int(np.argmin(count))
        networks = max(2, int(np.ceil(min(count[best], 1e9))))
        found.append(f"n={n}: {networks} ({names[best]})")
    return "networks of each kind that tell them apart: " + ", ".join(found)
