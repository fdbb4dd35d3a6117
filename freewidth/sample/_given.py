"""Matrices of given spectra, turned against each other: no network in it."""

from collections.abc import Sequence
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from freewidth.arguments import (
    REAL,
    AnyFloat,
    Batches,
    Bounds,
    Order,
    Shape,
    Vector,
    Width,
    checked,
)
from freewidth.errors import InvalidInputError
from freewidth.sample._jacobians import trace_moments

TIE = 1e-12  # of mass: a sum of a few rounded numbers

Part = tuple[AnyFloat, AnyFloat, AnyFloat]  # low, high, mass
Levels = Annotated[NDArray, Shape("n"), REAL, Bounds(least=0)]
Turns = Annotated[NDArray, Shape("batch", "n", "n")]


@checked
def given_spectrum(parts: Sequence[Part], size: Width) -> NDArray:
    """Eigenvalues at the levels (i + 1/2)/n of a law: nothing about them is random.

    Args:
        parts: triples (low, high, mass) in increasing order: mass spread evenly from low to high,
            or an atom where these are equal.
        size: n.

    Returns:
        Increasing numbers, shape (n,).

    Raises:
        InvalidInputError: negative values, parts out of order, or masses that do not add up to 1.
    """
    low, high, mass = np.array(parts, dtype=float).reshape(-1, 3).T
    ends = np.stack([low, high], axis=1).ravel()
    if not (ends.size and ends[0] >= 0 and np.all(np.diff(ends) >= 0) and np.all(mass > 0)):
        raise InvalidInputError(
            f"a spectrum is a list of (low, high, mass) with 0 <= low <= high, the next low no "
            f"less than that, and masses > 0; got {parts}"
        )
    if not abs(mass.sum() - 1) <= TIE:
        raise InvalidInputError(f"masses of a spectrum must add up to 1, got {mass.sum():.16g}")
    level = (np.arange(size) + 0.5) / size
    top = np.cumsum(mass)
    at = np.minimum(np.searchsorted(top, level, side="right"), mass.size - 1)
    within = (level - top[at] + mass[at]) / mass[at]
    return low[at] + (high[at] - low[at]) * np.clip(within, 0.0, 1.0)


@checked
def product_eigenvalues(a: Levels, b: Levels, turns: Turns) -> NDArray:
    r"""Eigenvalues of :math:`A^{1/2} U B U^\top A^{1/2}`, increasing, shape (batch, n).

    ``a`` and ``b``, shape (n,), are the eigenvalues of A and B; ``turns`` holds U, (batch, n, n).
    """
    root = _root(a, b, turns)
    return np.linalg.eigvalsh(root @ root.swapaxes(1, 2))


@checked
def product_moments(a: Levels, b: Levels, turns: Turns, orders: Order) -> NDArray:
    """Their moments m_1..m_orders without the eigenvalues, shape (batch, orders)."""
    return trace_moments(_root(a, b, turns), orders)


def _root(a, b, turns):
    return np.sqrt(a)[:, None] * turns * np.sqrt(b)


@checked
def shuffled_eigenvalues(rng: np.random.Generator, a: Vector, b: Vector, batch: Batches) -> NDArray:
    """The same with permutations for U, which leave A and B commuting; (batch, n)."""
    order = rng.permuted(np.tile(np.arange(a.size), (batch, 1)), axis=1)
    return np.sort(a * b[order], axis=1)
