"""Arguments that are one value for all layers of a network, or a sequence of one per layer."""

from collections.abc import Callable, Iterable, Mapping, Set
from itertools import groupby
from math import inf, isfinite, nan
from numbers import Integral, Real
from typing import Any, TypeAlias, TypeVar

import numpy as np

from freewidth import activations, biases, ensembles
from freewidth.activations import Activation
from freewidth.arguments import DEEPEST, shown
from freewidth.biases import Bias
from freewidth.ensembles import Ensemble
from freewidth.errors import InvalidInputError
from freewidth.registry import Registry, lookup

T = TypeVar("T")
PerLayer: TypeAlias = T | tuple[T, ...]

MOST_RATIO = 1e15  # of layer sizes
MOST = 6  # runs of equal layers that a label spells out


def listed(values: Any) -> str:
    """One value, or those of all layers in brackets: runs of equal ones counted, many left out."""
    if not isinstance(values, tuple):
        return name_of(values)
    runs = [_run(name, len(list(same))) for name, same in groupby(map(name_of, values))]
    if len(runs) > MOST:
        runs = [*runs[: MOST - 2], f"... {len(runs) - MOST + 1} more", runs[-1]]
    return f"({', '.join(runs)})"


def _run(name: str, count: int) -> str:
    return ", ".join([name] * count) if count < 3 else f"{name} x{count}"


def name_of(value: Any) -> str:
    """Of an entry, or of a number."""
    if isinstance(value, str):
        return value
    return f"{value:g}" if isinstance(value, float) else value.label


def entries(value: Any) -> tuple | Any:
    """A tuple if there is one entry per layer, else the value as it is."""
    if getattr(value, "ndim", None) == 0:  # an array of one number
        return value.item()
    if isinstance(value, Set | Mapping):
        raise InvalidInputError(
            f"one entry per layer is a sequence, as a tuple, got a {type(value).__name__}, which "
            f"has no order or more than entries"
        )
    return tuple(value) if isinstance(value, Iterable) and not isinstance(value, str) else value


def depth_of(given: Any, layerwise: dict[str, Any], sizes: tuple | None) -> int:
    """The number of layers, on which all arguments have to agree."""
    counts = {name: len(value) for name, value in layerwise.items() if isinstance(value, tuple)}
    said = [f"{name} has {_times(count, 'entry', 'entries')}" for name, count in counts.items()]
    if sizes is not None:
        counts["widths"] = len(sizes) - 1
        said.append(f"widths (n_0, ..., n_L) has {len(sizes)}, for {counts['widths']} layers")
    if given is not None:
        said = [f"depth is {given!r}", *said]
    elif not counts:
        raise InvalidInputError("depth is needed where no argument has one entry per layer")
    depth = whole("depth", next(iter(counts.values())) if given is None else given, DEEPEST)
    if set(counts.values()) - {depth}:
        raise InvalidInputError(
            f"arguments disagree on the number of layers: {', '.join(said)}; give one value for "
            f"all layers, or one per layer"
        )
    return depth


def _times(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def validated(name: str, value: Any) -> Any:
    """An argument whose entries are valid, all of them equal as one value."""
    check = LAYERWISE[name]
    if not isinstance(value, tuple):
        return check(name, value)
    found = [check(f"{name} of layer {layer}", each) for layer, each in enumerate(value, 1)]
    return found[0] if all(each == found[0] for each in found[1:]) else tuple(found)


def _ensemble(what: str, value: Any) -> str | Ensemble:
    found = _entry(ensembles.EVERY, Ensemble, what, value)
    if isinstance(found, Ensemble):
        ensembles.check(found)
    return found


def _activation(what: str, value: Any) -> str | Activation:
    return _entry(activations.EVERY, Activation, what, value)


def _bias(what: str, value: Any) -> str | Bias:
    found = _entry(biases.BIASES, Bias, what, value)
    if isinstance(found, Bias):
        biases.check(found)
    return found


def _entry(registry: Registry, type_: type, what: str, value: Any) -> Any:
    """A name that is registered, or an object that need not be."""
    if isinstance(value, type_):
        return registry.name_of(value) or value
    name, _, place = what.partition(" of ")
    try:
        lookup(registry, value, name)
    except ValueError as error:
        raise InvalidInputError(f"{place}: {error}" if place else str(error)) from None
    return str(value)


def _weight_variance(what: str, value: Any) -> float:
    return number(what, value, positive=True)


def whole(name: str, value: Any, most: float = inf) -> int:
    """A whole number >= 1, and no larger than ``most``."""
    if isinstance(value, bool) or not isinstance(value, Integral) or not 1 <= int(value) <= most:
        upto = f" and <= {most:,}" if isinstance(value, Integral) and int(value) > most else ""
        raise InvalidInputError(f"{name} must be a whole number >= 1{upto}, got {shown(value)}")
    return int(value)


def number(name: str, value: Any, positive: bool = False) -> float:
    """A finite number >= 0, or > 0."""
    wanted = isinstance(value, Real) and not isinstance(value, bool | np.bool)
    try:
        found = float(value) if wanted else nan
    except OverflowError:
        found = inf
    if not isfinite(found) or found < 0 or (positive and found == 0):
        sign = ">" if positive else ">="
        raise InvalidInputError(f"{name} must be finite and {sign} 0, got {shown(value)}")
    return found


def sizes_of(widths: Any) -> tuple:
    """The widths as they are, if they are several."""
    if isinstance(widths, str | Set | Mapping) or not isinstance(widths, Iterable):
        raise InvalidInputError(f"widths must be numbers n_0, ..., n_L, got {widths!r}")
    return tuple(widths)


def comparable(widths: tuple[float, ...]) -> tuple[float, ...]:
    """The widths as they are, if double precision resolves the smallest beside the largest."""
    if max(widths) / min(widths) > MOST_RATIO:
        raise InvalidInputError(
            f"widths may differ by a factor of {MOST_RATIO:g}, got {min(widths):g} and "
            f"{max(widths):g}"
        )
    return widths


LAYERWISE: Mapping[
    str, Callable[[str, Any], Any]
] = {  # arguments that are one value or one per layer, and what checks an entry
    "ensemble": _ensemble,
    "activation": _activation,
    "sigma_w2": _weight_variance,
    "sigma_b2": number,
    "bias": _bias,
}
