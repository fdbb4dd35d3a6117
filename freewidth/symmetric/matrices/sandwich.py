"""X^T W X: a Wigner matrix of size m between an m x n Gaussian X, ``ratio`` = m/n."""

import numpy as np
from numpy.typing import NDArray

from freewidth.symmetric.matrices._base import MatrixEnsemble, goe, inner, triangle


def sample(rng: np.random.Generator, n: int, ratio: float) -> NDArray:
    m = inner(ratio, n)
    if m >= n:  # X = Q R: what is left of W in the basis Q is Wigner as well
        x, w = triangle(rng, n, m).T, goe(rng, n) * np.sqrt(n / m)
    else:
        x, w = rng.standard_normal((m, n)), goe(rng, m)
    product = x.T @ w @ x / np.sqrt(n * m)
    return (product + product.T) / 2


ensemble = MatrixEnsemble("sandwich X^T W X", sample)
