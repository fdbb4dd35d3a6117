r"""Whether entries of matrices are independent, whatever their law is.

If all entries are independent and of one law, their ranks are a random permutation (equal values
ordered at random), so that the ``scores`` :math:`s=\sqrt{12}\,(u-\tfrac12)` of ranks u in (0, 1),
and :math:`\sqrt{180}\,((u-\tfrac12)^2-\tfrac1{12})` for how far out an entry lies, are what they
are for uniform entries: of mean 0, variance 1, bounded. Every statistic below is normal for these
to good approximation, or a maximum of such numbers; the limits hold at ``_bounds.LEVEL``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

MOST = 5.5  # standard deviations: P = 4e-8 if normal, which sums over some hundred rows nearly are
LARGEST = 7.2  # of 1e5 correlations the largest: P = 1e5 * 6e-13


@dataclass(frozen=True)
class Dependence:
    """A sign that entries are not independent.

    Attributes:
        between: of what.
        statistic: its value, in standard deviations, of ``allowed`` at most.
    """

    between: str
    statistic: float
    allowed: float


Scores = tuple[NDArray, NDArray]


def scores(x: NDArray, ties: np.random.Generator) -> Scores:
    """Two matrices of scores for a real one, of the shape of x: of the entry, of its distance."""
    flat = x.ravel()
    shuffled = ties.permutation(flat.size)  # so that equal values are ordered at random
    order = shuffled[np.argsort(flat[shuffled])]
    ranks = np.empty(flat.size)
    ranks[order] = (np.arange(flat.size) + 0.5) / flat.size - 0.5
    u = ranks.reshape(x.shape)
    plain, outer = sqrt(12) * u, sqrt(180) * (u**2 - 1 / 12)
    return plain.astype(np.float32), outer.astype(np.float32)


def within(scored: Scores) -> Iterator[Dependence]:
    """Signs of dependence between the rows, the columns, or the neighbours of one matrix."""
    for s, of in zip(scored, ("entries", "sizes of entries"), strict=True):
        for matrix, what in ((s, "rows"), (s.T, "columns")):
            yield from _spread(matrix, f"{of} of the same {what[:-1]}")
            yield from _correlated(matrix, matrix, f"{of} of different {what}")
            beside = matrix[:, 1:] * matrix[:, :-1]
            yield from _mean(beside, f"neighbouring {of} in {what}")


def between(one: Scores, other: Scores, what: str) -> Iterator[Dependence]:
    """Signs of dependence between two matrices of the same shape."""
    for s, t, of in zip(one, other, ("entries", "sizes of entries"), strict=True):
        yield from _mean(s * t, f"{of} at the same place of {what}")
    s, t = one[0], other[0]
    yield from _correlated(s, t, f"rows of {what}")
    yield from _correlated(s.T, t.T, f"columns of {what}")


def _mean(product: NDArray, what: str) -> Iterator[Dependence]:
    z = float(np.mean(product, dtype=float)) * sqrt(product.size)
    if abs(z) > MOST:
        yield Dependence(what, abs(z), MOST)


def _spread(s: NDArray, what: str) -> Iterator[Dependence]:
    """Means of rows vary by 1/columns if entries of a row are independent."""
    rows, columns = s.shape
    spread = float(np.sum(np.mean(s, axis=1, dtype=float) ** 2)) * columns
    # Wilson and Hilferty: the cube root of chi^2/k is nearly normal
    z = ((spread / (rows - 1)) ** (1 / 3) - 1 + 2 / (9 * rows)) / sqrt(2 / (9 * rows))
    if abs(z) > MOST:
        yield Dependence(what, abs(z), MOST)


def _correlated(a: NDArray, b: NDArray, what: str) -> Iterator[Dependence]:
    """All correlations between rows of a and rows of b, of distinct ones if a is b."""
    gram = (a @ b.T) / sqrt(a.shape[1])
    pairs = gram[np.triu_indices(len(gram), 1)] if a is b else gram.ravel()
    z = (float(np.mean(pairs**2, dtype=float)) - 1) * sqrt(pairs.size / 2)
    if abs(z) > MOST:
        yield Dependence(f"{what}, taken together", abs(z), MOST)
    largest = float(np.abs(pairs).max())
    if largest > LARGEST:
        yield Dependence(f"two {what}", largest, LARGEST)
