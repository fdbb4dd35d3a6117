r"""Energy distance between a sample and a standard Gaussian vector, without bias.

.. math:: \mathcal E = 2\,\mathbb E|X - Z| - \mathbb E|X - X'| - \mathbb E|Z - Z'| \ge 0,

zero only if X has the law of Z (Szekely and Rizzo 2013). It is the mean of

.. math:: h(x, x') = \mathbb E|x - Z| + \mathbb E|x' - Z| - |x - x'| - \mathbb E|Z - Z'|

over pairs. The expectations over Z are known; over distinct pairs of a sample the mean is unbiased
and may be negative. If X has the law of Z the pairs are uncorrelated: m vectors give the variance
:math:`2\,\mathbb E h^2/(m(m-1))`.
"""

from functools import cache

import numpy as np
import scipy  # its parts are loaded at first use
from numpy.typing import ArrayLike, NDArray

GROUPS = 100
TOLERANCE = 1e-12  # of the integral for E|X|


def energy(sample: NDArray) -> tuple[float, float]:
    """Unbiased energy distance of ``sample``, shape (m, d), to N(0, 1), and its variance there."""
    count, dimension = sample.shape
    own = _of_standard(dimension)
    squares = (sample**2).sum(axis=1)
    to_normal = own * scipy.special.hyp1f1(-0.5, dimension / 2, -squares / 2)  # E|x - Z|
    first, second = np.triu_indices(count, 1)
    between = scipy.spatial.distance.pdist(sample)
    pairs = to_normal[first] + to_normal[second] - between - np.sqrt(2) * own
    return float(pairs.mean()), float(2 * (pairs**2).mean() / (count * (count - 1)))


@cache
def _of_standard(dimension: int) -> float:
    """E|X| of a standard normal vector."""
    return mean_norm(np.ones(dimension))


def mean_energy(vectors: NDArray, covariance: NDArray, groups: int = GROUPS) -> tuple[float, float]:
    """Mean energy distance to N(0, covariance) over groups of vectors, and its standard error.

    ``vectors`` has shape (..., d). The error is the one under normality; ``groups`` many distances
    make their mean nearly normal.
    """
    white = whitened(vectors.reshape(-1, len(covariance)).T, covariance).T
    found = np.array([energy(group) for group in np.array_split(white, groups)])
    return float(found[:, 0].mean()), float(np.sqrt(found[:, 1].mean() / groups))


def whitened(columns: NDArray, covariance: NDArray) -> NDArray:
    """Columns in coordinates in which N(0, covariance) is standard, shape (d, k)."""
    return np.linalg.solve(np.linalg.cholesky(covariance), columns)


def energy_of_normal(covariance: ArrayLike) -> float:
    """The energy distance of N(0, covariance) to N(0, 1): what a wrong covariance amounts to."""
    values = np.linalg.eigvalsh(np.asarray(covariance, dtype=float))
    mixed, own = mean_norm(values + 1), mean_norm(2 * values)
    return 2 * mixed - own - mean_norm(np.full(values.size, 2.0))


def mean_norm(variances: ArrayLike) -> float:
    r"""E|X| for independent centred Gaussian entries of these variances.

    .. math:: \mathbb E|X| = \frac{1}{2\sqrt\pi}\int_0^\infty
        \Bigl(1 - \prod_i (1+2 t v_i)^{-1/2}\Bigr)\,t^{-3/2}\,dt, \qquad t = s^2/(1-s)^2
    """
    variances = np.asarray(variances, dtype=float)

    def integrand(s):
        t = (s / (1 - s)) ** 2
        return -np.expm1(-0.5 * np.log1p(2 * t * variances).sum()) / s**2

    found = scipy.integrate.quad(integrand, 0, 1, epsabs=TOLERANCE, epsrel=TOLERANCE)
    return float(found[0] / np.sqrt(np.pi))
