"""W_k ... W_1 W_0 W_1 ... W_k, all Wigner: the symmetric product of 2k + 1 factors."""

import numpy as np
from numpy.typing import NDArray

from freewidth.symmetric.matrices._base import MatrixEnsemble, goe


def sample(rng: np.random.Generator, n: int, factors: int) -> NDArray:
    """``factors`` is k, the number on either side."""
    product = goe(rng, n)
    for _ in range(factors):
        w = goe(rng, n)
        product = w @ product @ w
    return (product + product.T) / 2


ensemble = MatrixEnsemble("Wigner product", sample)
