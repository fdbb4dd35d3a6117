r"""The tangent kernel of finite networks, from layer Gram matrices.

With trainable :math:`\omega` and :math:`\beta` in :math:`y^l = \sigma_w\,n_{l-1}^{-1/2}\,\omega^l
x^{l-1} + \sigma_b\,\beta^l`, and :math:`\delta^l_u(x) = \partial y^L_u(x)/\partial y^l`,

.. math:: \Theta_{uv}(x, x') = \sum_{l=1}^{L} \Bigl(\frac{\sigma_w^2}{n_{l-1}}
    \langle x^{l-1}, {x'}^{l-1}\rangle + \sigma_b^2\Bigr)
    \langle\delta^l_u(x), \delta^l_v(x')\rangle:

Hadamard products of Gram matrices, no derivative with respect to a parameter is ever formed. Of
sparse weights only the entries that are there are trained, scaled by :math:`(p\,n_{l-1})^{-1/2}`.
"""

import numpy as np
from numpy.typing import NDArray

from freewidth.arguments import checked
from freewidth.network import Network
from freewidth.sample._batch import Inputs, Sizes, WeightLaw, forward
from freewidth.sample._forward import Layer


@checked
def tangent_kernels(
    net: Network,
    sizes: Sizes,
    weights: WeightLaw,
    rng: np.random.Generator,
    x: Inputs,
) -> NDArray:
    """Kernels of networks at inputs ``x``, shape (batch, n_0, r): shape (batch, n_L, r, n_L, r)."""
    layers = list(forward(net, sizes, weights, rng, x))
    batch, units, points = len(x), sizes[-1], x.shape[2]
    # delta[b, j, u, i]: derivative of output u at input i with respect to unit j of this layer
    delta = np.zeros((batch, units, units, points))
    delta[:, range(units), range(units)] = 1.0
    total = np.zeros((batch, units, points, units, points))
    for number, layer in reversed(list(enumerate(layers))):
        total += _share(net, number, layer, delta, weights.density)
        if number > 0:
            back = np.sqrt(net.weight_variances[number]) * layer.weights.dense().swapaxes(1, 2)
            slopes = net.phis[number - 1].df(layers[number - 1].y)
            flat = delta.reshape(*delta.shape[:2], -1)
            delta = (back @ flat).reshape(batch, -1, units, points) * slopes[:, :, None, :]
    return total


def _share(net: Network, number: int, layer: Layer, delta: NDArray, density: float) -> NDArray:
    """What the parameters of one layer contribute."""
    sigma_b2 = net.bias_variances[number]
    batch, rows, units, points = delta.shape
    flat = delta.reshape(batch, rows, units * points)
    backward = (flat.swapaxes(1, 2) @ flat).reshape(batch, units, points, units, points)
    scale = net.weight_variances[number] / layer.x.shape[1]
    if layer.trained is None:
        ahead = scale * (layer.x.swapaxes(1, 2) @ layer.x) + sigma_b2
        return ahead[:, None, :, None, :] * backward
    pairs = np.einsum("bcs,bct->bcst", layer.x, layer.x).reshape(batch, -1, points**2)
    fans = (layer.trained @ pairs).reshape(batch, rows, points, points)  # per unit: who feeds it
    weighted = np.einsum("bjus,bjst,bjvt->busvt", delta, fans, delta, optimize=True)
    return scale / density * weighted + sigma_b2 * backward
