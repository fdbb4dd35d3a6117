"""The Jacobian multiplied out."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from freewidth.arguments import checked
from freewidth.arrays import Array, Device
from freewidth.ensembles import Dense, Weights
from freewidth.network import Network
from freewidth.sample._forward import Factors, multiplied
from freewidth.sample._streams import drawn_factors, first

NEGLIGIBLE = 1e-100  # of the largest slope, far below any floor


@checked
def jacobian(
    net: Network,
    width: int,
    rng: np.random.Generator,
    input: ArrayLike | None = None,
    independent: bool = False,
) -> NDArray:
    r""":math:`J = D^L W^L \cdots D^1 W^1` of one random network, shape (n_L, n_0).

    Raises:
        InvalidInputError: bad width or input.

    Examples:
        >>> from freewidth import Network, sample
        >>> from freewidth.rng import stream
        >>> net = Network("gaussian", "tanh", depth=2, widths=(2, 3, 1))
        >>> sample.jacobian(net, 20, stream(0, "an example")).shape
        (10, 20)
    """
    return multiplied(first(drawn_factors(net, width, [rng], input, independent)))


def stack(factors: Factors, device: Device | None = None) -> tuple[Array, NDArray]:
    """J, or J without an orthogonal first factor, of a stack of networks.

    Shape (networks, n_L, .), on the device; with bounds on their ranks, shape (networks,).
    """
    product, ranks = None, []
    for weights, slopes in factors:
        ranks.append(np.minimum(np.count_nonzero(slopes, axis=-1), min(weights.shape)))
        if product is None and rotates(weights):
            product = _diagonal(slopes)
            product = device.put(product) if device else product
            continue
        slopes = _flushed(slopes)
        weights, slopes = (weights.on(device), device.put(slopes)) if device else (weights, slopes)
        product = _scaled(slopes, weights.dense() if product is None else weights.times(product))
    return product, np.min(ranks, axis=0)


def compressed(factors: Factors) -> tuple[NDArray, int]:
    """The same of one network of some width, without its dead units: fewer rows, fewer operations.

    Rows of zeros are left out, with the columns they meet in the next layer.
    """
    product: NDArray | None = None
    before = np.empty(0, dtype=bool)
    ranks: list[int] = []
    for weights, slopes in first(factors):
        alive = slopes != 0
        ranks += [int(np.count_nonzero(alive)), *weights.shape]
        if min(ranks) == 0:
            break
        if product is None and rotates(weights):
            product = np.diag(slopes[alive])
        else:
            if product is None:
                product = weights.dense()[alive]
            else:
                product = restricted(weights, product, alive, before)
            product = _scaled(_flushed(slopes[alive]), product)
        before = alive
    if product is None or min(ranks) == 0:
        return np.zeros((1, 1)), 0
    return product, min(ranks)


def restricted(weights: Weights, x: NDArray, rows: NDArray, columns: NDArray) -> NDArray:
    """``W[rows][:, columns] @ x`` for masks of rows and columns."""
    if isinstance(weights, Dense):
        return block(weights.array, rows, columns) @ x
    if not columns.all():
        full = np.zeros((weights.shape[1], x.shape[1]), dtype=x.dtype)
        full[columns] = x
        x = full
    y = weights.times(x)
    return y if rows.all() else y[rows]


def _scaled(slopes: Array, product: Array) -> Array:
    """diag(slopes) product, in place where the numbers are of one kind."""
    if product.dtype != slopes.dtype:
        return slopes[..., None] * product
    product *= slopes[..., None]
    return product


def _flushed(slopes: NDArray) -> NDArray:
    """Zeros instead of negligible slopes: subnormal products take many times longer."""
    size = np.abs(slopes)
    return np.where(size > NEGLIGIBLE * size.max(axis=-1, keepdims=True), slopes, 0)


def rotates(weights: Weights) -> bool:
    """Whether W W* = 1: then it changes nothing but the right singular vectors of a first layer."""
    return weights.isometry and weights.shape[0] <= weights.shape[1]


def block(array: NDArray, rows: NDArray, columns: NDArray) -> NDArray:
    """``array[rows][:, columns]`` for masks; no copy if all."""
    if columns.all():
        return array if rows.all() else array[rows]
    return array[np.ix_(rows, columns)]


def _diagonal(values: NDArray) -> NDArray:
    return values[..., None] * np.eye(values.shape[-1])
