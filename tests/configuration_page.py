"""What is written from the model of the configuration: ``python -m tests.configuration_page``.

The tables of docs/configuration.md, and config/schema.json for editors.
"""

import json
import re
from pathlib import Path
from typing import Any, get_type_hints

import yaml
from pydantic import TypeAdapter

from scripts._limits import in_words
from scripts.finite import experiments
from workflow.schema import Configuration

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "configuration.md"
SCHEMA = ROOT / "config" / "schema.json"
BEGIN = "<!-- written by `python -m tests.configuration_page`, checked by the tests -->\n"
END = "<!-- end of what is written -->"
LONG = 60  # characters of a default that a table still shows
TYPES = {
    "integer": "a whole number", "number": "a number", "string": "a text", "null": "null",
    "boolean": "true or false", "array": "a list", "object": "a mapping",
}  # fmt: skip
EXAMPLES = {"grids": "main", "lanczos": "exact", "ways": "plain"}  # whose values are defaults


def model() -> dict[str, Any]:
    """The model, with the settings of every experiment in it."""
    found = Configuration.model_json_schema()
    settings = {name: _settings(name, found["$defs"]) for name in experiments.names()}
    found["properties"]["experiments"] |= {
        "additionalProperties": False, "properties": settings,
    }  # fmt: skip
    return found


def _settings(name: str, definitions: dict) -> dict[str, Any]:
    """Fields of an experiment, with the words of its docstring."""
    kind = type(experiments.settings(name, "paper"))
    found = TypeAdapter(kind).json_schema()
    definitions |= found.pop("$defs", {})
    meanings = described(kind.__doc__)
    for field in get_type_hints(kind):
        found["properties"][field]["description"] = meanings[field]
    return {
        "type": "object", "description": kind.__doc__.partition("\n")[0],
        "properties": found["properties"], "additionalProperties": False,
    }  # fmt: skip


def described(text: str) -> dict[str, str]:
    """Meaning by attribute, of a docstring."""
    lines = text.partition("Attributes:")[2]
    parts = re.findall(r"^        (\w+(?:, \w+)*): (.*(?:\n {12}.*)*)", lines, re.MULTILINE)
    return {
        name: " ".join(meaning.split()) for names, meaning in parts for name in names.split(", ")
    }


def schema() -> str:
    """For editors, of files laid over the default: no key is needed but in entries of lists."""
    found = _for_editors(model(), inside=False)
    every = found["properties"]["grids"]["patternProperties"]
    for name, grid in every.items():
        every[name] = {"anyOf": [grid, {"type": "null"}]}  # left out
    found = {"$schema": "https://json-schema.org/draft/2020-12/schema", **found}
    return json.dumps(found, indent=1, sort_keys=True) + "\n"


def _for_editors(node: Any, inside: bool) -> Any:
    if isinstance(node, list):
        return [_for_editors(each, inside) for each in node]
    if not isinstance(node, dict):
        return node
    found = {
        key: _for_editors(value, inside or key in ("items", "prefixItems"))
        for key, value in node.items()
        if not (key == "title" and isinstance(value, str)) and key not in ("limits", "required")
    }
    if "limits" in node and "description" not in node["limits"]:
        said = "; ".join(in_words(node))
        found["description"] = f"{node.get('description', '')} ({said})".strip()
    return found


def tables() -> str:
    """Every key of the configuration, and every setting of every experiment."""
    found, default = model(), yaml.safe_load((ROOT / "config/default.yaml").read_text())
    parts = [*_parts("", found, default, found)]
    parts.append("## Settings of experiments\n\nKeys of `experiments: {NAME: {SETTING: VALUE}}`.")
    for name, node in found["properties"]["experiments"]["properties"].items():
        parts.append(_experiment(name, node, found))
    return "\n\n".join(parts)


def _parts(name, node, default, whole):
    """A table for a mapping, and those of the mappings in it."""
    node = _resolved(node, whole)
    if node.get("type") == "array":
        yield from _parts(f"{name}[]", node["items"], (default or [None])[0], whole)
        return
    if "properties" not in node:
        other = _any_key(node)
        if other and not name.endswith(("laws", "families")):
            example = EXAMPLES.get(name.rpartition(".")[2])
            yield from _parts(f"{name}.NAME", other, (default or {}).get(example), whole)
        return
    yield _table(name, node, default or {}, whole)
    for key, value in node["properties"].items():
        if key != "experiments" and _has_parts(value, whole):
            inside = (default or {}).get(key)
            yield from _parts(f"{name}.{key}".lstrip("."), value, inside, whole)


def _has_parts(node, whole):
    node = _resolved(node, whole)
    if node.get("type") == "array":
        return _has_parts(node.get("items", {}), whole)
    return "properties" in node or bool(_any_key(node) and _has_parts(_any_key(node), whole))


def _any_key(node):
    """What stands behind keys that a user names."""
    named = [node.get("additionalProperties"), *node.get("patternProperties", {}).values()]
    return next((each for each in named if isinstance(each, dict)), {})


def _table(name, node, default, whole):
    rows = [
        f"| `{key}` | {_cell(value.get('description', ''))} | {_cell(allowed(value, whole))} | "
        f"{_shown(default.get(key))} |"
        for key, value in node["properties"].items()
    ]
    head = f"## `{name}`" if name else "## Keys"
    said = f"{node['description']}\n\n" if name and "description" in node else ""
    columns = f"{head}\n\n{said}| key | meaning | allowed | default |"
    return "\n".join([columns, "|---|---|---|---|", *rows])


def _experiment(name, node, whole):
    paper, quick = (experiments.plain(experiments.settings(name, p)) for p in ("paper", "quick"))
    rows = [
        f"| `{key}` | {_cell(value['description'])} | {_cell(allowed(value, whole))} | "
        f"{_shown(paper[key])} | {'' if quick[key] == paper[key] else _shown(quick[key])} |"
        for key, value in node["properties"].items()
    ]
    head = "| setting | meaning | allowed | paper | quick, if other |\n|---|---|---|---|---|"
    return "\n".join([f"### `{name}`\n\n{head}", *rows])


def allowed(node: dict[str, Any], whole: dict[str, Any]) -> str:
    """Type and limits of a value in words, those of entries of a list behind."""
    ways = [way for way in node.get("oneOf", node.get("anyOf", [])) if way]
    if ways:
        return ", or ".join(allowed(way, whole) for way in ways)
    node = _resolved(node, whole)
    if "const" in node:
        return f"`{node['const']}`"
    words = [TYPES.get(node.get("type", ""), ""), *in_words(node)]
    if "enum" in node:
        words = [", ".join(f"`{name}`" for name in node["enum"])]
    if "items" in node:
        words.append(f"each {allowed(node['items'], whole)}")
    if "prefixItems" in node:
        words.append(f"of {', then '.join(allowed(each, whole) for each in node['prefixItems'])}")
    return "; ".join(dict.fromkeys(word for word in words if word))


def _resolved(node, whole):
    if "$ref" not in node:
        return node
    target = whole["$defs"][node["$ref"].rpartition("/")[2]]
    return {**target, **{key: value for key, value in node.items() if key != "$ref"}}


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return ""
    text = json.dumps(value)
    return f"`{text}`" if len(text) <= LONG else "long"


def filled(page: str, text: str, begin: str = BEGIN) -> str:
    """The page with what is written replaced."""
    before, _, rest = page.partition(begin)
    _, _, after = rest.partition(END)
    return f"{before}{begin}\n{text}\n\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text(), tables()))
    SCHEMA.write_text(schema())
