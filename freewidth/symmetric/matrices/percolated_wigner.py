"""Wigner matrix of which each entry is kept with probability ``degree``/n."""

import numpy as np
from numpy.typing import NDArray

from freewidth.symmetric.matrices._base import MatrixEnsemble


def sample(rng: np.random.Generator, n: int, degree: float) -> NDArray:
    kept = np.triu(rng.random((n, n)) < degree / n, 1)
    half = kept * rng.standard_normal((n, n)) / np.sqrt(degree)
    return half + half.T


ensemble = MatrixEnsemble("percolated Wigner", sample)
