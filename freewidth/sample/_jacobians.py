r"""Jacobians of batches of networks, real or complex, and the statistics of :math:`J J^*`.

The D of a network is its own, or independent of the weights, or given: then what is left of chance
is W.
"""

from collections.abc import Iterable, Sequence
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from freewidth.arguments import Batches, Matrices, Order, Shape, Whole, checked
from freewidth.network import Network
from freewidth.sample._batch import Batch, Sizes, WeightLaw
from freewidth.sample._forward import Layer, analog_factors, factors, multiplied


@checked
def jacobians(net: Network, layers: Iterable[Layer]) -> NDArray:
    r""":math:`J = D^L W^L\cdots D^1 W^1` at the first input, shape (batch, n_L, n_0)."""
    return multiplied(factors(net, layers))


@checked
def applied(
    net: Network, layers: Iterable[Layer], vectors: Annotated[NDArray, Shape("batch", "n", "k")]
) -> NDArray:
    """J v at the first input, layer by layer, never multiplied out, shape (batch, n_L, k).

    ``vectors`` has shape (batch, n_0, k): k of them for each network.
    """
    for weights, slopes in factors(net, layers):
        vectors = slopes[..., None] * weights.times(vectors)
    return vectors


@checked
def independent_jacobians(
    net: Network,
    sizes: Sizes,
    weights: WeightLaw,
    rng: np.random.Generator,
    batch: Batches,
) -> NDArray:
    r"""The same with D independent of the weights, of the limiting pre-activation."""
    source = Batch(net, weights, rng, batch)
    return multiplied(analog_factors(net, sizes, source, source.diagonal))


@checked
def fixed_jacobians(
    net: Network,
    slopes: Sequence[NDArray],
    sizes: Sizes,
    weights: WeightLaw,
    rng: np.random.Generator,
    batch: Batches,
) -> NDArray:
    """J of ``batch`` networks with fresh weights and given D, shape (batch, n_L, n_0).

    ``slopes`` holds the diagonals, shapes (batch, n_l), or (1, n_l) for one and the same.
    """
    source = Batch(net, weights, rng, batch)
    return multiplied(analog_factors(net, sizes, source, lambda layer, rows: slopes[layer]))


@checked
def drawn_slopes(
    net: Network, sizes: Sizes, rng: np.random.Generator, count: Whole
) -> list[NDArray]:
    r"""``count`` realisations of every D: entries :math:`\phi'(\sqrt{q_l}\,g_j)`, (count, n_l).

    Give it a stream of its own: the weights are then fresh and independent of D.
    """
    return [
        phi.df(np.sqrt(q) * rng.standard_normal((count, rows)))
        for phi, q, rows in zip(net.phis, net.q, sizes[1:], strict=True)
    ]


@checked
def typical_slopes(net: Network, sizes: Sizes) -> list[NDArray]:
    r"""D without chance, shapes (1, n_l): :math:`g_j` is the normal quantile at (j - 1/2)/n_l.

    The law of its entries is within 1/n of the limit, that of a drawn D within :math:`n^{-1/2}`.
    """
    from scipy.special import ndtri  # takes longer to load than small networks to sample

    return [
        phi.df(np.sqrt(q) * ndtri((np.arange(rows) + 0.5) / rows))[None]
        for phi, q, rows in zip(net.phis, net.q, sizes[1:], strict=True)
    ]


@checked
def trace_moments(product: Matrices, orders: Order) -> NDArray:
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


@checked
def eigenvalues(product: Annotated[NDArray, Shape("batch", "n", "n")]) -> NDArray:
    r"""Eigenvalues of :math:`J J^*` of square J, increasing, shape (batch, n)."""
    return np.linalg.svd(product, compute_uv=False)[:, ::-1] ** 2
