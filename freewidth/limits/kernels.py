r"""Deterministic limits of outputs and of the neural tangent kernel.

The outputs :math:`y^L` at inputs :math:`x_1,\ldots,x_r` become jointly Gaussian with covariance

.. math:: \Sigma^1 = \sigma_w^2\,\tfrac1{n_0}\langle x, x'\rangle + \sigma_b^2, \qquad
    \Sigma^{l+1} = \sigma_w^2\,\mathbb E\,\phi(u)\phi(v) + \sigma_b^2,
    \quad (u, v)\sim N(0, \Sigma^l),

independently from unit to unit, and with trainable :math:`\omega, \beta` in :math:`y^l =
\sigma_w\, n_{l-1}^{-1/2}\,\omega^l x^{l-1} + \sigma_b\,\beta^l` the tangent kernel
:math:`\sum_\theta \partial_\theta y^L(x)\,\partial_\theta y^L(x')^\top` becomes
:math:`\Theta^L\otimes 1`,

.. math:: \Theta^1 = \Sigma^1, \qquad \Theta^{l+1} =
    \Theta^l\,\sigma_w^2\,\mathbb E\,\phi'(u)\phi'(v) + \Sigma^{l+1}.

Where layers differ, :math:`\sigma_w^2` and :math:`\sigma_b^2` are those of layer l + 1 and
:math:`\phi` is that of layer l.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from freewidth.arguments import checked
from freewidth.errors import InvalidInputError
from freewidth.limits.bivariate import expect
from freewidth.network import Network

ROUNDING = 1e-12  # relative: an eigenvalue of a Gram matrix that is 0


@checked
def covariances(net: Network, gram: ArrayLike) -> list[NDArray]:
    r"""(:math:`\Sigma^1, \ldots, \Sigma^L`), each of shape (r, r).

    ``gram`` holds :math:`\langle x, x'\rangle/n_0` for the r inputs; it takes the place of q0.

    Raises:
        InvalidInputError: ``gram`` is no Gram matrix, weights have no limit law or are
            complex, or the biases are not Gaussian.

    Examples:
        >>> from freewidth import Network
        >>> from freewidth.limits import covariances
        >>> net = Network("gaussian", "relu", depth=2, sigma_w2=2.0)
        >>> covariances(net, [[1.0, 0.5], [0.5, 1.0]])[-1].round(4)
        array([[2.   , 1.218],
               [1.218, 2.   ]])
    """
    net.require_limit()
    if net.field != "real" or not net.gaussian_biases:
        raise InvalidInputError(
            f"{net.label}: kernels are those of real weights and Gaussian biases"
        )
    energy = _gram(gram)
    found: list[NDArray] = []
    variances = zip(net.weight_variances, net.bias_variances, strict=True)
    for layer, (sigma_w2, sigma_b2) in enumerate(variances):
        if layer > 0:
            phi = net.phis[layer - 1]
            energy = _over_pairs(phi.f, phi.cuts, found[-1])
        found.append(sigma_w2 * net.gain(layer + 1) * energy + sigma_b2)
    return found


@checked
def tangent_kernel(
    net: Network, gram: ArrayLike, sigma: Sequence[NDArray] | None = None
) -> NDArray:
    r""":math:`\Theta^L`, shape (r, r), for inputs of this Gram matrix, see :func:`covariances`.

    ``sigma`` takes the place of what that function returns.

    Examples:
        >>> from freewidth import Network
        >>> from freewidth.limits import tangent_kernel
        >>> net = Network("gaussian", "relu", depth=2, sigma_w2=2.0)
        >>> tangent_kernel(net, [[1.0, 0.5], [0.5, 1.0]]).round(4)
        array([[4.    , 1.8847],
               [1.8847, 4.    ]])
    """
    sigma = covariances(net, gram) if sigma is None else sigma
    theta = sigma[0]
    for layer in range(1, net.depth):
        phi = net.phis[layer - 1]
        slopes = _over_pairs(phi.df, phi.cuts, sigma[layer - 1])
        theta = theta * (net.scales[layer] * net.gain(layer + 1)) * slopes + sigma[layer]
    return theta


def _over_pairs(f, kinks, sigma):
    """E f(u) f(v) for every pair of inputs."""
    size = len(sigma)
    found = np.empty((size, size))
    for i in range(size):
        for j in range(i + 1):
            pair = tuple(float(s) for s in sigma[np.ix_([i, j], [i, j])].flat)
            found[i, j] = found[j, i] = _mean(f, kinks, pair)
    return found


@lru_cache(maxsize=4096)  # kernels of fewer layers are rivals
def _mean(f, kinks, pair):
    return expect(f, f, np.reshape(pair, (2, 2)), kinks, kinks)


def _gram(gram):
    gram = np.asarray(gram, dtype=float)
    if gram.ndim != 2 or gram.shape[0] != gram.shape[1] or not np.array_equal(gram, gram.T):
        raise InvalidInputError(f"a Gram matrix is square and symmetric, got shape {gram.shape}")
    lowest = np.linalg.eigvalsh(gram).min()
    if lowest < -ROUNDING * max(np.trace(gram), 1.0):
        raise InvalidInputError(f"a Gram matrix has no negative eigenvalue, got {lowest:.3g}")
    return gram
