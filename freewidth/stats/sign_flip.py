r"""An exact test of a mean: under the hypothesis that numbers are symmetric, signs are free.

.. math:: p = 2^{-K} \, \#\Bigl\{\varepsilon \in \{-1, 1\}^K :
    \bigl|\sum_k \varepsilon_k d_k\bigr| \ge \bigl|\sum_k d_k\bigr| \Bigr\}, \qquad d_k = y_k - t

for K independent numbers y and the target t. No law is assumed but that of y - t is symmetric, so
that few clusters of whatever law can be tested. The least p is :math:`2^{1-K}`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from freewidth.arguments import Moderate, checked
from freewidth.errors import InvalidInputError
from freewidth.stats.evidence import Evidence, Side
from freewidth.stats.samples import WHY_MEAN, mean_and_error

MOST = 44  # numbers: half of them have four million sums
TIED = 1e-12  # relative: sums that are equal but for rounding


@checked
@dataclass(frozen=True, repr=False)
class SignFlip(Evidence):
    """A mean whose p-values are exact.

    Attributes:
        values: independent numbers, one for each cluster.
    """

    values: tuple[float, ...] = ()

    @checked
    def p_value(self, target: Moderate | None = None) -> float:
        """Share of all signs with a sum as far from 0; 1 on the right side of a bound."""
        if self.distance(target) == 0:
            return 1.0
        return sign_flip_p(np.array(self.values) - (self.expected if target is None else target))


@checked
def sign_flip(
    what: str,
    values: ArrayLike,
    expected: float,
    rivals: Mapping[str, float],
    side: Side = "equal",
) -> SignFlip:
    """The mean of one number per cluster, shape (K,), tested by flipping signs.

    Raises:
        InvalidInputError: fewer than two numbers, more than 44, or some that are not finite.
    """
    values = np.asarray(values, dtype=float)
    if values.ndim != 1 or not 2 <= values.size <= MOST or not np.isfinite(values).all():
        raise InvalidInputError(
            f"{what}: signs of 2 to {MOST} finite numbers can be flipped, got "
            f"{int(np.isfinite(values).sum())} finite ones in an array of shape {values.shape}"
        )
    center, sem = (float(number) for number in mean_and_error(values))
    freedom, each = float(values.size - 1), tuple(values.tolist())
    return SignFlip(
        what, center, float(expected), sem, 0.0, WHY_MEAN, dict(rivals), freedom, center, side,
        values=each,
    )  # fmt: skip


def sign_flip_p(differences: NDArray) -> float:
    """The p-value of the module's docstring, two-sided, for numbers of shape (K,).

    Sums with all signs of one half of the numbers are counted against those of the other half.
    """
    half = len(differences) // 2
    left, right = (np.sort(_sums(part)) for part in (differences[:half], differences[half:]))
    seen = abs(differences.sum()) * (1 - TIED)
    above = len(right) - np.searchsorted(right, seen - left, side="left")
    below = np.searchsorted(right, -seen - left, side="right")
    far = above + below if seen else np.full(len(left), len(right))
    return float(far.sum() / (len(left) * len(right)))


def _sums(values: NDArray) -> NDArray:
    """Sums with all combinations of signs, shape (2^k,)."""
    sums = np.zeros(1)
    for value in values:
        sums = np.concatenate([sums + value, sums - value])
    return sums
