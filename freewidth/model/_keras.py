"""Layers of a Keras model. Keras is imported by what calls this, and only then."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from freewidth.activations import Activation
from freewidth.activations.threshold import threshold
from freewidth.arguments import checked
from freewidth.errors import InvalidInputError
from freewidth.model import _activations as functions
from freewidth.model._collected import Collected
from freewidth.model._layer import BF16
from freewidth.model._model import Model, from_arrays
from freewidth.rng import stream

# Functions of keras.activations, with the parameters that they have there.
FUNCTIONS: dict[str, str | Activation] = {
    **{
        name: name
        for name in (
            "celu", "elu", "gelu", "hard_sigmoid", "linear", "log_sigmoid", "mish", "relu", "relu6",
            "selu", "sigmoid", "silu", "softplus", "softsign", "sparse_plus", "squareplus", "tanh",
        )
    },
    "hard_shrink": "hardshrink",
    "hard_silu": "hard_swish",
    "hard_tanh": "hardtanh",
    "leaky_relu": functions.member("leaky_relu", 0.2),
    "soft_shrink": "softshrink",
    "tanh_shrink": "tanhshrink",
}  # fmt: skip
# Elementwise layers with parameters by the name of their class: what they compute.
ELEMENTWISE: dict[str, Callable[[Any], str | Activation]] = {
    "ELU": lambda layer: functions.member("elu", float(layer.alpha)),
    "LeakyReLU": lambda layer: functions.member("leaky_relu", float(layer.negative_slope)),
    "ReLU": lambda layer: _rectifier(layer),
}
PASSED = (  # what they do is done in training alone, or to shapes
    "InputLayer", "Identity", "Flatten", "ActivityRegularization", "Dropout", "AlphaDropout",
    "GaussianDropout", "GaussianNoise",
)  # fmt: skip
READ = ("Dense", "Activation", *ELEMENTWISE, *PASSED)
AGREE = 1e-4  # of the largest output: Keras computes in single precision
SPACINGS = 30.0  # of a coarser type that it computes in: a few per layer


@checked
def from_keras(module: Any) -> Model:
    """A model of a ``Sequential``, or of a functional model that is a chain, nested ones too.

    Read are ``Dense``, ``Activation`` and the elementwise ``ReLU``, ``LeakyReLU`` and ``ELU``.
    What acts in training alone (``Dropout``) is passed over, as are ``Identity`` and ``Flatten``;
    where no activation follows a ``Dense``, there is the identity.

    Raises:
        InvalidInputError: anything else, by its name; or as :func:`from_arrays`.
        ImportError: Keras is not installed.
    """
    import keras

    if not isinstance(module, keras.Model):
        raise InvalidInputError(
            f"a model is read from a keras.Model of Keras 3, got {type(module).__name__}; matrices "
            f"are read by from_arrays"
        )
    found = Collected("Dense")
    for layer in _leaves(module, "", keras):
        kind = type(layer).__name__
        if kind == "Dense":
            found.matrix(layer)
        following = _elementwise(layer, keras)
        if following not in (None, "linear"):
            found.activation(f"layer {layer.name!r} ({kind})", following)
    applied, dense = found.functions(repr(module.name)), found.matrices
    if not all(each.built for each in dense):
        raise InvalidInputError(
            f"{module.name!r} has no numbers yet; say what it takes, by keras.Input or build"
        )

    def numbers(variable: Any) -> Any:
        return keras.ops.convert_to_numpy(keras.ops.convert_to_tensor(variable))

    model = from_arrays(
        [np.transpose(numbers(each.kernel)) for each in dense],
        [None if each.bias is None else numbers(each.bias) for each in dense],
        applied,
        [repr(each.name) for each in dense],
    )
    _require_same(model, module, dense, keras)
    return model


def _leaves(module: Any, place: str, keras: Any) -> Iterator[Any]:
    """The layers that are applied one after another; nothing else."""
    for part in _applied(module, keras):
        if isinstance(part, keras.Model):
            yield from _leaves(part, f"{place}{part.name}.", keras)
        elif _is_read(part, keras):
            yield part
        else:
            raise InvalidInputError(
                f"layer {place + part.name!r} ({type(part).__name__}) cannot be read; read are "
                f"Sequential, functional models that are a chain, {', '.join(READ)}"
            )


def _is_read(layer: Any, keras: Any) -> bool:
    """Whether it is of a class of Keras, not of one made of it, that is known here."""
    kind = type(layer).__name__
    return kind in READ and type(layer) is getattr(keras.layers, kind) and "call" not in vars(layer)


def _applied(module: Any, keras: Any) -> list[Any]:
    """What a model applies, in that order."""
    if type(module) is keras.Sequential:
        return list(module.layers)
    made = type(module)
    if made.__name__ == "Functional" and made.__module__.startswith("keras."):
        return _chain(module)
    raise InvalidInputError(
        f"model {module.name!r} ({made.__name__}) cannot be read: what a class of one's own "
        f"computes is not known; build it as a Sequential, or pass arrays to from_arrays"
    )


def _chain(module: Any) -> list[Any]:
    """The layers of a functional model from its input to its output, if each has one of each."""
    for what, tensors in (("inputs", module.inputs), ("outputs", module.outputs)):
        if len(tensors) != 1:
            raise InvalidInputError(f"model {module.name!r} has {len(tensors)} {what}, not one")
    found: list[Any] = []
    tensor = module.outputs[0]
    while tensor is not module.inputs[0]:
        operation, node, _ = tensor._keras_history
        into = operation._inbound_nodes[node].input_tensors
        if len(into) != 1:
            raise InvalidInputError(
                f"layer {operation.name!r} ({type(operation).__name__}) takes {len(into)} inputs; "
                f"read are models that are a chain of layers"
            )
        found.append(operation)
        (tensor,) = into
    return found[::-1]


def _elementwise(layer: Any, keras: Any) -> str | Activation | None:
    """The function that a layer applies to each number, if it does."""
    kind = type(layer).__name__
    if kind in ELEMENTWISE:
        return ELEMENTWISE[kind](layer)
    if kind not in ("Dense", "Activation") or layer.activation is None:
        return None
    function = layer.activation
    if isinstance(function, keras.layers.Layer) and _is_read(function, keras):
        return _elementwise(function, keras)
    name = getattr(function, "__name__", type(function).__name__)
    if name not in FUNCTIONS or function is not getattr(keras.activations, name):
        raise InvalidInputError(
            f"layer {layer.name!r} ({kind}) applies {name}, which is not read; read are of "
            f"keras.activations {', '.join(sorted(FUNCTIONS))}"
        )
    return FUNCTIONS[name]


def _rectifier(layer: Any) -> str | Activation:
    """Of the family with three parameters those that have a name here.

    Raises:
        InvalidInputError: it is none of them.
    """
    largest, slope, start = layer.max_value, float(layer.negative_slope), float(layer.threshold)
    if largest is None and start == 0:
        return functions.member("leaky_relu", slope) if slope else "relu"
    if largest is None and slope == 0:
        return threshold(start, 0.0)
    if slope == start == 0:
        return "relu6" if largest == 6 else functions.clipped(0.0, float(largest))
    raise InvalidInputError(
        f"layer {layer.name!r} (ReLU) has two of max_value, negative_slope and threshold; read are "
        f"those with one of them"
    )


def _spacing(kind: str) -> float:
    """Of the numbers of a type at 1."""
    return BF16 if kind == "bfloat16" else float(np.finfo(kind).eps)


def _require_same(model: Model, module: Any, dense: list[Any], keras: Any) -> None:
    """That both make the same of an input, whatever was thought of the model's parts.

    Raises:
        InvalidInputError: they do not.
    """
    shape = module.input_shape[1:]
    if None in shape or np.prod(shape) != model.sizes[0]:
        raise InvalidInputError(
            f"model {module.name!r} takes arrays of shape {shape}, its first Dense "
            f"{model.sizes[0]} numbers; read are networks of one vector: begin with Flatten"
        )
    x = stream(0, "input to compare with Keras").standard_normal(shape)
    theirs = keras.ops.convert_to_numpy(module(x[None].astype(np.float32), training=False))
    theirs = np.asarray(theirs).astype(float).ravel()
    mine = model(x.astype(np.float32).ravel())
    off = np.max(np.abs(mine - theirs)) if mine.shape == theirs.shape else np.inf
    coarsest = max(_spacing(each.compute_dtype) for each in dense)
    if not off <= max(AGREE, SPACINGS * coarsest) * np.max(np.abs(theirs)):
        raise InvalidInputError(
            f"{module.name!r} was read as {model}, but what it makes of an input differs by "
            f"{off:.2g}; some part does not do what its class says: pass arrays to from_arrays"
        )
