"""Limits of what a person may set: types that say them, read by two readers.

A type says its limits in its annotation, ``depth: Annotated[int, at_least(2)]``; a limit is a
function from a value to what is wrong with it, or to nothing. Settings of experiments are
dataclasses whose fields :func:`scripts.finite._settings.check` holds against such types, in every
step; the configuration is a model of pydantic (``workflow/schema.py``) made of the same types. Here
nothing of pydantic is loaded: a step would wait for it.
"""

import math
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Annotated, Any

LONGEST = 60  # characters of a name: files are named after it
NAME = rf"[a-z][a-z0-9_]{{0,{LONGEST - 1}}}"
DIGITS = 100  # of a size that is squared, and compared with its own 1e-18
RANGE = f"sigma_w2^L must lie between 1e-{DIGITS} and 1e{DIGITS}, for double precision"
SHOWN = 80  # characters of a value in a message
LEAST = ("minimum", "exclusiveMinimum", "minItems")
MOST = ("maximum", "exclusiveMaximum", "maxItems", "maxLength")


@dataclass(frozen=True, eq=False)
class Limit:
    """What a value must keep to.

    Attributes:
        wrong: what is wrong with a value, "" if nothing.
        words: what is allowed.
        keywords: the same for an editor, as far as keywords of JSON Schema say it.
    """

    wrong: Callable[[Any], str] = field(repr=False)
    words: str
    keywords: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def __call__(self, value: Any) -> str:
        return self.wrong(value)

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable) -> Any:
        """How pydantic checks a value: its type first, then this limit."""
        from pydantic_core import PydanticCustomError, core_schema

        def held(value: Any) -> Any:
            if said := self.wrong(value):
                raise PydanticCustomError("limit", "{said}", {"said": said})
            return value

        return core_schema.no_info_after_validator_function(held, handler(source))

    def __get_pydantic_json_schema__(self, core: Any, handler: Callable) -> dict[str, Any]:
        """How an editor is told of it; of two limits of one sort the tighter one."""
        found = handler(core)
        sort = next(iter(self.keywords), self.words)
        if not self.words or (sort in found and not self._is_tighter(sort, found[sort])):
            return found
        said = {**found.get("limits", {}), sort: self.words}
        return {**found, **self.keywords, "limits": said}

    def _is_tighter(self, sort: str, other: Any) -> bool:
        own = self.keywords[sort]
        return own > other if sort in LEAST else own < other if sort in MOST else True


def in_words(schema: Mapping[str, Any]) -> list[str]:
    """The limits that a JSON schema made of them has: from, to, and then the rest."""
    said = schema.get("limits", {})
    ranks = {sort: 0 if sort in LEAST else 1 if sort in MOST else 2 for sort in said}
    return [said[sort] for sort in sorted(said, key=lambda sort: ranks[sort])]


def limit(words: str, **keywords: Any) -> Callable[[Callable[[Any], str]], Limit]:
    """Make a limit of a function that says what is wrong."""
    return lambda wrong: Limit(wrong, words, keywords)


def shown(value: Any) -> str:
    """A value in a message: short, on one line, and nothing in it that a terminal obeys."""
    text = ascii(value)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 4]} ..."


def nearest(name: Any, known: Collection[str]) -> str:
    """`` (is tanh meant?)``, or nothing if no name is near."""
    near = get_close_matches(str(name)[:LONGEST], known, 1)
    return f" (is {near[0]} meant?)" if near else ""


def at_least(low: float, why: str = "") -> Limit:
    """No less than ``low``."""
    words = f"at least {low:g}{_reason(why)}"
    return Limit(lambda v: "" if v >= low else f"needs {words}", words, {"minimum": low})


def at_most(high: float, why: str = "") -> Limit:
    """No more than ``high``."""
    number = f"{high:,}" if type(high) is int else f"{high:g}"
    words = f"at most {number}{_reason(why)}"
    return Limit(lambda v: "" if v <= high else f"needs {words}", words, {"maximum": high})


