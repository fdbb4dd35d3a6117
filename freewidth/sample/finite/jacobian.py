r"""Moments of :math:`J J^*` of batches of networks, real or complex, by traces of powers."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from freewidth.network import Network
from freewidth.sample.finite.forward import Layer
from freewidth.sample.finite.weights import Weights


def jacobians(net: Network, layers: Iterable[Layer]) -> NDArray:
    r""":math:`J = D^L W^L\cdots D^1 W^1` at the first input, shape (batch, n_L, n_0)."""
    product = None
    for layer in layers:
        product = layer.weights if product is None else layer.weights @ product
        product = np.sqrt(net.sigma_w2) * net.phi.df(layer.y[:, :, :1]) * product
    return product


def independent_jacobians(
    net: Network,
    sizes: Sequence[int],
    weights: Weights,
    rng: np.random.Generator,
    batch: int,
) -> NDArray:
    r"""The same with D independent of the weights, of the limiting pre-activation."""
    product = None
    for y, columns, rows in zip(net.preactivations, sizes[:-1], sizes[1:], strict=True):
        matrices, _ = weights.draw(rng, batch, rows, columns)
        slopes = net.phi.df(y.sample(rng, (batch, rows, 1)))
        product = matrices if product is None else matrices @ product
        product = np.sqrt(net.sigma_w2) * slopes * product
    return product


def trace_moments(product: NDArray, orders: int) -> NDArray:
    r""":math:`n_L^{-1}\operatorname{tr}(J J^*)^k` for k = 1..orders, shape (batch, orders).

    The trace is taken on the smaller side, where the non-zero eigenvalues are the same.
    """
    rows, columns = product.shape[1:]
    small = product if rows <= columns else product.conj().swapaxes(1, 2)
    gram = small @ small.conj().swapaxes(1, 2)
    powers = [np.broadcast_to(np.eye(gram.shape[1]), gram.shape), gram]
    while len(powers) <= (orders + 1) // 2:
        powers.append(powers[-1] @ gram)
    halves = [(k // 2, k - k // 2) for k in range(1, orders + 1)]
    traces = [np.einsum("bij,bij->b", powers[i].conj(), powers[j]).real for i, j in halves]
    return np.stack(traces, axis=1) / rows


def eigenvalues(product: NDArray) -> NDArray:
    r"""Eigenvalues of :math:`J J^*` of square J, increasing, shape (batch, n)."""
    return np.linalg.svd(product, compute_uv=False)[:, ::-1] ** 2
