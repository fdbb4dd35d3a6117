r"""A multilayer perceptron with a softmax on top, as a function of one flat parameter vector.

.. math::
    y^l = W^l [x^{l-1}; 1], \quad x^l = \phi(y^l) \ (l < L), \qquad
    \ell(\theta) = \frac1n \sum_s \Bigl(\log \sum_c e^{y^L_{sc}} - y^L_{s, t_s}\Bigr)

Each :math:`W^l` has shape (n_l, n_{l-1} + 1), its last column the bias; :math:`\theta` is the
concatenation of their rows. L = 1 is logistic regression. Loss and gradient accept complex
parameters, so that a complex step differentiates them to machine precision.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from freewidth.activations import ACTIVATIONS, Activation
from freewidth.errors import InvalidInputError
from freewidth.registry import lookup
from freewidth.symmetric.trained.data import Dataset

STEP = 1e-30  # of a complex derivative: no subtraction, hence as small as one likes


@dataclass(frozen=True)
class MLP:
    """Layer sizes (d, n_1, ..., C) and the name of the activation between them.

    Raises:
        InvalidInputError: fewer than two sizes, one below 1, or an unknown activation.
    """

    sizes: tuple[int, ...]
    activation: str = "tanh"

    def __post_init__(self) -> None:
        object.__setattr__(self, "sizes", tuple(int(n) for n in self.sizes))
        if len(self.sizes) < 2 or min(self.sizes) < 1:
            raise InvalidInputError(f"sizes need at least (d, C), all >= 1, got {self.sizes}")
        try:
            lookup(ACTIVATIONS, self.activation, "activation")
        except ValueError as error:
            raise InvalidInputError(str(error)) from None

    @property
    def depth(self) -> int:
        """Number of weight matrices L."""
        return len(self.sizes) - 1

    @property
    def shapes(self) -> tuple[tuple[int, int], ...]:
        """Shapes (n_l, n_{l-1} + 1), l = 1..L."""
        return tuple((out, n + 1) for n, out in zip(self.sizes, self.sizes[1:], strict=False))

    @cached_property
    def slices(self) -> tuple[slice, ...]:
        """Where each layer lives in the flat vector."""
        ends = np.cumsum([rows * columns for rows, columns in self.shapes]).tolist()
        return tuple(slice(a, b) for a, b in zip([0, *ends], ends, strict=False))

    @property
    def parameters(self) -> int:
        """Length P of the parameter vector."""
        return self.slices[-1].stop

    @property
    def phi(self) -> Activation:
        """The activation."""
        return ACTIVATIONS[self.activation]

    @property
    def label(self) -> str:
        """For messages and captions."""
        return f"{self.activation} {'-'.join(map(str, self.sizes))}"

    def unpack(self, theta: NDArray) -> list[NDArray]:
        """Views of the layers' matrices; leading axes of ``theta`` are kept.

        Raises:
            InvalidInputError: the last axis of ``theta`` is not as long as the parameter vector.
        """
        if theta.shape[-1] != self.parameters:
            raise InvalidInputError(
                f"{self.label} has {self.parameters} parameters, got {theta.shape[-1]}"
            )
        return [
            theta[..., part].reshape(*theta.shape[:-1], *shape)
            for part, shape in zip(self.slices, self.shapes, strict=True)
        ]

    def initial(self, rng: np.random.Generator) -> NDArray:
        """Gaussian weights of variance 1/fan-in (2/fan-in for ReLU-like), zero biases."""
        gain = 2.0 if self.phi.piecewise_linear and 0.0 in self.phi.slopes else 1.0
        parts = []
        for rows, columns in self.shapes:
            weights = np.zeros((rows, columns))
            scale = np.sqrt(gain / (columns - 1))
            weights[:, :-1] = scale * rng.standard_normal((rows, columns - 1))
            parts.append(weights.ravel())
        return np.concatenate(parts)


@dataclass(frozen=True, repr=False)
class Pass:
    """What a forward and backward pass computes, lists indexed by layer 0..L-1 (l = 1..L).

    Attributes:
        weights: W^l, shape (n_l, n_{l-1} + 1).
        inputs: [x^{l-1}, 1], shape (n, n_{l-1} + 1).
        y: pre-activations, shape (n, n_l).
        slopes: phi'(y^l) for l < L.
        probabilities: softmax of the last, shape (n, C).
        deltas: derivative of the samples' mean loss by y^l, shape (n, n_l).
        loss: the mean loss.
    """

    weights: list[NDArray]
    inputs: list[NDArray]
    y: list[NDArray]
    slopes: list[NDArray]
    probabilities: NDArray
    deltas: list[NDArray]
    loss: complex

    def __repr__(self) -> str:
        return (
            f"Pass({len(self.probabilities)} samples, {len(self.y)} layers, loss {self.loss:.4g})"
        )


def propagate(mlp: MLP, theta: NDArray, data: Dataset) -> Pass:
    """Forward and backward through all samples at once.

    Raises:
        InvalidInputError: the data do not fit the network's first or last layer.
    """
    if (data.x.shape[1], data.classes) != (mlp.sizes[0], mlp.sizes[-1]):
        raise InvalidInputError(
            f"{mlp.label} does not fit {data.name} with {data.x.shape[1]} inputs and "
            f"{data.classes} classes"
        )
    weights, n = mlp.unpack(theta), len(data)
    inputs, y, slopes = [augment(data.x)], [], []
    for layer, w in enumerate(weights):
        y.append(inputs[-1] @ w.T)
        if layer < mlp.depth - 1:
            slopes.append(mlp.phi.df(y[-1]))
            inputs.append(augment(mlp.phi.f(y[-1])))
    top = y[-1].real.max(axis=1, keepdims=True)
    mass = np.exp(y[-1] - top)
    total = mass.sum(axis=1, keepdims=True)
    probabilities = mass / total
    picked = np.take_along_axis(y[-1], data.y[:, None], axis=1)
    loss = (np.log(total) + top - picked).mean()
    deltas = [(probabilities - data.onehot) / n]
    for w, slope in zip(weights[:0:-1], slopes[::-1], strict=True):
        deltas.insert(0, (deltas[0] @ w[:, :-1]) * slope)
    return Pass(weights, inputs, y, slopes, probabilities, deltas, loss)


def gradient(mlp: MLP, theta: NDArray, data: Dataset) -> NDArray:
    """Derivative of the mean loss, shape (P,)."""
    done = propagate(mlp, theta, data)
    parts = [delta.T @ x for delta, x in zip(done.deltas, done.inputs, strict=True)]
    return np.concatenate([part.ravel() for part in parts])


def accuracy(mlp: MLP, theta: NDArray, data: Dataset) -> float:
    """Share of samples whose largest output is the right one."""
    return float((propagate(mlp, theta, data).y[-1].argmax(axis=1) == data.y).mean())


def augment(x: NDArray) -> NDArray:
    """Append the constant input 1 that carries the bias."""
    return np.concatenate([x, np.ones((*x.shape[:-1], 1), dtype=x.dtype)], axis=-1)


def second_derivative(phi: Activation, h: NDArray) -> NDArray:
    """phi'' where it exists: a complex step through phi' on curved pieces, 0 on straight ones."""
    out = np.zeros_like(h)
    for (left, right), slope in zip(phi.pieces, phi.slopes, strict=True):
        if slope is None:
            here = (h > left) & (h <= right)
            out[here] = phi.df(h[here] + 1j * STEP).imag / STEP
    return out
