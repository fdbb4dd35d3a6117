"""Wigner matrix, each entry kept with a fixed probability ``kept``: nothing is gained."""

import numpy as np
from numpy.typing import NDArray

from freewidth.symmetric.matrices._base import MatrixEnsemble


def sample(rng: np.random.Generator, n: int, kept: float) -> NDArray:
    half = np.triu(rng.random((n, n)) < kept, 1) * rng.standard_normal((n, n)) / np.sqrt(kept * n)
    return half + half.T


ensemble = MatrixEnsemble("diluted Wigner", sample)
