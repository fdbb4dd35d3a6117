"""What the settings of an experiment are made of: types that state their limits, and one check.

A field says its limits in its type, ``depth: Annotated[Depth, at_least(2)]``, with the limits of
:mod:`scripts._limits`. :func:`check`, called in ``__post_init__``, holds every field against its
type.
"""

from collections.abc import Callable, Collection
from dataclasses import fields
from math import isfinite
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import numpy as np
from numpy.typing import NDArray

from freewidth.activations import ACTIVATIONS as MAIN_ACTIVATIONS
from freewidth.activations import EVERY as ACTIVATIONS
from freewidth.ensembles import ENSEMBLES as MAIN_ENSEMBLES
from freewidth.ensembles import EVERY as ENSEMBLES
from freewidth.errors import InvalidInputError
from freewidth.stats.extrapolation import FEWEST
from scripts._limits import (
    COUNTABLE,
    MANY,
    MEMORY,
    RANGE,
    Depth,
    Name,
    Networks,
    Nonnegative,
    Positive,
    Real,
    Units,
    Width,
    among,
    at_least,
    at_most,
    at_most_entries,
    between,
    distinct,
    in_range,
    length,
    limit,
    one_of,
    shown,
    spelled,
)

__all__ = [
    "COUNTABLE",
    "MANY",
    "MOST",
    "RANGE",
    "Activation",
    "Activations",
    "Depth",
    "Depths",
    "Ensembles",
    "Gram",
    "Name",
    "Names",
    "Networks",
    "Nonnegative",
    "Observed",
    "Positive",
    "Ratio",
    "Real",
    "RegisteredActivations",
    "RegisteredEnsembles",
    "Streams",
    "Texts",
    "Units",
    "Variance",
    "Width",
    "Widths",
    "among",
    "at_least",
    "at_most",
    "at_most_entries",
    "between",
    "check",
    "different_widths",
    "distinct",
    "fitted",
    "gram",
    "in_range",
    "length",
    "limit",
    "one_of",
    "require",
    "shown",
    "spelled",
]

Observed = dict[str, dict[int, NDArray]]  # group -> width -> statistics per network, (R, K)
Streams = Callable[..., np.random.Generator]  # from labels that say what the numbers are for
ROUNDING = 1e-12  # relative, of eigenvalues: inputs in a plane have some that are 0
WHOLE = 2**53  # below it whole numbers are floats
MOST = 100  # entries of a list: each is drawn, and has a row or a panel


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
    _check_scale(settings, name)


def _check_scale(settings, name):
    """sigma_w^{2L}, the size of J J^T, must be a number with room on either side."""
    variance = getattr(settings, "sigma_w2", 1.0)
    depths = getattr(settings, "depths", (getattr(settings, "depth", 1),))
    require(in_range(variance, max(depths)), f"{name}.sigma_w2 = {variance:g} at depth "
            f"{max(depths)}: {RANGE}")  # fmt: skip


def fitted(value: Any, hint: Any, place: str) -> Any:
    """``value`` as the type ``hint`` has it: tuples for lists, floats for whole numbers.

    Raises:
        InvalidInputError: it has another type or is outside its limits.
    """
    if get_origin(hint) is Annotated:
        base, *limits = get_args(hint)
        value = fitted(value, base, place)
        for one in limits:
            require(not (wrong := one(value)), f"{place} = {shown(value)}: {wrong}")
        return value
    if get_origin(hint) is tuple:
        return _tuple(value, get_args(hint), place)
    if hint is float and type(value) is int and abs(value) < WHOLE:
        return float(value)
    require(type(value) is hint, f"{place} = {shown(value)} is of type {type(value).__name__}, "
            f"needs {hint.__name__}")  # fmt: skip
    require(hint is not float or isfinite(value), f"{place} = {value}: needs a finite number")
    return value


def _tuple(value, hints, place):
    require(isinstance(value, list | tuple), f"{place} = {shown(value)}: needs a list")
    if hints[-1] is Ellipsis:
        hints = hints[:1] * len(value)
    require(len(value) == len(hints), f"{place} = {shown(value)}: needs {len(hints)} entries")
    pairs = zip(value, hints, strict=True)
    return tuple(fitted(item, hint, f"{place}[{i}]") for i, (item, hint) in enumerate(pairs))


def require(holds: bool, message: str) -> None:
    """Raise ``InvalidInputError`` unless ``holds``."""
    if not holds:
        raise InvalidInputError(message)


@limit(f"{FEWEST} widths or more, none twice: statistics are fitted")
def different_widths(pairs: Collection) -> str:
    """Pairs whose first entries are ``FEWEST`` or more, all different."""
    widths = {pair[0] for pair in pairs}
    enough = FEWEST <= len(widths) == len(pairs)
    return "" if enough else f"needs {FEWEST} widths or more, none twice: statistics are fitted"


@limit("a symmetric matrix without negative eigenvalues")
def gram(rows: Collection) -> str:
    """A symmetric matrix without negative eigenvalues."""
    square = all(len(row) == len(rows) for row in rows) and len(rows) > 0
    if not square or not np.array_equal(matrix := np.array(rows), matrix.T):
        return "needs a symmetric matrix, a row for each input"
    least, *_, largest = np.linalg.eigvalsh(np.pad(matrix, (0, 1)))
    fine = least >= -ROUNDING * max(largest, 1.0)
    return "" if fine else f"has the eigenvalue {least:.3g}; inner products have none below 0"


Variance = Nonnegative
Texts = Annotated[tuple[str, ...], length(1), distinct]
Names = Annotated[tuple[Name, ...], length(1), at_most_entries(MOST), distinct]
Ensembles = Annotated[Names, among(ENSEMBLES, "ensemble")]
RegisteredEnsembles = Annotated[Names, among(MAIN_ENSEMBLES, "registered ensemble")]
RegisteredActivations = Annotated[Names, among(MAIN_ACTIVATIONS, "registered activation")]
Ratio = Annotated[float, at_least(0.01, MEMORY), at_most(100.0, MEMORY)]
Activation = Annotated[str, one_of(ACTIVATIONS, "activation")]
Activations = Annotated[Names, among(ACTIVATIONS, "activation")]
Depths = Annotated[tuple[Depth, ...], length(1), at_most_entries(MOST), distinct]
Widths = Annotated[tuple[tuple[Width, Networks], ...], at_most_entries(MOST), different_widths]
Gram = Annotated[tuple[tuple[Real, ...], ...], at_most_entries(MOST), gram]
