"""Jacobians whose factors are given, those of a trained network for instance: nothing is drawn."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from freewidth.arguments import checked, shown
from freewidth.ensembles import Dense
from freewidth.errors import InvalidInputError
from freewidth.sample._forward import Factors
from freewidth.sample._graded import graded_singular_values
from freewidth.sample._methods import MULTIPLIED, SOLVERS, Method, masked, noise_floor
from freewidth.sample._operator import applied_in_turn
from freewidth.sample._product import compressed
from freewidth.sample._spectra import Sample

if TYPE_CHECKING:
    from scipy.sparse.linalg import LinearOperator

Layers = Sequence[tuple[NDArray, NDArray]]  # (W, diagonal of D), shapes (n_l, n_{l-1}) and (n_l,)


@checked
def factored_spectrum(layers: Layers, floor: float = 0.0) -> Sample:
    r"""Eigenvalues of :math:`JJ^\top`, :math:`J = D^L W^L\cdots D^1 W^1`, sorted, (1, n_L).

    By the cheapest method that resolves all those above ``floor`` times the largest; those that
    vanish because of dead units or narrow layers are exactly 0.

    Raises:
        InvalidInputError: J overflows double precision, or sizes of layers do not fit.
        NotConvergedError: Jacobi's rotations (graded) did not converge.
    """
    _require_chain(layers)
    with np.errstate(over="ignore", invalid="ignore"):  # said better below
        product, rank = compressed(_stacked(layers))
    largest = np.max(np.abs(product))
    if not np.isfinite(largest):
        raise InvalidInputError("J overflows double precision; scale the weights down")
    scale = 2.0 ** np.floor(np.log2(largest)) if largest > 0 else 1.0
    size = max(max(w.shape) for w, _ in layers)
    for name in MULTIPLIED:
        values = masked(SOLVERS[name](product[None] / scale), np.array([rank]))[0]
        reached = noise_floor(name, size, len(layers))
        alive = values[values.size - rank :]
        if reached <= floor or not rank or alive[0] >= reached * alive[-1]:
            return _sample(layers, values * scale**2, name, reached)
    values = graded_singular_values(lambda: _stacked(layers))[::-1] ** 2
    return _sample(layers, values, "graded", 0.0)


@checked
def factored_operator(layers: Layers) -> "LinearOperator":
    """J applied layer by layer, with its adjoint, shape (n_L, n_0).

    Raises:
        InvalidInputError: sizes of layers do not fit.
    """
    _require_chain(layers)
    return applied_in_turn([(Dense(weights), slopes) for weights, slopes in layers])


def _require_chain(layers: Layers) -> None:
    """That sizes of layers fit.

    Raises:
        InvalidInputError: they do not.
    """
    shapes = [(np.shape(weights), np.shape(slopes)) for weights, slopes in layers]
    alone = all(len(w) == 2 and min(w) and d == w[:1] for w, d in shapes)
    if not shapes or not alone or any(a[0] != b[1] for (a, _), (b, _) in pairwise(shapes)):
        raise InvalidInputError(
            f"layers are pairs of shapes (n_l, n_(l-1)) and (n_l,), got {shown(shapes)}"
        )


def _stacked(layers: Layers) -> Factors:
    """The factors as of a stack of one network."""
    return ((Dense(weights[None]), slopes[None]) for weights, slopes in layers)


def _sample(layers: Layers, values: NDArray, method: Method, floor: float) -> Sample:
    """All n_L eigenvalues: those found, and zeros."""
    rows = len(layers[-1][0])
    full = np.concatenate([np.zeros(max(0, rows - values.size)), values[-rows:]])
    return Sample(full[None], np.array([method]), np.array([floor]))
