r"""Exact Hessian and Gauss-Newton matrix of the mean loss, dense, assembled from layers.

With :math:`\hat x` for an input with its constant 1 and :math:`\delta^l` for the derivative of the
loss by :math:`y^l`, the block of layers :math:`l \le k` is

.. math::
    H_{(ia),(jb)} = \sum_s \hat x^{l-1}_{sa} \Bigl( A_{s,ij}\, \hat x^{k-1}_{sb}
    + \delta^k_{sj}\, \frac{\partial x^{k-1}_{sb}}{\partial y^l_{si}} \Bigr), \qquad
    A_{s,ij} = \frac{\partial \delta^k_{sj}}{\partial y^l_{si}}

so that the cost is one matrix product of P x n x P, not P passes through the network. The
Gauss-Newton matrix keeps only the curvature of the softmax: :math:`A = T S T^\top` with T the
derivative of the outputs by the pre-activations, and no second term.
"""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from freewidth.symmetric.trained.data import Dataset
from freewidth.symmetric.trained.mlp import MLP, Pass, propagate, second_derivative

Piece = tuple[int, NDArray, NDArray | None]  # k, A, and the second factor of delta^k if any
Pieces = Callable[[MLP, Pass, int], Iterator[Piece]]
CHUNK = 300  # samples held at once: bounds the memory, leaves the products large


def hessian(mlp: MLP, theta: NDArray, data: Dataset) -> NDArray:
    """Second derivative of the mean loss, symmetric, shape (P, P)."""
    return _assemble(mlp, theta, data, _full)


def gauss_newton(mlp: MLP, theta: NDArray, data: Dataset) -> NDArray:
    """Generalised Gauss-Newton matrix, symmetric and positive semidefinite, shape (P, P)."""
    return _assemble(mlp, theta, data, _outer)


def blocks(mlp: MLP, matrix: NDArray) -> list[NDArray]:
    """The diagonal blocks of a P x P matrix, one per layer."""
    return [matrix[part, part] for part in mlp.slices]


def _assemble(mlp: MLP, theta: NDArray, data: Dataset, pieces: Pieces) -> NDArray:
    """The whole matrix, from what ``pieces`` yields for the upper blocks of each chunk of data."""
    total = np.zeros((mlp.parameters, mlp.parameters))
    n = len(data)
    for start in range(0, n, CHUNK):
        some = Dataset(
            data.name, data.x[start : start + CHUNK], data.y[start : start + CHUNK], data.classes
        )
        done = propagate(mlp, theta, some)
        share = len(some) / n
        for low in range(mlp.depth):
            for high, a, b in pieces(mlp, done, low):
                block = _block(done.inputs[low], done.inputs[high], a, b, done.deltas[high])
                total[mlp.slices[low], mlp.slices[high]] += share * block
    for low in range(mlp.depth):
        for high in range(low):
            total[mlp.slices[low], mlp.slices[high]] = total[mlp.slices[high], mlp.slices[low]].T
    return (total + total.T) / 2


def _block(x: NDArray, xk: NDArray, a: NDArray, b: NDArray | None, delta: NDArray) -> NDArray:
    """Sum over samples of one block; a: (n, n_l, n_k), b: (n, n_l, n_{k-1}) or None."""
    n, rows, columns = a.shape
    block = np.empty((rows, x.shape[1], columns, xk.shape[1]))
    for i in range(rows):
        right = a[:, i, :, None] * xk[:, None, :]
        if b is not None:
            right[:, :, :-1] += delta[:, :, None] * b[:, i, None, :]
        block[i] = (x.T @ right.reshape(n, -1)).reshape(block.shape[1:])
    return block.reshape(rows * x.shape[1], -1)


def _sensitivities(done: Pass, low: int) -> list[NDArray]:
    """Derivatives of y^k by y^l for k = l..L, each of shape (n, n_l, n_k)."""
    n, width = done.y[low].shape
    t = [np.broadcast_to(np.eye(width), (n, width, width))]
    for k in range(low, len(done.slopes)):
        t.append((t[-1] * done.slopes[k][:, None, :]) @ done.weights[k + 1][:, :-1].T)
    return t


def _softmax_curvature(done: Pass) -> NDArray:
    """Second derivative of the mean loss by the outputs, shape (n, C, C)."""
    p = done.probabilities
    return (p[:, :, None] * np.eye(p.shape[1]) - p[:, :, None] * p[:, None, :]) / len(p)


def _full(mlp: MLP, done: Pass, low: int) -> Iterator[Piece]:
    t = _sensitivities(done, low)
    a = t[-1] @ _softmax_curvature(done)
    for high in range(mlp.depth - 1, low - 1, -1):
        if high < mlp.depth - 1:
            w = done.weights[high + 1][:, :-1]
            curved = second_derivative(mlp.phi, done.y[high]) * (done.deltas[high + 1] @ w)
            a = (a @ w) * done.slopes[high][:, None, :] + t[high - low] * curved[:, None, :]
        b = t[high - 1 - low] * done.slopes[high - 1][:, None, :] if high > low else None
        yield high, a, b


def _outer(mlp: MLP, done: Pass, low: int) -> Iterator[Piece]:
    left = _sensitivities(done, low)[-1] @ _softmax_curvature(done)
    for high in range(low, mlp.depth):
        yield high, left @ _sensitivities(done, high)[-1].transpose(0, 2, 1), None
