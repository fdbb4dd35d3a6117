"""Gaussian orthogonal ensemble: symmetric, independent entries."""

import numpy as np
import scipy  # its parts are loaded at first use
from numpy.typing import NDArray

from freewidth.symmetric.matrices._base import MatrixEnsemble, goe


def spectrum(rng: np.random.Generator, n: int) -> NDArray:
    """By the tridiagonal form (Dumitriu and Edelman 2002, arXiv:math-ph/0206043)."""
    diagonal = np.sqrt(2) * rng.standard_normal(n)
    below = np.sqrt(rng.chisquare(np.arange(n - 1, 0, -1)))
    return scipy.linalg.eigvalsh_tridiagonal(diagonal, below) / n**0.5


ensemble = MatrixEnsemble("Wigner (GOE)", goe, spectrum)
