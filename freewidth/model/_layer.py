"""One layer of a network that somebody has, checked."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from freewidth.activations import EVERY, Activation
from freewidth.errors import InvalidInputError
from freewidth.registry import lookup

# of what is no array of numbers, or of larger ones, or a tensor with gradients (the last)
UNREAD = (TypeError, ValueError, OverflowError, RuntimeError)
BF16 = 2.0**-7  # spacing of the numbers of bfloat16 at 1


@dataclass(frozen=True, repr=False, eq=False)
class Layer:
    """y = W x + b, then phi(y).

    Attributes:
        name: what messages call it.
        weights: W in double precision, shape (n_l, n_{l-1}).
        bias: b, shape (n_l,), or None.
        activation: the name of phi, or phi itself.
        epsilon: relative spacing of the numbers as they were stored.
    """

    name: str
    weights: NDArray
    bias: NDArray | None
    activation: str | Activation
    epsilon: float

    def __repr__(self) -> str:
        rows, columns = self.weights.shape
        return f"{self.name}: {columns} -> {rows}, {self.phi.label}"

    @property
    def phi(self) -> Activation:
        """The activation itself."""
        return EVERY[self.activation] if isinstance(self.activation, str) else self.activation


def layer(
    place: str,
    weights: ArrayLike,
    bias: ArrayLike | None,
    activation: str | Activation,
    epsilon: float | None = None,
) -> Layer:
    """A layer, if its numbers are numbers and its shapes fit.

    ``place`` names it, as "layer 2 ('fc2')"; ``epsilon`` is told where the arrays were stored in a
    type that NumPy has not.

    Raises:
        InvalidInputError: weights are complex, integer, not finite, empty or no matrix; the bias
            is not one number per unit; there is no such activation.
    """
    w, found = _numbers(f"{place}: weights", weights)
    if w.ndim != 2:
        raise InvalidInputError(
            f"{place}: weights must be a matrix of shape (outputs, inputs), got shape {w.shape}; "
            f"only fully connected layers are read"
        )
    if not w.size:
        raise InvalidInputError(f"{place}: is empty, weights have shape {w.shape}")
    b = None if bias is None else _numbers(f"{place}: biases", bias)[0]
    if b is not None and b.shape != w.shape[:1]:
        turned = "; are the weights transposed?" if b.shape == w.shape[1:] else ""
        raise InvalidInputError(
            f"{place}: biases must have shape ({len(w)},), one per row of the weights "
            f"{w.shape}, got {b.shape}{turned}"
        )
    return Layer(place, w, b, _activation(place, activation), epsilon or found)


def _numbers(what: str, values: ArrayLike) -> tuple[NDArray, float]:
    """In double precision, and the relative spacing of the type they came in."""
    try:
        array = np.asarray(values)
    except UNREAD as error:
        raise InvalidInputError(f"{what} are no array of numbers: {error}") from None
    if array.dtype.name == "bfloat16":  # JAX's; NumPy knows neither its kind nor its spacing
        array, stored = array.astype(float), BF16
    else:
        stored = float(np.finfo(array.dtype).eps) if array.dtype.kind == "f" else 0.0
    if array.dtype.kind in "iub" and array.size:
        raise InvalidInputError(
            f"{what} are whole numbers ({array.dtype}): what a quantised model multiplies with are "
            f"these times a scale; convert them with it to float32 or float64"
        )
    if array.dtype.kind == "c":
        raise InvalidInputError(
            f"{what} are complex ({array.dtype}); only real networks are compared with a law"
        )
    if array.dtype.kind != "f" and array.size:
        raise InvalidInputError(f"{what} are no real numbers but of type {array.dtype}")
    bad = np.count_nonzero(~np.isfinite(array)) if array.size else 0
    if bad:
        raise InvalidInputError(
            f"{what}: {bad} of {array.size} are nan or infinite; has training diverged?"
        )
    return np.array(array, dtype=float), max(stored, float(np.finfo(float).eps))


def _activation(place: str, given: str | Activation) -> str | Activation:
    """A name that is known, or the activation itself."""
    if isinstance(given, Activation):
        return given
    if not isinstance(given, str):
        raise InvalidInputError(
            f"{place}: an activation is a name or a freewidth.activations.Activation, got {given!r}"
        )
    try:
        lookup(EVERY, given, "activation")
    except ValueError as error:
        raise InvalidInputError(f"{place}: {error}") from None
    return given
