r"""Many small networks at once, run on several inputs: :math:`y^l = \sigma_w W^l x^{l-1} + b^l`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from freewidth.biases import BIASES
from freewidth.errors import InvalidInputError
from freewidth.network import Network
from freewidth.sample.finite.weights import Weights


@dataclass(frozen=True)
class Layer:
    """One layer of a batch of networks.

    Attributes:
        weights: W without sigma_w, shape (batch, n_l, n_{l-1}).
        kept: mask of trainable entries, same shape, or None for all.
        x: what enters, shape (batch, n_{l-1}, r), one column per input.
        y: pre-activations, shape (batch, n_l, r).
    """

    weights: NDArray
    kept: NDArray | None
    x: NDArray
    y: NDArray


def inputs(rng: np.random.Generator, gram: ArrayLike, size: int, batch: int = 1) -> NDArray:
    r"""r inputs with :math:`\langle x, x'\rangle/n_0` exactly ``gram``, shape (batch, size, r).

    Haar-distributed frames times a square root of the Gram matrix: delocalised, and independent
    from network to network.

    Raises:
        InvalidInputError: more inputs than dimensions, or ``gram`` has a negative eigenvalue.
    """
    values, vectors = np.linalg.eigh(np.asarray(gram, dtype=float))
    if values.size > size or values[0] < -1e-12 * max(values[-1], 1.0):
        raise InvalidInputError(
            f"{values.size} inputs in {size} dimensions with smallest eigenvalue {values[0]:.3g} "
            f"of their Gram matrix; need a larger width, or a Gram matrix"
        )
    frame, upper = np.linalg.qr(rng.standard_normal((batch, size, values.size)))
    frame *= np.where(np.diagonal(upper, axis1=1, axis2=2) < 0, -1.0, 1.0)[:, None, :]
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    return np.sqrt(size) * frame @ root.T


def run(
    net: Network,
    sizes: Sequence[int],
    weights: Weights,
    rng: np.random.Generator,
    x: NDArray,
) -> Iterator[Layer]:
    """The layers of a batch of networks with layer sizes (n_0, ..., n_L), fed the inputs ``x``.

    ``x`` has shape (batch, n_0, r), r inputs for each network. The ensemble named by ``net`` plays
    no role: ``weights`` are drawn. Biases are real, of variance ``net.sigma_b2``, one per unit and
    network, the same for all inputs.
    """
    batch = len(x)
    for columns, rows in pairwise(sizes):
        matrices, kept = weights.draw(rng, batch, rows, columns)
        y = np.sqrt(net.sigma_w2) * (matrices @ x)
        if net.sigma_b2:
            y = y + np.sqrt(net.sigma_b2) * BIASES[net.bias].sample(rng, (batch, rows, 1))
        yield Layer(matrices, kept, x, y)
        x = net.phi.f(y)
