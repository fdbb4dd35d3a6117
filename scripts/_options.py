"""Dataclasses as words of a command line, and back: ``--depths 2 3 --ratios 6:12:9``.

Fields are numbers, texts, or tuples of them; a tuple of tuples is written with colons. Equal data
give equal words, so that what a rule passes to a step is also what tells whether to run it again.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")


def words(data: Any) -> list[str]:
    """The options that :func:`read` turns into equal ``data``, an instance of a dataclass."""
    found = []
    for field in fields(data):
        value = getattr(data, field.name)
        found.append(_name(field.name))
        found += [_word(each) for each in value] if isinstance(value, tuple) else [_word(value)]
    return found


def add(parser: ArgumentParser, cls: type) -> None:
    """Add one option for every field of the dataclass ``cls``."""
    if not is_dataclass(cls):
        raise TypeError(f"{cls!r} is no dataclass")
    hints = get_type_hints(cls)
    for field in fields(cls):
        kind = hints[field.name]
        options: dict[str, Any] = {"type": _reader(kind), "metavar": field.name.upper()}
        if get_origin(kind) is tuple:
            options |= {"type": _reader(get_args(kind)[0]), "nargs": "*"}
        if field.default is MISSING:
            options["required"] = True
        else:
            options["default"] = field.default
        parser.add_argument(_name(field.name), dest=field.name, **options)


def read(cls: type[T], given: Namespace) -> T:
    """The instance of ``cls`` whose fields were given on the command line."""
    values = {field.name: getattr(given, field.name) for field in fields(cls)}  # type: ignore[arg-type]
    return cls(**{k: tuple(v) if isinstance(v, list) else v for k, v in values.items()})


def sections(words: Sequence[str], option: str) -> list[list[str]]:
    """Words before the first ``option``, and those behind each one of it."""
    found: list[list[str]] = [[]]
    for word in words:
        if word == option:
            found.append([])
        else:
            found[-1].append(word)
    return found


def _name(field):
    return "--" + field.replace("_", "-")


def _word(value):
    return ":".join(map(_word, value)) if isinstance(value, tuple) else str(value)


def _reader(kind) -> Callable[[str], Any]:
    """What turns one word into a value of this type."""
    if get_origin(kind) is not tuple:
        return kind
    inner = get_args(kind)[0]

    def tuple_of_numbers(word: str) -> tuple:
        return tuple(inner(part) for part in word.split(":"))

    return tuple_of_numbers
