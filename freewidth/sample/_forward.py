r"""One forward pass for all uses: :math:`y^l = \sigma_w W^l x^{l-1} + \sigma_b b^l`, \
:math:`x^l = \phi(y^l)`.

Several networks run at once. A *source* draws their weights and biases: from one random generator
per network (``_streams``) or from one for all (``_batch``). What a Jacobian is made of leaves as
*factors*, pairs (W, s) of each layer with :math:`J = \prod_l\mathrm{diag}(s^l)\,W^l`,
:math:`s^l = \sigma_w\phi'(y^l)`; sigma_w, sigma_b and phi may differ from layer to layer.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from freewidth import activations, biases
from freewidth.arrays import outline
from freewidth.ensembles import Weights, normal
from freewidth.errors import InvalidInputError
from freewidth.network import Network

Factors: TypeAlias = Iterator[tuple[Weights, NDArray]]
Sampler: TypeAlias = Callable[[np.random.Generator, tuple[int, ...]], NDArray]  # of (rng, shape)


class Source(Protocol):
    """What draws the random parts of several networks, layer by layer; layers count from 0."""

    def weights(self, layer: int, rows: int, columns: int) -> tuple[Weights, NDArray | None]:
        """W without sigma_w, and a mask of the trainable entries, None for all."""

    def biases(self, layer: int, rows: int) -> NDArray | None:
        """Standardised b, shape (networks, rows, 1); None if they all vanish."""


@dataclass(frozen=True)
class Layer:
    """One layer of several networks.

    Attributes:
        weights: W without sigma_w: the matrices, shape (networks, n_l, n_{l-1}), in one of the
            forms of :mod:`freewidth.ensembles`; ``weights @ v`` applies and ``weights.dense()``
            is an array.
        x: what enters, shape (networks, n_{l-1}, r), one column per input.
        y: pre-activations, shape (networks, n_l, r).
        trained: mask of trainable entries, shape of the matrices, or None for all.
    """

    weights: Weights
    x: NDArray
    y: NDArray
    trained: NDArray | None = None

    def __repr__(self) -> str:
        return outline(self)


def matched(net: Network, sizes: Sequence[int]) -> Sequence[int]:
    """Sizes (n_0, ..., n_L) of a network, or of its first layers.

    Raises:
        InvalidInputError: there are more than it has, or fewer than one layer has.
    """
    if not 2 <= len(sizes) <= net.depth + 1:
        raise InvalidInputError(
            f"{net.label}: sizes are n_0, n_1, ..., {net.depth + 1} at most, got {len(sizes)}"
        )
    return sizes


def propagate(net: Network, sizes: Sequence[int], source: Source, x: NDArray) -> Iterator[Layer]:
    """The layers of networks of sizes (n_0, ..., n_L) fed ``x`` of shape (networks, n_0, r).

    For each layer the source draws weights first, then biases. The ensembles named by ``net`` play
    a role only if the source looks at them.
    """
    phis, scales, shifts = net.phis, *map(np.sqrt, (net.weight_variances, net.bias_variances))
    for number, (columns, rows) in enumerate(pairwise(matched(net, sizes))):
        weights, trained = source.weights(number, rows, columns)
        y = scales[number] * weights.times(x)
        drawn = source.biases(number, rows)
        if drawn is not None:
            y = y + shifts[number] * drawn
        yield Layer(weights, x, y, trained)
        x = phis[number].f(y)


def factors(net: Network, layers: Iterable[Layer]) -> Factors:
    """The factors of J at the first input, slopes of shape (networks, n_l)."""
    scales = np.sqrt(net.weight_variances)
    for number, layer in enumerate(layers):
        yield layer.weights, scales[number] * slopes(net, number, layer.y[..., 0])


def analog_factors(
    net: Network,
    sizes: Sequence[int],
    source: Source,
    diagonal: Callable[[int, int], NDArray],
) -> Factors:
    """The factors of J with a D that is not the network's own: nothing is run.

    For each layer, after its weights are drawn, ``diagonal(layer, rows)`` gives that of D, shape
    (networks, rows), or (1, rows) for one and the same.
    """
    scales = np.sqrt(net.weight_variances)
    for number, (columns, rows) in enumerate(pairwise(matched(net, sizes))):
        weights, _ = source.weights(number, rows, columns)
        yield weights, scales[number] * diagonal(number, rows)


def multiplied(factors: Factors) -> NDArray:
    """J of every network, or of one where the factors are of one; one layer at a time in memory."""
    weights, diagonal = next(factors)
    product = diagonal[..., None] * weights.dense()
    for weights, diagonal in factors:
        product = weights.times(product)
        np.multiply(diagonal[..., None], product, out=product)
    return product


def slopes(net: Network, layer: int, y: NDArray) -> NDArray:
    """phi'(y) of a layer, from 0; complex where y is."""
    phi = activations.named(net.activations[layer])
    return np.asarray(phi.df(y), dtype=y.dtype)


def standard_biases(net: Network, layer: int) -> Sampler:
    """What draws biases of variance one: those of complex networks are complex Gaussian."""
    return complex_normal if net.field == "complex" else biases.named(net.biases[layer]).sample


def limiting_preactivations(net: Network, layer: int) -> Sampler:
    """What draws y from its limit law, independent of the weights."""
    law = net.preactivations[layer]
    if net.field == "complex":
        return lambda rng, shape: np.sqrt(law.q) * complex_normal(rng, shape)
    return law.sample


def complex_normal(rng: np.random.Generator, shape: tuple[int, ...]) -> NDArray:
    """Standard complex normal numbers."""
    return normal(rng, shape, complex)
