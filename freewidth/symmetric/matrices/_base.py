"""What a sampled ensemble of random symmetric matrices is, and the Gaussian pieces they share."""

from collections.abc import Callable
from dataclasses import dataclass
from inspect import signature

import numpy as np
from numpy.typing import NDArray

from freewidth.arguments import Width, checked
from freewidth.errors import InvalidInputError


@checked
@dataclass(frozen=True, repr=False)
class MatrixEnsemble:
    """Random symmetric matrices of any size.

    Attributes:
        label: what a legend prints.
        sample: ``sample(rng, n, **shape)`` draws one, shape (n, n). Of mean square eigenvalue one
            if it has both signs, of mean eigenvalue one if it is positive semidefinite.
        spectrum: ``spectrum(rng, n, **shape)`` draws the sorted eigenvalues alone, of the same
            distribution, where a matrix of n**2 numbers is more than that takes.
    """

    label: str
    sample: Callable[..., NDArray]
    spectrum: Callable[..., NDArray] | None = None

    def __repr__(self) -> str:
        return f"MatrixEnsemble({self.label})"

    @checked
    def eigenvalues(self, rng: np.random.Generator, n: Width, **shape: float) -> NDArray:
        """Sorted eigenvalues of one matrix, with their signs, shape (n,).

        Raises:
            InvalidInputError: these matrices have no such shape parameter.
        """
        known = list(signature(self.sample).parameters)[2:]
        if set(shape) - set(known):
            raise InvalidInputError(
                f"{self.label}: shape parameters are {known}, got {sorted(shape)}"
            )
        if self.spectrum is not None:
            return self.spectrum(rng, n, **shape)
        return np.linalg.eigvalsh(self.sample(rng, n, **shape))


def goe(rng: np.random.Generator, n: int) -> NDArray:
    """Symmetric Gaussian entries of variance 1/n (2/n on the diagonal)."""
    a = rng.standard_normal((n, n))
    return (a + a.T) / np.sqrt(2 * n)


def triangle(rng: np.random.Generator, n: int, m: int) -> NDArray:
    r"""Lower triangular R of a Gaussian n x m matrix G = R Q, Q independent of it, n <= m.

    Bartlett: normal entries below :math:`R_{ii} = \chi_{m-i+1}`. As G is as random in any other
    basis, R stands for it wherever what follows on its right is Gaussian too: no m x m matrix is
    needed, however large m.
    """
    lower = np.tril(rng.standard_normal((n, n)), -1)
    lower[np.diag_indices(n)] = np.sqrt(rng.chisquare(m - np.arange(n)))
    return lower


def inner(ratio: float, n: int) -> int:
    """Whole number nearest to ratio * n, at least 1."""
    return max(1, round(ratio * n))
