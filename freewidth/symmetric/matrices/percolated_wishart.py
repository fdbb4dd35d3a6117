"""X X^T of which X has ``row`` entries per row and ``column`` per column on average."""

import numpy as np
import scipy  # its parts are loaded at first use
from numpy.typing import NDArray

from freewidth.symmetric.matrices._base import MatrixEnsemble, inner


def sample(rng: np.random.Generator, n: int, row: float, column: float) -> NDArray:
    """X is sparse also in memory: it may have many more columns than rows."""
    m = inner(row / column, n)
    count = rng.binomial(n * m, min(1.0, row / m))
    place = rng.choice(n * m, count, replace=False, shuffle=False)
    x = scipy.sparse.csr_array((rng.standard_normal(count), np.divmod(place, m)), shape=(n, m))
    return (x @ x.T).toarray() / row


ensemble = MatrixEnsemble("percolated Wishart", sample)
