"""Functions and dataclasses that look at what they are called with, and at what they give."""

import builtins
import sys
import typing
from collections.abc import Callable, Sequence
from functools import cache, wraps
from inspect import Parameter, isclass, signature
from math import isfinite
from typing import Any, NamedTuple, TypeVar

import numpy as np

from freewidth.arguments._marks import Bounds, Sizes, Unfit, shown
from freewidth.arguments._types import Check, check
from freewidth.errors import InvalidInputError, NotConvergedError

F = TypeVar("F", bound=Callable)


def checked(entry: F) -> F:
    """A function, or a dataclass, whose arguments are looked at when it is called.

    Calls raise InvalidInputError where an argument does not fit its annotation, NotConvergedError
    where the result, a number or an array, is not a number.
    """
    if isclass(entry):
        entry.__init__ = checked(entry.__init__)  # type: ignore[misc, method-assign]
        return entry

    @wraps(entry)
    def entered(*args: Any, **given: Any) -> Any:
        plan, sizes = _plan(entry), Sizes()
        first = zip(plan.first(len(args)), args, strict=False)
        args = tuple([_taken(*each, value, sizes) for each, value in first])
        if given:
            given = {name: _taken(name, plan.of(name), each, sizes) for name, each in given.items()}
        found = entry(*args, **given)
        return found if plan.free else _a_number(entry, found, (*args, *given.values()))

    return typing.cast("F", entered)


class Plan(NamedTuple):
    """Attributes:
    places: names and checks of arguments by their place.
    rest: those of what follows.
    names: checks of arguments by their names.
    others: of any other names.
    free: whether the result may be no number.
    """

    places: list[tuple[str, Check | None]]
    rest: tuple[str, Check | None]
    names: dict[str, Check | None]
    others: Check | None
    free: bool

    def first(self, count: int) -> Sequence[tuple[str, Check | None]]:
        """Names and checks of so many arguments by their places, or of more."""
        more = count - len(self.places)
        return self.places if more <= 0 else [*self.places, *[self.rest] * more]

    def of(self, name: str) -> Check | None:
        """The check of an argument by its name."""
        return self.names.get(name, self.others)


@cache
def _plan(function: Callable) -> Plan:
    """How the arguments of a function are looked at."""
    hints = _hints(function)
    all_ = signature(function).parameters.values()
    checks = {each.name: _of(each, hints) for each in all_}
    kinds: dict[Any, list[str]] = {}
    for each in all_:
        kinds.setdefault(each.kind, []).append(each.name)
    places = kinds.get(Parameter.POSITIONAL_ONLY, []) + kinds.get(
        Parameter.POSITIONAL_OR_KEYWORD, []
    )
    (rest,) = kinds.get(Parameter.VAR_POSITIONAL, [""])
    (others,) = kinds.get(Parameter.VAR_KEYWORD, [""])
    return Plan(
        [(name, checks[name]) for name in places],
        (rest, checks.get(rest)),
        checks,
        checks.get(others),
        Bounds(finite=False, nan=True) in typing.get_args(hints.get("return")),
    )


def _of(parameter: Parameter, hints: dict[str, Any]) -> Check | None:
    """How one argument is looked at; where it is infinite by default, it may be."""
    if parameter.name not in hints:
        return None
    usual = parameter.default
    return check(hints[parameter.name], not isinstance(usual, float) or isfinite(usual))


class _Names(dict):
    """The names of a module; those that it imports for its types alone stand for anything."""

    def __missing__(self, name: str) -> Any:
        return vars(typing).get(name, vars(builtins).get(name, Any))


def _hints(function: Callable) -> dict[str, Any]:
    """The annotations of a function, with what stands beside the types."""
    names = _Names(vars(sys.modules[function.__module__]))
    return typing.get_type_hints(function, names, names, include_extras=True)


def _taken(name: str, how: Check | None, value: Any, sizes: Sizes) -> Any:
    """An argument that fits."""
    if how is None:
        return value
    try:
        return how.take(value, sizes)
    except Unfit as unfit:
        wanted = unfit.wanted or how.wanted
        got = unfit.what or f"got {shown(value)}"
        raise InvalidInputError(f"{name} must be {wanted}, {got}") from None


def _a_number(entry: Callable, found: Any, given: tuple) -> Any:
    """What a function gives, if that is not nan; of nan, nan.

    Raises:
        NotConvergedError: it is.
    """
    every = found if isinstance(found, tuple) else (found,)
    if any(map(_has_nan, every)) and not any(map(_has_nan, given)):
        raise NotConvergedError(
            f"{entry.__qualname__}: the result is no number, as double precision does not hold "
            f"what is computed of these arguments; try others, less large, small or alike"
        )
    return found


def _has_nan(found: Any) -> bool:
    """Whether it is a number, or an array, with nan in it."""
    if type(found) is float:  # what nearly all are
        return found != found
    kind = found.dtype.kind if isinstance(found, np.ndarray) else "f"
    known = isinstance(found, float | complex | np.ndarray) and kind in "fc"
    return known and bool(np.isnan(found).any())
