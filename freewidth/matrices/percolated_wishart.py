"""X X^T of which X has ``row`` entries per row and ``column`` per column on average."""

import numpy as np

from freewidth.matrices._base import MatrixEnsemble, inner


def sample(rng: np.random.Generator, n: int, row: float, column: float):
    m = inner(row / column, n)
    x = (rng.random((n, m)) < row / m) * rng.standard_normal((n, m)) / np.sqrt(row)
    return x @ x.T


ensemble = MatrixEnsemble("percolated Wishart", sample)