def between(low: float, high: float = math.inf) -> Limit:
    """Strictly between the two."""
    words = f"more than {low:g}" + ("" if high == math.inf else f", less than {high:g}")
    keywords = {"exclusiveMinimum": low} | ({} if high == math.inf else {"exclusiveMaximum": high})
    return Limit(lambda v: "" if low < v < high else f"needs {words}", words, keywords)


def length(least: int, why: str = "") -> Limit:
    """So many entries or more."""
    words = f"{least} entries or more{why}" if least else ""
    keywords = {"minItems": least}
    return Limit(lambda v: "" if len(v) >= least else f"needs {words}", words, keywords)


def at_most_entries(most: int) -> Limit:
    """No more entries than ``most``: each is drawn, and drawn as a panel or a row."""
    words = f"{most} entries or fewer"
    keywords = {"maxItems": most}
    return Limit(lambda v: "" if len(v) <= most else f"needs {words}", words, keywords)


@limit("no entry twice", uniqueItems=True)
def distinct(values: Collection) -> str:
    """No entry twice; 1 and 1.0 are the same."""
    seen = set(map(_frozen, values))
    return "" if len(seen) == len(values) else "holds an entry twice; leave one out"


def among(known: Collection[str], what: str) -> Limit:
    """Names of ``known`` alone."""

    def wrong(values):
        unknown = [value for value in values if value not in known]
        if not unknown:
            return ""
        said = ", ".join(value if re.fullmatch(NAME, value) else shown(value) for value in unknown)
        names = ", ".join(sorted(known))
        return f"no {what} is called {said[:SHOWN]}{nearest(unknown[0], known)}; there are {names}"

    return Limit(wrong, f"names of {what}s")


def one_of(known: Collection[str], what: str) -> Limit:
    """A name of ``known``."""
    some = among(known, what)
    return Limit(lambda value: some([value]), f"a name of {what}s")


def spelled(pattern: str, example: str) -> Limit:
    """Texts that match a regular expression as a whole."""

    def wrong(values):
        bad = [value for value in values if not re.fullmatch(pattern, value)]
        return (
            f"{', '.join(map(shown, bad))[:SHOWN]} is not spelled like {example!r}" if bad else ""
        )

    return Limit(wrong, f"texts spelled like {example!r}")


@limit("lower-case letters, digits and _, a letter first", pattern=f"^{NAME}$", maxLength=LONGEST)
def named(text: str) -> str:
    """A name that may stand in paths and commands: nothing in it means anything to a shell."""
    fine = re.fullmatch(NAME, text)
    return "" if fine else (
        f"needs lower-case letters, digits and _, a letter first, {LONGEST} at most: files are "
        "named after it"
    )  # fmt: skip


def in_range(sigma_w2: float, depth: int) -> bool:
    """Whether sigma_w^{2L}, the size of J J^T, is far from the ends of double precision."""
    return depth * abs(math.log10(sigma_w2)) <= DIGITS


def _reason(why: str) -> str:
    return f" ({why})" if why else ""


def _frozen(value: Any) -> Any:
    """Something that can be an entry of a set."""
    if isinstance(value, list | tuple):
        return tuple(map(_frozen, value))
    if isinstance(value, Mapping):
        return tuple(sorted((key, _frozen(item)) for key, item in value.items()))
    return _frozen(vars(value)) if hasattr(value, "__dict__") else value


# Numbers, each with the reason for its largest value.
MEMORY = "a matrix of that size fills half of a job's gigabyte"
UNDERFLOW = "products of more layers leave double precision"
CHANCE = "errors of a mean are then 0.03 %"
SCALES = "squares of such numbers keep to double precision"

MANY = at_least(2, "a standard error needs two")
Name = Annotated[str, named]
COUNTABLE = at_most(10_000_000, CHANCE)
Networks = Annotated[int, MANY, COUNTABLE]
Units = Annotated[int, at_least(1), at_most(8192, MEMORY)]
Width = Annotated[Units, at_least(2)]
Depth = Annotated[int, at_least(1), at_most(1000, UNDERFLOW)]
Positive = Annotated[float, at_least(1e-6, SCALES), at_most(1e6, SCALES)]
Nonnegative = Annotated[float, at_least(0), at_most(1e6, SCALES)]
Real = Annotated[float, at_least(-1e6, SCALES), at_most(1e6, SCALES)]
