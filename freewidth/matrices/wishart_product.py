"""(W_L ... W_1)(W_L ... W_1)^T, Gaussian factors; all inner dimensions are ``ratio`` times n."""

import numpy as np

from freewidth.matrices._base import MatrixEnsemble, inner


def sample(rng: np.random.Generator, n: int, depth: int, ratio: float):
    """``depth`` is L, the number of factors."""
    m = inner(ratio, n)
    product = rng.standard_normal((n, m)) / np.sqrt(m)
    for _ in range(depth - 1):
        product = product @ rng.standard_normal((m, m)) / np.sqrt(m)
    return product @ product.T


ensemble = MatrixEnsemble("Wishart product", sample)
