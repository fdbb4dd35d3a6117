r"""Jacobians whose D does not come from the weights, nor afresh for each: what is left is W."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from freewidth.network import Network
from freewidth.sample.finite.weights import Weights


def drawn_slopes(
    net: Network, sizes: Sequence[int], rng: np.random.Generator, count: int
) -> list[NDArray]:
    r"""``count`` realisations of every D: entries :math:`\phi'(\sqrt{q_l}\,g_j)`, (count, n_l).

    Give it a stream of its own: the weights are then fresh and independent of D.
    """
    return [
        net.phi.df(np.sqrt(q) * rng.standard_normal((count, rows)))
        for q, rows in zip(net.q, sizes[1:], strict=True)
    ]


def typical_slopes(net: Network, sizes: Sequence[int]) -> list[NDArray]:
    r"""D without chance, shapes (1, n_l): :math:`g_j` is the normal quantile at (j - 1/2)/n_l.

    The law of its entries is within 1/n of the limit, that of a drawn D within :math:`n^{-1/2}`.
    """
    return [
        net.phi.df(np.sqrt(q) * ndtri((np.arange(rows) + 0.5) / rows))[None]
        for q, rows in zip(net.q, sizes[1:], strict=True)
    ]


def fixed_jacobians(
    net: Network,
    slopes: Sequence[NDArray],
    sizes: Sequence[int],
    weights: Weights,
    rng: np.random.Generator,
    batch: int,
) -> NDArray:
    """J of ``batch`` networks with fresh weights and given D, shape (batch, n_L, n_0).

    ``slopes`` holds the diagonals, shapes (batch, n_l), or (1, n_l) for one and the same.
    """
    product = None
    for diagonal, columns, rows in zip(slopes, sizes[:-1], sizes[1:], strict=True):
        matrices, _ = weights.draw(rng, batch, rows, columns)
        product = matrices if product is None else matrices @ product
        product = np.sqrt(net.sigma_w2) * diagonal[:, :, None] * product
    return product
