"""How values of a type are looked at."""

import collections.abc
import types
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from inspect import isclass
from math import isfinite
from numbers import Complex, Integral, Rational, Real
from operator import is_
from typing import Annotated, Any, Literal, NamedTuple, TypeVar, Union, get_args, get_origin

import numpy as np
from numpy.typing import ArrayLike

from freewidth.arguments._marks import LATER, REAL, Bounds, Like, Sizes, Unfit, fits, shown

EXACT = 2**53  # whole numbers up to it are floats
LONGEST = 10**6  # entries of a sequence that are looked at one by one


class Check(NamedTuple):
    """Attributes:
    wanted: what a value has to be, in words.
    take: gives the value, where arrays are asked for as one; raises :class:`.Unfit`.
    """

    wanted: str
    take: Callable[[Any, Sizes], Any]


@cache
def check(hint: Any, finite: bool = True) -> Check | None:
    """How values of a type are looked at; None if all will do."""
    origin, inner = get_origin(hint), get_args(hint)
    if hint is Any or hint is object or isinstance(hint, TypeVar):
        return None
    if origin is Annotated and LATER in inner:
        return None
    if origin is Annotated:
        base = next((mark.kind for mark in inner if isinstance(mark, Like)), inner[0])
        return _marked(base, [mark for mark in inner[1:] if hasattr(mark, "take")])
    if hint == ArrayLike or origin is np.ndarray:
        return ARRAYS[finite]
    if origin in (Union, types.UnionType):
        return _either(inner)
    if origin is Literal:
        return _one_of(inner)
    if hint is float:
        return FLOATS[finite]
    return SCALARS[hint] if hint in SCALARS else _collection(origin or hint, inner)


def _marked(base: Any, marks: list) -> Check | None:
    """What the type asks, then what stands beside it."""
    finite = all(mark.finite for mark in marks if isinstance(mark, Bounds))
    first = check(base, finite)
    steps = [each.take for each in (first, *marks) if each]
    real = "real numbers" if REAL in marks else "numbers"
    words = [first.wanted.replace("numbers", real) if first else "", *map(str, marks)]

    def take(value: Any, sizes: Sizes) -> Any:
        for step in steps:
            value = step(value, sizes)
        return value

    return Check(" ".join(filter(None, words)), take) if steps else None


def _either(choices: tuple) -> Check | None:
    """One of several types."""
    checks = [check(choice) for choice in choices]
    known = [each for each in checks if each]
    if len(known) < len(checks):
        return None

    def take(value: Any, sizes: Sizes) -> Any:
        said = []
        for each in known:
            try:
                return each.take(value, sizes)
            except Unfit as unfit:
                said.append(unfit)
        raise max(said, key=lambda unfit: bool(unfit.what))

    return Check(" or ".join(each.wanted for each in known), take)


def _one_of(values: tuple) -> Check:
    """One of some texts."""

    def take(value: Any, _: Sizes) -> Any:
        return fits(isinstance(value, type(values[0])) and value in values, value)

    return Check("one of " + ", ".join(map(str, values)), take)


def _bare(value: Any) -> Any:
    """The number in an array without axes."""
    return value[()] if isinstance(value, np.ndarray) and value.ndim == 0 else value


def _number(kind: type, finite: bool) -> Callable[[Any, Sizes], Any]:
    plain, whole = issubclass(float, kind), kind is Integral

    def take(value: Any, _: Sizes) -> Any:
        if plain and type(value) is float and (isfinite(value) or not finite):
            return value  # what nearly all are; the rest takes ten times as long
        if whole and type(value) is int:
            return value
        value = _bare(value)
        fits(isinstance(value, kind) and not isinstance(value, bool | np.bool), value)
        fits(not finite or _is_finite(value), value)
        return _as_float(value) if kind is Real else value

    return take


def _as_float(value: Any) -> Any:
    """A number that NumPy calculates with: floats in place of fractions, of narrow ones,
    and of whole ones beyond 2^53."""
    if isinstance(value, Rational) and not (
        isinstance(value, Integral) and abs(int(value)) <= EXACT
    ):
        return float(value)
    narrow = isinstance(value, np.floating) and not isinstance(value, float)
    return float(value) if narrow else value


def _is_finite(value: Any) -> bool:
    with suppress(OverflowError):
        return isfinite(float(abs(value)))
    return False


def _array(finite: bool) -> Callable[[Any, Sizes], Any]:
    def take(value: Any, _: Sizes) -> Any:
        try:
            array = value if isinstance(value, np.ndarray) else np.asarray(value)
        except (ValueError, TypeError, OverflowError, RuntimeError):  # tensors with gradients
            raise Unfit("numbers in an array, all rows equally long") from None
        array = _as_floats(array)
        fits(array.dtype.kind in "biufc", array)
        return fits(not finite or np.isfinite(array).all(), array)

    return take


