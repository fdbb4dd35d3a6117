r"""The limit of complex networks: variances, slope moments, moments of the spectrum.

Pre-activations become circular Gaussians, :math:`y\sim CN(0,q)`, K is the law of
:math:`|\phi'(y)|^2`, and the sums over non-crossing partitions are those of real networks.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from freewidth.genus import layer
from freewidth.holomorphic import ComplexNetwork

NODES = 96  # Gauss-Hermite per real direction: exact for polynomials of degree 191


def variances(net: ComplexNetwork) -> tuple[float, ...]:
    r"""(q_1, ..., q_L): :math:`q_l = \sigma_w^2\,\mathbb E|\phi(y)|^2`, y ~ CN(0, q_{l-1})."""
    q = [net.sigma_w2 * net.q0]
    while len(q) < net.depth:
        q.append(net.sigma_w2 * expect(lambda z: np.abs(net.phi.f(z)) ** 2, q[-1]))
    return tuple(q)


def slope_moments(net: ComplexNetwork, k: int) -> list[list[float]]:
    r"""For each layer :math:`\kappa_s = \mathbb E\,|\phi'(y)|^{2s}`, s = 1..k."""

    def moment(s, q):
        return expect(lambda z: np.abs(net.phi.df(z)) ** (2 * s), q)

    return [[moment(s, q) for s in range(1, k + 1)] for q in variances(net)]


def moments(net: ComplexNetwork, k: int) -> NDArray:
    r"""Limits (m_1, ..., m_k) of :math:`n^{-1}\operatorname{tr}(J J^*)^s`."""
    powers = net.sigma_w2 ** np.arange(1, k + 1)
    found = np.ones(k)
    for kappa in slope_moments(net, k):
        found = powers * np.array(layer(list(found), kappa, kind=net.kind), dtype=float)
    return found


def expect(f: Callable[[NDArray], NDArray], q: float) -> float:
    r""":math:`\mathbb E f(y)` for y ~ CN(0, q) and real f, by a product Gauss-Hermite rule."""
    x, w = np.polynomial.hermite_e.hermegauss(NODES)
    w = w / w.sum()
    y = np.sqrt(q / 2) * (x[:, None] + 1j * x)
    return float(w @ np.asarray(f(y), dtype=float) @ w)
