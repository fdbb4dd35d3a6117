"""How many networks it takes to see a difference of a given size."""

import numpy as np
import scipy  # its parts are loaded at first use
from numpy.typing import ArrayLike, NDArray

LEVEL = 1e-6  # two-sided, of one test: about 1e-4 for a hundred of them
LEAST = 2  # networks: fewer have no standard error


def networks_needed(variance: ArrayLike, gap: ArrayLike, level: float = LEVEL) -> NDArray:
    r"""Networks whose mean lies z standard errors off: :math:`\max(2, v\,z^2/g^2)`.

    z is the two-sided quantile of ``level``, v the variance of the statistic in one network, g by
    how much its mean differs; infinitely many where g = 0. A bias of order 1/n is left aside: it
    can be extrapolated away.
    """
    variance, gap = np.asarray(variance, dtype=float), np.asarray(gap, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        count = variance * (scipy.special.ndtri(level / 2) / gap) ** 2
    return np.where(gap == 0, np.inf, np.maximum(count, LEAST))
