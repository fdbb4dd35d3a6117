r"""Rotations of the weights, W -> W U, that leave the network's outputs as they are.

If U x = x for the layer's input x, then W U x = W x: outputs and every D stay what they are, at any
width. If the law of W is invariant under rotations from the right (Haar, Gaussian) the law of the
Jacobian stays, too, although U moves everything else (Collins and Hayase 2023, arXiv:2103.13466).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from freewidth.arguments import REAL, Batches, Shape, Width, checked
from freewidth.ensembles import Dense
from freewidth.ensembles.orthogonal import ensemble as haar
from freewidth.network import Network
from freewidth.sample._forward import Layer


@checked
def rotations(rng: np.random.Generator, batch: Batches, size: Width) -> NDArray:
    """Haar orthogonal matrices, shape (batch, size, size)."""
    return haar.draw([rng] * batch, size, size).dense()


@checked
def stabilisers(
    rng: np.random.Generator, x: Annotated[NDArray, Shape("batch", "n"), REAL]
) -> NDArray:
    """Haar on the orthogonal U with U x = x, one per row of ``x``, shape (batch, n, n).

    U = H diag(1, V) H with V Haar in one dimension less and H the reflection that takes the first
    axis to the line through x. Any U fixes x = 0.
    """
    batch, size = x.shape
    length = np.linalg.norm(x, axis=1, keepdims=True)
    mirror = x / np.where(length > 0, length, 1.0)
    mirror[:, 0] += np.where(mirror[:, 0] < 0, -1.0, 1.0)
    mirror /= np.linalg.norm(mirror, axis=1, keepdims=True)
    middle = np.zeros((batch, size, size))
    middle[:, 0, 0] = 1.0
    middle[:, 1:, 1:] = rotations(rng, batch, size - 1)
    middle -= 2 * mirror[:, :, None] * (mirror[:, None, :] @ middle)
    found = middle - 2 * (middle @ mirror[:, :, None]) * mirror[:, None, :]
    if (free := length[:, 0] == 0).any():
        found[free] = rotations(rng, int(free.sum()), size)
    return found


@checked
def turned(
    layers: Iterable[Layer], rng: np.random.Generator, free: bool = False
) -> Iterator[Layer]:
    """The layers with W U for W; U fixes the layer's input, or is free of it.

    x and y of the layers stay as they are: right if U x = x; else the network's own D stands beside
    weights that are independent of it.
    """
    for layer in layers:
        batch, size, _ = layer.x.shape
        u = rotations(rng, batch, size) if free else stabilisers(rng, layer.x[:, :, 0])
        yield replace(layer, weights=Dense(layer.weights.times(u)))


@checked
def displacement(net: Network, layers: Sequence[Layer], other: Sequence[Layer]) -> NDArray:
    """Largest change of any y or phi'(y) when ``other`` weights run on the same input and biases.

    Relative to the largest y of the layer, if that is not 0; shape (batch,).
    """
    x, worst = layers[0].x, np.zeros(len(layers[0].x))
    scales = np.sqrt(net.weight_variances)
    for layer, changed, phi, root in zip(layers, other, net.phis, scales, strict=True):
        moved = changed.weights.times(x) - layer.weights.times(layer.x)
        y = layer.y + root * moved
        scale = np.abs(layer.y).max(axis=(1, 2))
        for one, two in ((layer.y, y), (phi.df(layer.y), phi.df(y))):
            change = np.abs(two - one).max(axis=(1, 2))
            worst = np.maximum(worst, np.divide(change, scale, out=change, where=scale > 0))
        x = phi.f(y)
    return worst
