"""The Jacobian multiplied out."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from freewidth.ensembles import Weights
from freewidth.network import Network
from freewidth.simulate.forward import run


def jacobian(
    net: Network,
    width: int,
    rng: np.random.Generator,
    input: ArrayLike | None = None,
    independent: bool = False,
) -> NDArray:
    r""":math:`J = D^L W^L \cdots D^1 W^1` of one random network, shape (n_L, n_0)."""
    product = None
    for weights, slopes in run(net, width, rng, input, independent):
        product = weights.dense() if product is None else weights.times(product)
        product = slopes[:, None] * product
    return product


def compressed(steps: Iterable[tuple[Weights, NDArray]]) -> tuple[NDArray, int]:
    """A matrix with the non-zero singular values of J, and a bound on their number.

    Rows of zeros are left out, with the columns they meet in the next layer. An orthogonal first
    layer turns nothing but the right singular vectors and is left out too, unless it is tall.
    """
    product = before = None
    rank = np.inf
    for weights, slopes in steps:
        alive = slopes != 0
        rank = min(rank, np.count_nonzero(alive), *weights.shape)
        if rank == 0:
            return np.zeros((0, 0)), 0
        if product is None and _turns(weights):
            product = slopes[alive]
        else:
            product = _next(weights, product, alive, before)
            product = product.astype(np.result_type(product, slopes), copy=False)
            product *= slopes[alive, None]
        before = alive
    return (np.diag(product) if product.ndim == 1 else product), rank


def _turns(weights):
    """Whether W W* = 1."""
    return weights.isometry and weights.shape[0] <= weights.shape[1]


def _next(weights, product, alive, before):
    """Living rows of W times the product so far: nothing, a diagonal or a matrix."""
    if product is None:
        return weights.dense()[alive]
    if product.ndim == 1:
        return weights.dense()[np.ix_(alive, before)] * product
    return weights.times(product, alive, before)
