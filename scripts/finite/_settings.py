"""What the settings of an experiment are made of: types that state their limits, and one check.

A field says its limits in its type, ``depth: Annotated[int, at_least(2)]``; a limit is a function
from a value to what is wrong with it, or to nothing. :func:`check`, called in ``__post_init__``,
holds every field against its type.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import fields
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import numpy as np
from numpy.typing import NDArray

from freewidth.activations import EVERY as ACTIVATIONS
from freewidth.ensembles import EVERY as ENSEMBLES
from freewidth.errors import InvalidInputError
from freewidth.stats.extrapolation import FEWEST

Observed = dict[str, dict[int, NDArray]]  # group -> width -> statistics per network, (R, K)
Streams = Callable[..., np.random.Generator]  # from labels that say what the numbers are for
ROUNDING = 1e-12  # relative, of eigenvalues: inputs in a plane have some that are 0
Limit = Callable[[Any], str]  # what is wrong with a value, "" if nothing


def check(settings: Any) -> None:
    """Hold every field of a frozen dataclass against its type; lists become tuples.

    Raises:
        InvalidInputError: a value of another type or outside its limits, with its place.
    """
    name = type(settings).__module__.rpartition(".")[2]
    hints = get_type_hints(type(settings), include_extras=True)
    for field in fields(settings):
        value = fitted(getattr(settings, field.name), hints[field.name], f"{name}.{field.name}")
        object.__setattr__(settings, field.name, value)


def fitted(value: Any, hint: Any, place: str) -> Any:
    """``value`` as the type ``hint`` has it: tuples for lists, floats for whole numbers.

    Raises:
        InvalidInputError: it has another type or is outside its limits.
    """
    if get_origin(hint) is Annotated:
        base, *limits = get_args(hint)
        value = fitted(value, base, place)
        for limit in limits:
            require(not (wrong := limit(value)), f"{place} = {value!r}: {wrong}")
        return value
    if get_origin(hint) is tuple:
        return _tuple(value, get_args(hint), place)
    if hint is float and type(value) is int:
        return float(value)
    require(type(value) is hint, f"{place} = {value!r} is of type {type(value).__name__}, "
            f"needs {hint.__name__}")  # fmt: skip
    return value


def _tuple(value, hints, place):
    require(isinstance(value, list | tuple), f"{place} = {value!r}: needs a list")
    if hints[-1] is Ellipsis:
        hints = hints[:1] * len(value)
    require(len(value) == len(hints), f"{place} = {value!r}: needs {len(hints)} entries")
    pairs = zip(value, hints, strict=True)
    return tuple(fitted(item, hint, f"{place}[{i}]") for i, (item, hint) in enumerate(pairs))


def require(holds: bool, message: str) -> None:
    """Raise ``InvalidInputError`` unless ``holds``."""
    if not holds:
        raise InvalidInputError(message)


def at_least(low: float) -> Limit:
    """No less than ``low``."""
    return lambda value: "" if value >= low else f"needs at least {low:g}"


def at_most(high: float) -> Limit:
    """No more than ``high``."""
    return lambda value: "" if value <= high else f"needs at most {high:g}"


def between(low: float, high: float = np.inf) -> Limit:
    """Strictly between the two."""
    return lambda value: "" if low < value < high else f"needs more than {low:g}, less than {high}"


def length(least: int, why: str = "") -> Limit:
    """So many entries or more."""
    return lambda value: "" if len(value) >= least else f"needs {least} entries or more{why}"


def distinct(values: Collection) -> str:
    """No entry twice."""
    return "" if len(set(values)) == len(values) else "holds an entry twice; leave one out"


def different_widths(pairs: Collection) -> str:
    """Pairs whose first entries are ``FEWEST`` or more, all different."""
    widths = {pair[0] for pair in pairs}
    enough = FEWEST <= len(widths) == len(pairs)
    return "" if enough else f"needs {FEWEST} widths or more, none twice: statistics are fitted"


def among(known: Collection[str], what: str) -> Limit:
    """Names of ``known`` alone."""

    def limit(values):
        unknown = [value for value in values if value not in known]
        names = ", ".join(sorted(known))
        return f"no {what} is called {', '.join(unknown)}; there are {names}" if unknown else ""

    return limit


def one_of(known: Collection[str], what: str) -> Limit:
    """A name of ``known``."""
    limit = among(known, what)
    return lambda value: limit([value])


def spelled(pattern: str, example: str) -> Limit:
    """Texts that match a regular expression as a whole."""

    def limit(values):
        wrong = [value for value in values if not re.fullmatch(pattern, value)]
        return f"{', '.join(map(repr, wrong))} is not spelled like {example!r}" if wrong else ""

    return limit


def gram(rows: Collection) -> str:
    """A symmetric matrix without negative eigenvalues."""
    square = all(len(row) == len(rows) for row in rows) and len(rows) > 0
    if not square or not np.array_equal(matrix := np.array(rows), matrix.T):
        return "needs a symmetric matrix, a row for each input"
    least, *_, largest = np.linalg.eigvalsh(np.pad(matrix, (0, 1)))
    fine = least >= -ROUNDING * max(largest, 1.0)
    return "" if fine else f"has the eigenvalue {least:.3g}; inner products have none below 0"


MANY = at_least(2)  # networks: a standard error needs two

Networks = Annotated[int, MANY]
Width = Annotated[int, at_least(2)]
Depth = Annotated[int, at_least(1)]
Positive = Annotated[float, between(0)]
Variance = Annotated[float, at_least(0)]
Names = Annotated[tuple[str, ...], length(1), distinct]
Ensembles = Annotated[Names, among(ENSEMBLES, "ensemble")]
Activation = Annotated[str, one_of(ACTIVATIONS, "activation")]
Activations = Annotated[Names, among(ACTIVATIONS, "activation")]
Depths = Annotated[tuple[Depth, ...], length(1), distinct]
Widths = Annotated[tuple[tuple[Width, Networks], ...], different_widths]
Gram = Annotated[tuple[tuple[float, ...], ...], gram]
