"""X X^T/m with X of n x m independent Gaussian entries, ``ratio`` = m/n."""

import numpy as np
import scipy  # its parts are loaded at first use
from numpy.typing import NDArray

from freewidth.symmetric.matrices._base import MatrixEnsemble, inner


def sample(rng: np.random.Generator, n: int, ratio: float) -> NDArray:
    x = rng.standard_normal((n, inner(ratio, n)))
    return x @ x.T / x.shape[1]


def spectrum(rng: np.random.Generator, n: int, ratio: float) -> NDArray:
    """By the bidiagonal form (Dumitriu and Edelman 2002, arXiv:math-ph/0206043)."""
    m = inner(ratio, n)
    few, many = min(n, m), max(n, m)
    squares = rng.chisquare(many - np.arange(few))
    below = rng.chisquare(np.arange(few - 1, 0, -1))
    diagonal = squares + np.concatenate([[0.0], below])
    values = scipy.linalg.eigvalsh_tridiagonal(diagonal, np.sqrt(squares[:-1] * below)) / m
    return np.concatenate([np.zeros(n - few), np.maximum(values, 0.0)])


ensemble = MatrixEnsemble("Wishart", sample, spectrum)
