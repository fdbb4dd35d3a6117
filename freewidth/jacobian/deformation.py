"""The imaginary part of a path: against the slope of k, as long as k's own length scale."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from freewidth.jacobian.squared_slope import SquaredSlope

SLOPE = 0.9  # at which the path crosses critical points of k
TAIL = 0.6  # extra share where k is exponential: turns k by 1.2 there
STRIP = 2.0  # the deformation stays below 0.9/2: tanh has its nearest pole at i pi/2


class Deformation:
    """Im h on the path above the real point anchor + offset; ``share`` of the full deformation.

    Zero at critical points of k and at ``kinks``; never longer than the width of Gaussians of this
    ``variance``.
    """

    def __init__(
        self, k: SquaredSlope, variance: float, kinks: Iterable[float], share: float = 1.0
    ):
        self.k, self.kinks, self.slope = k, tuple(kinks), SLOPE * share
        self.width = np.sqrt(variance)

    def __call__(self, anchor, offset) -> NDArray:
        first, second, third = self.k.derivatives(anchor, offset)
        fixed = STRIP**2 + 1 / self.width**2
        for t in self.kinks:
            distance = np.where(anchor == t, offset, anchor + offset - t)
            fixed = fixed + 1 / np.maximum(distance**2, 1e-60)
        curl = np.hypot(second**2, first * third / 2)  # smooth, unlike absolute values
        total = np.sqrt(curl + first**2 * fixed)
        ratio = first * third / np.maximum(curl, 1e-300)  # 0.9 where k is exponential
        extra = 1 + TAIL / (1 + np.exp(-3 * (ratio - 0.4)))
        return -self.slope * extra * first / np.where(total > 0, total, np.inf)
