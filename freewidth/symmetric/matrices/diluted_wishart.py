"""X X^T, each entry of X kept with a fixed probability ``kept``: nothing is gained."""

import numpy as np
from numpy.typing import NDArray

from freewidth.symmetric.matrices._base import MatrixEnsemble, inner


def sample(rng: np.random.Generator, n: int, ratio: float, kept: float) -> NDArray:
    m = inner(ratio, n)
    x = (rng.random((n, m)) < kept) * rng.standard_normal((n, m)) / np.sqrt(kept * m)
    return x @ x.T


ensemble = MatrixEnsemble("diluted Wishart", sample)
