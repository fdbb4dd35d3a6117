r"""Hessian and Gauss-Newton matrix applied to vectors, without forming them.

The R-operator: :math:`R\{f\} = \frac{d}{d\varepsilon} f(\theta + \varepsilon v)` passed forward and
back through the network. Independent of the dense assembly, so each checks the other.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from freewidth.symmetric.trained.data import Dataset
from freewidth.symmetric.trained.mlp import MLP, Pass, propagate, second_derivative

Operator = Callable[[NDArray], NDArray]


def hessian_operator(mlp: MLP, theta: NDArray, data: Dataset) -> Operator:
    """``v -> H v`` for v of shape (P,) or (k, P)."""
    done = propagate(mlp, theta, data)
    curvatures = [second_derivative(mlp.phi, y) for y in done.y[:-1]]

    def apply(vectors: NDArray) -> NDArray:
        w_dot = mlp.unpack(np.atleast_2d(vectors))
        y_dot, x_dot = _forward(done, w_dot)
        delta_dot = _softmax_product(done, y_dot[-1])
        parts: list[NDArray] = []
        for layer in range(mlp.depth - 1, -1, -1):
            part = delta_dot.transpose(0, 2, 1) @ done.inputs[layer]
            if layer:
                part[..., :-1] += done.deltas[layer].T @ x_dot[layer]
            parts.insert(0, part.reshape(len(part), -1))
            if layer:
                w = done.weights[layer][:, :-1]
                back = delta_dot @ w + done.deltas[layer] @ w_dot[layer][..., :-1]
                delta_dot = back * done.slopes[layer - 1] + (done.deltas[layer] @ w) * (
                    curvatures[layer - 1] * y_dot[layer - 1]
                )
        return np.concatenate(parts, axis=1).reshape(np.shape(vectors))

    return apply


def gauss_newton_operator(mlp: MLP, theta: NDArray, data: Dataset) -> Operator:
    """``v -> G v`` for v of shape (P,) or (k, P)."""
    done = propagate(mlp, theta, data)

    def apply(vectors: NDArray) -> NDArray:
        y_dot, _ = _forward(done, mlp.unpack(np.atleast_2d(vectors)))
        delta_dot = _softmax_product(done, y_dot[-1])
        parts: list[NDArray] = []
        for layer in range(mlp.depth - 1, -1, -1):
            part = delta_dot.transpose(0, 2, 1) @ done.inputs[layer]
            parts.insert(0, part.reshape(len(part), -1))
            if layer:
                delta_dot = (delta_dot @ done.weights[layer][:, :-1]) * done.slopes[layer - 1]
        return np.concatenate(parts, axis=1).reshape(np.shape(vectors))

    return apply


def _forward(done: Pass, w_dot: list[NDArray]) -> tuple[list[NDArray], list[Any]]:
    """R{y^l} and R{x^{l-1}} (None for the data), shapes (k, n, .)."""
    y_dot: list[NDArray] = []
    x_dot: list[Any] = [None]
    for layer, direction in enumerate(w_dot):
        y = done.inputs[layer] @ direction.transpose(0, 2, 1)
        if layer:
            y += x_dot[layer] @ done.weights[layer][:, :-1].T
        y_dot.append(y)
        if layer < len(w_dot) - 1:
            x_dot.append(done.slopes[layer] * y)
    return y_dot, x_dot


def _softmax_product(done: Pass, y_dot: NDArray) -> NDArray:
    """Softmax curvature of the mean loss times R{y^L}, shape (k, n, C)."""
    p = done.probabilities
    return p * (y_dot - (p * y_dot).sum(axis=-1, keepdims=True)) / len(p)
