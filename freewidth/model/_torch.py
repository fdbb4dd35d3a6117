"""Layers of a PyTorch model. PyTorch is imported by what calls this, and only then."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import numpy as np

from freewidth.activations import Activation
from freewidth.activations.threshold import threshold
from freewidth.arguments import checked
from freewidth.errors import InvalidInputError
from freewidth.model import _activations as functions
from freewidth.model._collected import Collected
from freewidth.model._model import Model, from_arrays
from freewidth.rng import stream

# Elementwise modules by the name of their class: what they compute.
ELEMENTWISE: dict[str, Callable[[Any], str | Activation]] = {
    "CELU": lambda m: functions.member("celu", float(m.alpha)),
    "ELU": lambda m: functions.member("elu", float(m.alpha)),
    "GELU": lambda m: "gelu" if m.approximate == "none" else "gelu_tanh",
    "Hardshrink": lambda m: functions.member("hardshrink", float(m.lambd)),
    "Hardsigmoid": lambda m: "hard_sigmoid",
    "Hardswish": lambda m: "hard_swish",
    "Hardtanh": lambda m: functions.clipped(float(m.min_val), float(m.max_val)),
    "LeakyReLU": lambda m: functions.member("leaky_relu", float(m.negative_slope)),
    "LogSigmoid": lambda m: "log_sigmoid",
    "Mish": lambda m: "mish",
    "ReLU": lambda m: "relu",
    "ReLU6": lambda m: "relu6",
    "SELU": lambda m: "selu",
    "SiLU": lambda m: "silu",
    "Sigmoid": lambda m: "sigmoid",
    "Softplus": lambda m: functions.softplus(float(m.beta), float(m.threshold)),
    "Softshrink": lambda m: functions.member("softshrink", float(m.lambd)),
    "Softsign": lambda m: "softsign",
    "Tanh": lambda m: "tanh",
    "Tanhshrink": lambda m: "tanhshrink",
    "Threshold": lambda m: threshold(float(m.threshold), float(m.value)),
}
DROPOUT = ("Dropout", "AlphaDropout")
AGREE = 1e-4  # of the largest output: weights that are computed are so in single precision
READ = ("Linear", "Identity", "Flatten", *DROPOUT, *ELEMENTWISE)


@checked
def from_torch(module: Any) -> Model:
    """A model of a ``Sequential`` (also nested) of ``Linear`` and elementwise modules.

    ``Identity``, ``Flatten`` and a ``Dropout`` that is switched off (``model.eval()``) are passed
    over; where no activation follows a ``Linear``, there is the identity. Parametrised weights are
    read as they are now.

    Raises:
        InvalidInputError: anything else, by its name and place; or as :func:`from_arrays`.
        ImportError: PyTorch is not installed.
    """
    from torch import nn

    if not isinstance(module, nn.Module):
        raise InvalidInputError(
            f"a model is read from a torch.nn.Module, got {type(module).__name__}; names and "
            f"arrays, as a state dict has them, are read by from_mapping"
        )
    found = Collected("Linear")
    places: list[str] = []
    for place, part in _leaves(module, "", nn):
        kind = type(part).__name__
        if isinstance(part, nn.Linear):
            found.matrix(part)
            places.append(repr(place))
        elif kind in ELEMENTWISE:
            found.activation(f"module {place!r} ({kind})", ELEMENTWISE[kind](part))
    applied = found.functions(type(module).__name__)
    arrays = [_array(at, each.weight) for at, each in zip(places, found.matrices, strict=True)]
    model = from_arrays(
        [array for array, _ in arrays],
        [None if each.bias is None else _array("bias", each.bias)[0] for each in found.matrices],
        applied,
        places,
        [epsilon for _, epsilon in arrays],
    )
    _require_same(model, module)
    return model


def _require_same(model: Model, module: Any) -> None:
    """That both make the same of an input, whatever was thought of the module's parts.

    Raises:
        InvalidInputError: they do not.
    """
    import torch

    x = stream(0, "input to compare with PyTorch").standard_normal(model.sizes[0])
    with torch.no_grad():
        copied = deepcopy(module).cpu().double().eval()
        theirs = copied(torch.from_numpy(x)[None]).numpy().ravel()
    mine = model(x)
    off = np.max(np.abs(mine - theirs)) if mine.shape == theirs.shape else np.inf
    if not off <= AGREE * np.max(np.abs(theirs)):
        raise InvalidInputError(
            f"{type(module).__name__} was read as {model}, but what it makes of an input differs "
            f"by {off:.2g}; some part does not do what its class says: pass arrays to from_arrays"
        )


def _leaves(module: Any, place: str, nn: Any) -> Iterator[tuple[str, Any]]:
    """The modules that are applied one after another, with their places; nothing else."""
    _unhooked(module, place)
    if type(module).forward is nn.Sequential.forward and _is_called_so(module, nn):
        for name, child in module._modules.items():  # named_children() leaves out what recurs
            yield from _leaves(child, f"{place}.{name}" if place else name, nn)
    elif _is_read(module, nn):
        yield place or "the model", module
    else:
        raise InvalidInputError(
            f"module {place or 'given'!r} ({type(module).__name__}) cannot be read; read are "
            f"Sequential, {', '.join(READ)}"
            + ("" if place else ": pass what it applies as a Sequential, or use from_arrays")
        )


def _is_read(module: Any, nn: Any) -> bool:
    """Whether it computes what its class in torch.nn does, and that is known here."""
    kind = "Linear" if isinstance(module, nn.Linear) else type(module).__name__
    known = kind in READ and type(module).forward is getattr(nn, kind).forward
    known = known and _is_called_so(module, nn)
    if known and kind in DROPOUT and module.training and module.p > 0:
        raise InvalidInputError(
            f"{kind} is switched on, so that every run is of another network: call model.eval()"
        )
    return known


def _is_called_so(module: Any, nn: Any) -> bool:
    """Whether calling it runs the ``forward`` of its class and nothing else."""
    return "forward" not in vars(module) and type(module).__call__ is nn.Module.__call__


def _unhooked(module: Any, place: str) -> None:
    hooks = (*module._forward_hooks.values(), *module._forward_pre_hooks.values())
    if hooks:
        raise InvalidInputError(
            f"module {place or 'given'!r} ({type(module).__name__}) has forward hooks, which may "
            f"change what it computes; remove them"
        )


def _array(place: str, tensor: Any) -> tuple[Any, float | None]:
    """In double precision if it holds real numbers, and the spacing of its type."""
    import torch

    if tensor.is_meta or isinstance(tensor, torch.nn.parameter.UninitializedParameter):
        raise InvalidInputError(f"module {place} has no numbers yet; run or load the model first")
    tensor = tensor.detach().cpu()
    if not tensor.is_floating_point():
        return tensor.numpy(), None
    return tensor.to(torch.float64).numpy(), torch.finfo(tensor.dtype).eps
