"""Kolmogorov distance of a spectrum of both signs to a law that may have an atom."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from freewidth.errors import InvalidInputError
from freewidth.matrixlaws import Affine

RESOLVED = 1e-12  # of the largest modulus: below it an eigenvalue is 0 as far as can be told


def clean(eigenvalues: ArrayLike, resolved: float = RESOLVED) -> NDArray:
    """Sorted, with their signs, those within rounding of 0 set to 0.

    Raises:
        InvalidInputError: there are none, or some are not finite.
    """
    values = np.sort(np.asarray(eigenvalues, dtype=float).ravel())
    if not values.size or not np.all(np.isfinite(values)):
        raise InvalidInputError(f"{values.size} eigenvalues, not all of them finite")
    values[np.abs(values) <= resolved * np.abs(values).max()] = 0.0
    return values


def bulk(values: NDArray, outliers: int) -> NDArray:
    """Sorted values without the ``outliers`` largest in modulus."""
    if outliers == 0:
        return values
    order = np.argsort(np.abs(values), kind="stable")
    return np.sort(values[order[: len(values) - outliers]])


def kolmogorov(values: NDArray, law: Affine) -> float:
    r""":math:`\sup_x |F_n(x) - F(x)|` for sorted ``values``; both may jump."""
    points, ranks = np.unique(values, return_counts=True)
    upto = np.cumsum(ranks) / len(values)
    before = upto - ranks / len(values)
    gap = max(np.abs(upto - law.cdf(points)).max(), np.abs(before - law.below(points)).max())
    if law.table.atom:
        at = law.shift
        gap = max(
            gap,
            abs(np.searchsorted(values, at, "right") / len(values) - law.cdf(at)),
            abs(np.searchsorted(values, at, "left") / len(values) - law.below(at)),
        )
    return float(gap)
