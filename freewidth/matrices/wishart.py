"""X X^T/m with X of n x m independent Gaussian entries, ``ratio`` = m/n."""

import numpy as np

from freewidth.matrices._base import MatrixEnsemble, inner


def sample(rng: np.random.Generator, n: int, ratio: float):
    x = rng.standard_normal((n, inner(ratio, n)))
    return x @ x.T / x.shape[1]


ensemble = MatrixEnsemble("Wishart", sample)
