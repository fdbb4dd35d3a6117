"""Everything that is wrong with a configuration, in words: where, what, and what is allowed."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from functools import cache
from textwrap import shorten
from typing import Any

from pydantic import BaseModel, ValidationError

from scripts._limits import in_words, nearest, shown
from workflow.reading import Read
from workflow.schema import LIST, WORD, Configuration

MOST = 10  # faults that are listed; of the rest their number is said
WIDE = 200  # characters of a line
KEY = "[key]"  # pydantic's word for a key, where others stand for values
NEEDS = {
    "int_type": "needs a whole number",
    "float_type": "needs a number",
    "finite_number": "needs a finite number",
    "string_type": "needs a text",
    "bool_type": "needs true or false",
    "list_type": "needs a list",
    "dict_type": "needs a mapping",
    "model_type": "needs a mapping",
    "invalid_key": "needs a name as key",
}

Keys = tuple[Hashable, ...]
Fault = tuple[Keys, str]


def of_model(error: ValidationError, model: type[BaseModel] = Configuration) -> list[Fault]:
    """What pydantic has found, in our words."""
    given = error.errors(include_url=False)
    absent: dict[Keys, list[str]] = {}
    for one in given:
        if one["type"] == "missing":
            *keys, last = _keys(one)
            absent.setdefault(tuple(keys), []).append(str(last))
    found = [_fault(one, model) for one in given if one["type"] != "missing"]
    return found + [
        (keys, f"lacks {', '.join(names)}\n{described(keys, model).get('description', '')}")
        for keys, names in absent.items()
    ]


def _keys(one: Mapping[str, Any]) -> Keys:
    return tuple(key for key in one["loc"] if key not in (LIST, WORD, KEY))


def _fault(one: Mapping[str, Any], model: type[BaseModel]) -> Fault:
    keys = _keys(one)
    if one["type"] == "extra_forbidden":
        known = list(described(keys[:-1], model).get("properties", {}))
        return keys, f"there is no such key{nearest(keys[-1], known)}\nthere are {', '.join(known)}"
    schema = described(keys, model)
    meaning = schema.get("description", "")
    if one["type"] == "limit":
        return keys, f"{one['ctx']['said']}\n{meaning}"
    needs = NEEDS.get(one["type"], "")
    if one["type"] == "literal_error":
        needs = f"needs {one['ctx']['expected']}, or what follows in a list or mapping"
    if one["type"] in ("int_type", "float_type") and _is_number(one["input"]):
        needs += " (YAML takes this for text: write 1.0e-3 for 1e-3, and no quotes)"
    limits = ", ".join(in_words(schema))
    said = f"{needs or one['msg']}{', ' if limits else ''}{limits}"
    return keys, f"{said}\n{meaning}"


def _is_number(text: Any) -> bool:
    try:
        return isinstance(text, str) and bool(float(text) + 1)
    except ValueError:
        return False


@cache
def _schema(model: type[BaseModel]) -> dict[str, Any]:
    return model.model_json_schema()


def described(keys: Sequence[Hashable], model: type[BaseModel] = Configuration) -> dict[str, Any]:
    """What the model says of the value behind some keys; empty if it knows no such value."""
    found = _resolved(_schema(model), model)
    for key in keys:
        if isinstance(key, int):
            inside = found.get("items", {})
        else:
            named = found.get("patternProperties", {}).values()
            any_key = [found.get("additionalProperties"), *named, {}]
            other = next(each for each in any_key if isinstance(each, Mapping))
            inside = found.get("properties", {}).get(key, other)
        found = _resolved(inside if isinstance(inside, Mapping) else {}, model)
    return found


def _resolved(schema: Mapping[str, Any], model: type[BaseModel]) -> dict[str, Any]:
    """A schema without references; of two ways to write a value the longer one."""
    found = dict(schema)
    for choice in ("oneOf", "anyOf"):
        ways = [way for way in found.get(choice, []) if "const" not in way]
        found = found | (ways[0] if ways else {})
        for way in ways:  # one value or several: entries are those of the latter
            found |= {"items": way["items"]} if "items" in way else {}
    if "$ref" in found:
        target = _schema(model)["$defs"][found["$ref"].rpartition("/")[2]]
        found = {**target, **{k: v for k, v in found.items() if k != "$ref"}}
    return found


def text(
    faults: Sequence[Fault], config: Mapping, sources: Sequence[Read], what: str = "config"
) -> str:
    """At most three lines for each fault, and no more than ten faults."""
    parts = [_lines(keys, said, config, sources) for keys, said in faults[:MOST]]
    rest = len(faults) - MOST
    if rest > 0:
        parts.append(f"... and {rest} more")
    head = f"{len(faults)} faults\n" if len(faults) > 1 else ""
    return f"{what}: {head}" + "\n".join(parts)


def _lines(keys: Keys, said: str, config: Mapping, sources: Sequence[Read]) -> str:
    first, _, rest = said.partition("\n")
    value = found(config, keys)
    equals = "" if value is ABSENT else f" = {shown(value)}{_count(value)}"
    place, name = where(keys, config, sources), path(keys)
    lines = [f"{place}: {name}{equals}", f"  {first}", f"  {rest}" if rest else ""]
    return "\n".join(shorten_line(line) for line in lines if line)


def _count(value):
    """How many entries there are, of a value that is not shown whole."""
    many = isinstance(value, Mapping | list) and shown(value) != ascii(value)
    return f" ({len(value)} entries)" if many else ""


def shorten_line(line: str) -> str:
    """One line that fits a terminal."""
    indent = line[: len(line) - len(line.lstrip())]
    return indent + shorten(line, WIDE - len(indent), placeholder=" ...")


def path(keys: Iterable[Hashable]) -> str:
    """Keys as a person writes them, ``grids.main.depths.0``; nothing in it moves a cursor."""
    return ".".join(_plain(key) for key in keys) or "the whole"


def _plain(key):
    text = key if isinstance(key, str) else str(key)
    return text if text.isascii() and text.replace("_", "a").isalnum() else shown(key)


ABSENT = object()


def found(config: Any, keys: Sequence[Hashable]) -> Any:
    """The value behind some keys, or ``ABSENT``."""
    for key in keys:
        try:
            config = config[key]
        except (KeyError, IndexError, TypeError):
            return ABSENT
    return config


def where(keys: Keys, config: Mapping, sources: Sequence[Read]) -> str:
    """The file and line that say it: the last one that has the most of its keys."""
    if sources and not keys:
        return f"{sources[-1].name}:1"
    found_in = [(*one.line(keys), one) for one in sources if _says(one, keys, config)]
    if not found_in:
        return "--config" if sources else "configuration"
    _, line, one = max(reversed(found_in), key=lambda each: each[0])
    return f"{one.name}:{line}"


def _says(one: Read, keys: Keys, config: Mapping) -> bool:
    """Whether what a file has of some keys is what the configuration has; mappings are merged."""
    count, _ = one.line(keys)
    own, whole = (found(data, keys[:count]) for data in (one.data, config))
    if isinstance(own, Mapping) and isinstance(whole, Mapping):
        return count > 0
    return own == whole or repr(own) == repr(whole)  # NaN is not equal to itself
