"""Parameters by name: which are weights, which are biases, and in what order layers come."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise, permutations
from typing import Annotated, Any

import numpy as np
from numpy.typing import ArrayLike

from freewidth.activations import Activation
from freewidth.arguments import LATER, Given, checked
from freewidth.errors import InvalidInputError
from freewidth.model._model import Model, from_arrays

DIGITS = re.compile(r"\d+")
SHORT = re.compile(r"([WwBb])(\d+)")  # W1, b1
MOST = 7  # layers whose orders are tried one by one: 5040 of them


@checked
def from_mapping(
    arrays: Mapping[Annotated[str, LATER], Given],
    activations: Sequence[str | Activation],
    order: Sequence[str] | None = None,
    epsilons: Mapping[str, float] | None = None,
) -> Model:
    """A model of named arrays: ``NAME.weight`` and ``NAME.bias`` (as PyTorch has them), or W1, b1.

    Layers come in the order of the numbers in their names where these differ in numbers alone
    (``0``, ``2``, ``10``; ``fc1``, ``fc2``); else in the one order in which shapes chain, if there
    is just one; else ``order`` has to name them. What was stored in a coarser type than it comes
    in has its relative spacing in ``epsilons``, by name of the weights.

    Raises:
        InvalidInputError: an array is neither weights nor biases, the order is not clear, or as
            :func:`from_arrays`.
    """
    weights, biases = _parts(arrays)
    shapes = {stem: np.shape(arrays[name]) for stem, name in weights.items()}
    names = _ordered(shapes) if order is None else _given(weights, order)
    loose = [stem for stem in biases if stem not in weights]
    if loose:
        raise InvalidInputError(f"biases without weights: {', '.join(loose)}")
    return from_arrays(
        [arrays[weights[name]] for name in names],
        [arrays[biases[name]] if name in biases else None for name in names],
        activations,
        names,
        [(epsilons or {}).get(weights[name]) for name in names],
    )


@checked
def from_flax(
    parameters: Mapping[str, Any],
    activations: Sequence[str | Activation],
    order: Sequence[str] | None = None,
) -> Model:
    """A model of Flax's nested parameters, whose kernels have shape (inputs, outputs).

    ``{"params": {"Dense_0": {"kernel": ..., "bias": ...}, ...}}``, with or without "params".

    Raises:
        InvalidInputError: as :func:`from_mapping`.
    """
    flat = dict(_flattened(parameters.get("params", parameters), ()))
    named = {}
    for name, array in flat.items():
        stem, _, last = name.rpartition(".")
        kernel = last == "kernel"
        named[f"{stem}.weight" if kernel else name] = np.asarray(array).T if kernel else array
    return from_mapping(named, activations, order)


def _flattened(tree: Mapping[str, Any], above: tuple[str, ...]):
    for name, value in tree.items():
        if isinstance(value, Mapping):
            yield from _flattened(value, (*above, name))
        else:
            yield ".".join((*above, name)), value


def _parts(arrays: Mapping[Any, ArrayLike]) -> tuple[dict[str, str], dict[str, str]]:
    """Full names of weights and of biases, by the name of their layer."""
    weights: dict[str, str] = {}
    biases: dict[str, str] = {}
    strange: list[Any] = []
    for name in arrays:
        if not isinstance(name, str):
            strange.append(name)
            continue
        stem, _, last = name.rpartition(".")
        short = SHORT.fullmatch(name)
        if last in ("weight", "bias"):
            (weights if last == "weight" else biases)[stem or "weight"] = name
        elif short:
            (weights if short[1] in "Ww" else biases)[short[2]] = name
        else:
            strange.append(name)
    if strange:
        raise InvalidInputError(
            f"neither weights nor biases of a fully connected layer: {_list(strange)}; names are "
            f"NAME.weight and NAME.bias, or W1, b1, W2, ..."
        )
    if not weights:
        raise InvalidInputError(f"no weights among {_list(list(arrays)) or 'no arrays'}")
    return weights, biases


def _ordered(shapes: Mapping[str, tuple[int, ...]]) -> list[str]:
    """By the numbers in their names, or in the only order in which shapes chain."""
    stems = list(shapes)
    if len({DIGITS.sub("#", stem) for stem in stems}) == 1:
        return sorted(stems, key=lambda stem: tuple(map(int, DIGITS.findall(stem))))
    orders = permutations(stems) if len(stems) <= MOST else ()
    fit = [each for each in orders if _chains([shapes[stem] for stem in each])]
    if len(fit) == 1:
        return list(fit[0])
    listed = ", ".join(f"{stem!r} {shapes[stem]}" for stem in stems)
    raise InvalidInputError(
        f"neither names nor shapes say in what order these layers are applied: {listed}; name "
        f"them in that order (order=[...])"
    )


def _chains(shapes: Sequence[tuple[int, ...]]) -> bool:
    """Whether each takes as many numbers as the one before it gives."""
    return all(before[:1] == after[1:] for before, after in pairwise(shapes))


def _given(weights: Mapping[str, str], order: Sequence[str]) -> list[str]:
    if sorted(order) != sorted(weights):
        raise InvalidInputError(
            f"the order given names {_list(list(order))}, but the layers are {_list(list(weights))}"
        )
    return list(order)


def _list(names: Sequence[Any]) -> str:
    return ", ".join(repr(name) for name in names)
