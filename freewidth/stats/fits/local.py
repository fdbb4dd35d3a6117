r"""Local statistics: how neighbouring eigenvalues repel, whatever the global density is.

.. math:: r_i = \min(s_i, s_{i+1}) / \max(s_i, s_{i+1}), \qquad s_i = \lambda_{i+1} - \lambda_i

needs no unfolding. Its mean is 0.5307 for the Gaussian orthogonal ensemble and 2 log 2 - 1 = 0.3863
for independent points.
"""

import numpy as np
from numpy.typing import NDArray

GOE = 0.5307  # Atas, Bogomolny, Giraud and Roux (2013), arXiv:1212.5611, by simulation
POISSON = 2 * np.log(2) - 1
RESOLVED = 1e-9  # of the largest modulus: closer to 0 rounding may order neighbours
TAILS = 0.1  # share left out at either end: outliers are not neighbours in a bulk


def spacing_ratios(values: NDArray) -> NDArray:
    """The ratios of the bulk of sorted ``values``, those too near to 0 left out."""
    kept = values[np.abs(values) > RESOLVED * np.abs(values).max()]
    cut = int(TAILS * len(kept))
    gaps = np.diff(kept[cut : len(kept) - cut])
    return np.minimum(gaps[1:], gaps[:-1]) / np.maximum(gaps[1:], gaps[:-1])


def index(values: NDArray, shifts: NDArray) -> NDArray:
    """Share of negative eigenvalues of H + shift, for each shift: the index against energy."""
    return np.searchsorted(np.sort(values), -np.asarray(shifts), side="left") / len(values)


def gaps(values: NDArray, among: int) -> NDArray:
    """Logarithms of the ratios of each of the ``among`` largest eigenvalues above 0 to the next."""
    top = np.sort(values)[::-1][: among + 1]
    return -np.diff(np.log(top[top > 0]))


def outliers(values: NDArray, among: int) -> int:
    """How many of the ``among`` largest eigenvalues lie above the widest relative gap."""
    wide = gaps(values, among)
    return int(np.argmax(wide)) + 1 if len(wide) else 0


def isolation(values: NDArray, count: int, among: int) -> float:
    """The gap below the ``count`` largest over the widest other one, less 1.

    Above 0 exactly if they are the outliers of :func:`outliers`; nan if they are not above 0.
    """
    wide = gaps(values, among)
    if not 1 <= count < len(wide):
        return np.nan
    return float(wide[count - 1] / np.delete(wide, count - 1).max() - 1)