def _as_floats(array: Any) -> Any:
    """Fractions, which NumPy holds as objects, as floats."""
    if array.dtype.kind == "O" and all(isinstance(each, Rational) for each in array.flat):
        with suppress(OverflowError):
            return array.astype(float)
    return array


def _plain(kind: type) -> Callable[[Any, Sizes], Any]:
    return lambda value, _: fits(isinstance(value, kind), value)


ARRAYS = {
    True: Check("finite numbers in an array", _array(True)),
    False: Check("numbers in an array", _array(False)),
}
FLOATS = {
    True: Check("a finite number", _number(Real, True)),
    False: Check("a number", _number(Real, False)),
}
SCALARS: Mapping[Any, Check] = {
    bool: Check("True or False", _plain(bool | np.bool)),  # type: ignore[arg-type]
    int: Check("a whole number", _number(Integral, False)),
    complex: Check("a finite number", _number(Complex, True)),
    str: Check("a text", _plain(str)),
    None: Check("None", _plain(type(None))),
    type(None): Check("None", _plain(type(None))),
}
HOW = {
    "Generator": " (freewidth.rng.stream makes one)",
    "Kind": " (freewidth.kinds has IID or HAAR)",
    "Network": " (freewidth.Network makes one)",
}


def _collection(kind: Any, inner: tuple) -> Check | None:
    """A collection, a function, or an object of a class."""
    if kind is collections.abc.Callable:
        return Check("a function", lambda value, _: fits(callable(value), value))
    if kind is tuple and inner and inner[-1] is not ...:
        return _row(inner)
    if isclass(kind) and issubclass(kind, Mapping):
        return _mapping(*(inner or (Any, Any))) if kind in (Mapping, dict) else _object(kind)
    if kind in (tuple, list, Sequence, Iterable, Iterator):
        return _sequence(check(inner[0]) if inner else None, kind)
    return _object(kind) if isclass(kind) else None


def _object(kind: type) -> Check:
    """An object of a class, or one that has what a protocol asks."""
    if getattr(kind, "_is_protocol", False):
        asked = [name for name in vars(kind) if not name.startswith("_")]
        return Check(
            f"an object with {', '.join(asked)}",
            lambda value, _: fits(all(hasattr(type(value), name) for name in asked), value),
        )
    article = "an" if kind.__name__[0] in "AEIO" else "a"
    return Check(f"{article} {kind.__name__}{HOW.get(kind.__name__, '')}", _plain(kind))


def _row(inner: tuple) -> Check:
    """Several entries, each of its own type."""
    checks = [check(each) for each in inner]
    words = ", ".join(each.wanted if each else "anything" for each in checks)

    def take(value: Any, sizes: Sizes) -> Any:
        fits(isinstance(value, tuple | list) and len(value) == len(inner), value)
        for each, entry in zip(checks, value, strict=True):
            _taken(each, entry, sizes)
        return value

    return Check(f"{len(inner)} entries ({words})", take)


def _mapping(key: Any, entry: Any) -> Check:
    """A mapping."""
    keys, entries = check(key), check(entry)

    def take(value: Any, sizes: Sizes) -> Any:
        fits(isinstance(value, Mapping), value)
        for each in value:
            _taken(keys, each, sizes)
        found = [_taken(entries, each, sizes) for each in value.values()]
        return _as_was(value, value.values(), found, lambda new: dict(zip(value, new, strict=True)))

    return Check(f"a mapping{_each(entries)}", take)


def _sequence(entry: Check | None, kind: Any) -> Check:
    """Several values of one type."""

    def take(value: Any, sizes: Sizes) -> Any:
        if isinstance(value, Sequence | np.ndarray):
            fits(not isinstance(value, str | bytes) and getattr(value, "ndim", 1) > 0, value)
            return _entries(entry, tuple(value) if kind is tuple else value, sizes)
        fits(kind in (Iterable, Iterator) and isinstance(value, Iterable), value)
        fits(not isinstance(value, Mapping), value)
        return (_taken(entry, each, sizes) for each in value)

    return Check(f"a sequence{_each(entry)}", take)


def _entries(entry: Check | None, value: Any, sizes: Sizes) -> Any:
    """A sequence whose entries were looked at."""
    if entry is None or len(value) > LONGEST:
        return value
    found = [_taken(entry, each, sizes) for each in value]
    if isinstance(value, np.ndarray):
        return value
    return _as_was(value, value, found, list if isinstance(value, list) else tuple)


def _as_was(value: Any, old: Iterable, new: list, made: Callable[[list], Any]) -> Any:
    """The collection that came, unless an entry has become an array."""
    return value if all(map(is_, old, new)) else made(new)


def _taken(entry: Check | None, value: Any, sizes: Sizes) -> Any:
    """An entry of a collection."""
    try:
        return entry.take(value, sizes) if entry else value
    except Unfit as unfit:
        raise Unfit(unfit.wanted, unfit.what or f"one of its entries is {shown(value)}") from None


def _each(entry: Check | None) -> str:
    return f", each of its entries {entry.wanted}" if entry else ""
