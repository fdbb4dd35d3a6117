"""X^T W X: a Wigner matrix of size m between an m x n Gaussian X, ``ratio`` = m/n."""

import numpy as np

from freewidth.matrices._base import MatrixEnsemble, goe, inner


def sample(rng: np.random.Generator, n: int, ratio: float):
    m = inner(ratio, n)
    x = rng.standard_normal((m, n)) / (n * np.sqrt(m / n)) ** 0.5
    product = x.T @ goe(rng, m) @ x
    return (product + product.T) / 2


ensemble = MatrixEnsemble("sandwich X^T W X", sample)
