"""Plain minibatch gradient descent with momentum, with snapshots along the way."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from freewidth.errors import InvalidInputError, NotConvergedError
from freewidth.symmetric.trained.data import Dataset
from freewidth.symmetric.trained.mlp import MLP, accuracy, gradient, propagate


@dataclass(frozen=True, repr=False)
class Trajectory:
    """Parameters at chosen epochs of one training run.

    Attributes:
        epochs: passes through the data, shape (E,).
        thetas: parameters, shape (E, P).
        losses: mean loss over all samples, shape (E,).
        accuracies: training accuracy, shape (E,).
        gradients: norm of the full gradient, shape (E,).
    """

    epochs: NDArray
    thetas: NDArray
    losses: NDArray
    accuracies: NDArray
    gradients: NDArray

    def __repr__(self) -> str:
        steps = ", ".join(map(str, self.epochs))
        return f"Trajectory({self.thetas.shape[1]} parameters at epochs {steps})"


def train(
    mlp: MLP,
    data: Dataset,
    rng: np.random.Generator,
    epochs: Sequence[int],
    rate: float = 0.1,
    momentum: float = 0.9,
    batch: int = 64,
) -> Trajectory:
    r"""Stochastic gradient descent on the unregularised loss, kept at each of ``epochs``.

    .. math:: v \leftarrow \mu v - \eta \nabla \ell_B(\theta), \quad \theta \leftarrow \theta + v

    with rate eta, momentum mu and minibatches B of ``batch`` samples, shuffled in each epoch.

    No weight decay: it would move the Hessian's eigenvalues at 0 to its coefficient.

    Raises:
        InvalidInputError: epochs are not increasing whole numbers >= 0.
        NotConvergedError: the loss left the floating-point range.
    """
    if list(epochs) != sorted({int(e) for e in epochs}) or min(epochs, default=-1) < 0:
        raise InvalidInputError(f"epochs must increase and be >= 0, got {list(epochs)}")
    theta = mlp.initial(rng)
    speed = np.zeros_like(theta)
    kept: list[NDArray] = []
    for epoch in range(max(epochs) + 1):
        if epoch:
            for rows in _batches(rng, len(data), batch):
                some = Dataset(data.name, data.x[rows], data.y[rows], data.classes)
                speed = momentum * speed - rate * gradient(mlp, theta, some)
                theta = theta + speed
        if epoch in epochs:
            kept.append(theta)
            if not np.isfinite(propagate(mlp, theta, data).loss):
                raise NotConvergedError(
                    f"{mlp.label} on {data.name}: loss not finite at epoch {epoch}; lower the "
                    f"rate {rate:g} or the momentum {momentum:g}"
                )
    return _trajectory(mlp, data, epochs, kept)


def _trajectory(mlp: MLP, data: Dataset, epochs: Sequence[int], kept: list[NDArray]) -> Trajectory:
    return Trajectory(
        epochs=np.array(epochs, dtype=int),
        thetas=np.stack(kept),
        losses=np.array([propagate(mlp, t, data).loss for t in kept]),
        accuracies=np.array([accuracy(mlp, t, data) for t in kept]),
        gradients=np.array([np.linalg.norm(gradient(mlp, t, data)) for t in kept]),
    )


def _batches(rng: np.random.Generator, n: int, batch: int) -> list[NDArray]:
    order = rng.permutation(n)
    return [order[start : start + batch] for start in range(0, n, batch)]
