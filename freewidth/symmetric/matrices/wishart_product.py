"""(W_L ... W_1)(W_L ... W_1)^T, Gaussian factors; all inner dimensions are ``ratio`` times n."""

import numpy as np
from numpy.typing import NDArray

from freewidth.symmetric.matrices._base import MatrixEnsemble, inner, triangle


def sample(rng: np.random.Generator, n: int, depth: int, ratio: float) -> NDArray:
    """``depth`` is L, the number of factors."""
    m = inner(ratio, n)
    product = factor(rng, n, m)
    for _ in range(depth - 1):
        product = product @ factor(rng, min(n, m), m)
    return product @ product.T


def factor(rng: np.random.Generator, n: int, m: int) -> NDArray:
    """Gaussian n x m, or where that is no larger the triangle that stands for it."""
    return (triangle(rng, n, m) if n <= m else rng.standard_normal((n, m))) / np.sqrt(m)


ensemble = MatrixEnsemble("Wishart product", sample)
