"""What a sampled ensemble of random symmetric matrices is."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class MatrixEnsemble:
    """Random symmetric matrices of any size.

    Attributes:
        label: what a legend prints.
        sample: ``sample(rng, n, **shape)`` draws one, shape (n, n). Of mean square eigenvalue one
            if it has both signs, of mean eigenvalue one if it is positive semidefinite.
    """

    label: str
    sample: Callable[..., NDArray]

    def eigenvalues(self, rng: np.random.Generator, n: int, **shape) -> NDArray:
        """Sorted eigenvalues of one matrix, with their signs, shape (n,)."""
        return np.linalg.eigvalsh(self.sample(rng, n, **shape))


def goe(rng: np.random.Generator, n: int) -> NDArray:
    """Symmetric Gaussian entries of variance 1/n (2/n on the diagonal)."""
    a = rng.standard_normal((n, n))
    return (a + a.T) / np.sqrt(2 * n)


def inner(ratio: float, n: int) -> int:
    """Whole number nearest to ratio * n, at least 1."""
    return max(1, round(ratio * n))
