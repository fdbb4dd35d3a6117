"""What may stand beside a type in an annotation, and what a value that does not fit is answered."""

import reprlib
from dataclasses import dataclass
from inspect import isclass
from math import inf
from numbers import Rational
from typing import Any, Protocol

import numpy as np

LARGEST = 1e150  # squares of larger numbers leave double precision
Sizes = dict[str, int]  # of axes that are named in the arguments of one call


class Unfit(Exception):
    """A value does not fit.

    Attributes:
        wanted: what it should have been, "" for all that was announced.
        what: which part of it does not fit, "" for all of it.
    """

    def __init__(self, wanted: str = "", what: str = ""):
        super().__init__(wanted)
        self.wanted, self.what = wanted, what


class Mark(Protocol):
    """What is asked of a value beside its type; its ``str`` says what that is."""

    def take(self, value: Any, sizes: Sizes) -> Any:
        """The value, if it fits.

        Raises:
            Unfit: it does not.
        """


def fits(well: Any, value: Any, wanted: str = "") -> Any:
    """The value, if all is well.

    Raises:
        Unfit: it is not.
    """
    if not well:
        raise Unfit(wanted)
    return value


class _Told:
    """What a signature in a page or in ``help`` shows: words, no address in memory."""

    def __repr__(self) -> str:
        return str(self) or "any"


@dataclass(frozen=True, repr=False)
class Bounds(_Told):
    """Of a number, or of all numbers in an array.

    Attributes:
        least, most: what it may be at least, and at most.
        above, below: what it has to be above, and below.
        finite: whether it has to be finite.
        nan: whether it need not even be a number.
    """

    least: float = -inf
    most: float = inf
    above: float = -inf
    below: float = inf
    finite: bool = True
    nan: bool = False

    def __str__(self) -> str:
        limits = {">=": self.least, ">": self.above, "<=": self.most, "<": self.below}
        return " and ".join(f"{sign} {_digits(x)}" for sign, x in limits.items() if abs(x) != inf)

    def take(self, value: Any, sizes: Sizes) -> Any:
        """The value, if it is within."""
        if self.nan:
            return value
        x = _wide(value)
        low = (x >= self.least) & ((x > self.above) | (self.above == -inf))
        high = (x <= self.most) & ((x < self.below) | (self.below == inf))
        within = low & high
        return fits(within if within is True else np.all(within), value)


def _wide(value: Any) -> Any:
    """In double precision, in which limits are numbers, what is an array of less."""
    narrow = isinstance(value, np.ndarray) and value.dtype.kind == "f" and value.itemsize < 8
    return value.astype(float) if narrow else value


def _digits(x: float) -> str:
    return f"{x:,}" if isinstance(x, int) else f"{x:g}"


@dataclass(frozen=True, repr=False)
class Shape(_Told):
    """Of an array: the lengths of its axes; of a sequence, its own.

    An axis has a number or a name; axes of one name are equally long in all arguments of a call,
    and not empty, but for the last one if ``empty``. "..." before them stands for any others.
    """

    axes: tuple[str | int, ...]
    empty: bool

    def __init__(self, *axes: str | int, empty: bool = False):
        object.__setattr__(self, "axes", axes)
        object.__setattr__(self, "empty", empty)

    def __str__(self) -> str:
        return f"of shape ({', '.join(map(str, self.axes))}{',' * (len(self.axes) == 1)})"

    def take(self, value: Any, sizes: Sizes) -> Any:
        """The array, if it has this shape."""
        free = self.axes[:1] == ("...",)
        axes = self.axes[free:]
        shape = value.shape if hasattr(value, "shape") else (len(value),)
        last = tuple(shape)[max(0, len(shape) - len(axes)) :]
        fits(len(last) == len(axes) and (free or len(shape) == len(axes)), value)
        known = {axis: n for axis, n in sizes.items() if axis in axes}
        lengths = {axis: n for axis, n in zip(axes, last, strict=True) if isinstance(axis, str)}
        named = {**lengths, **known}
        wanted = [axis if isinstance(axis, int) else named[axis] for axis in axes]
        if list(last) != wanted or not all(shape[:-1] if self.empty else shape):
            said = ", ".join(f"{axis} = {n}" for axis, n in known.items())
            raise Unfit(f"{self}, {said}" if said else "")
        sizes |= lengths
        return value


class _Real(_Told):
    """Of an array: no complex numbers."""

    def __repr__(self) -> str:
        return "real"

    def __str__(self) -> str:
        return ""  # said before it: "real numbers"

    def take(self, value: Any, sizes: Sizes) -> Any:
        """The array, if it is real."""
        return fits(value.dtype.kind != "c", value)


REAL = _Real()


@dataclass(frozen=True, repr=False)
class Length(_Told):
    """Of a sequence: how many entries it has at least, and at most."""

    least: int = 1
    most: float = inf

    def __str__(self) -> str:
        return f"({self.least} or more{'' if self.most == inf else f', {self.most:g} at most'})"

    def take(self, value: Any, sizes: Sizes) -> Any:
        """The sequence, if it is as long."""
        return fits(self.least <= len(value) <= self.most, value)


@dataclass(frozen=True, repr=False)
class Has(_Told):
    """Of an object whose class is not imported for it: the names it has, and what it is called."""

    names: tuple[str, ...]
    what: str

    def __str__(self) -> str:
        return self.what

    def take(self, value: Any, sizes: Sizes) -> Any:
        """The object, if it has them."""
        return fits(not isclass(value) and all(hasattr(value, name) for name in self.names), value)


@dataclass(frozen=True, repr=False)
class Keys(_Told):
    """Of a mapping: keys that it has."""

    names: tuple[str, ...]

    def __str__(self) -> str:
        return f"with {', '.join(self.names)}"

    def take(self, value: Any, sizes: Sizes) -> Any:
        """The mapping, if it has them."""
        return fits(all(name in value for name in self.names), value)


@dataclass(frozen=True, repr=False)
class Like(_Told):
    """What is looked at as if it was of another type."""

    kind: Any

    def __str__(self) -> str:
        return f"like {getattr(self.kind, '__name__', self.kind)}"


class _Later(_Told):
    """What is looked at by the function itself, which can say more about it."""

    def __str__(self) -> str:
        return "looked at by the function"


LATER = _Later()


class _Exact(_Told):
    """Of a number that may be a fraction or a symbol."""

    def __str__(self) -> str:
        return "a finite number, a fraction or a symbol"

    def take(self, value: Any, sizes: Sizes) -> Any:
        """The value, if it is one."""
        if isinstance(value, float | complex | np.number):
            return fits(np.isfinite(value) and np.abs(value) <= LARGEST, value)
        return fits(isinstance(value, Rational) or hasattr(value, "free_symbols"), value)


EXACT = _Exact()


_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = 80


def shown(value: Any) -> str:
    """A value as a message shows it: short, on one line, of an array the shape."""
    if isinstance(value, np.ndarray) and value.ndim:
        return f"an array of {value.dtype}, shape {value.shape}"
    text = " ".join(_SHORT.repr(value).split())
    return text if text.isprintable() else ascii(text)
