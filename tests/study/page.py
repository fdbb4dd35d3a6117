"""What is written from the model of a study: ``python -m tests.study.page``.

The tables of docs/own_study.md, and config/study.schema.json for editors.
"""

import json
from typing import Any

from tests.configuration_page import ROOT, _cell, _for_editors, _resolved, allowed, filled
from workflow.study.schema import Study

PAGE = ROOT / "docs" / "own_study.md"
BEGIN = "<!-- written by `python -m tests.study.page`, checked by the tests -->\n"
SCHEMA = ROOT / "config" / "study.schema.json"
PARTS = {"Architecture": "`architecture`, and each of `initialisations`", "Sweep": "`sweep`",
         "Model": "each of `models`"}  # fmt: skip


def written(text: str) -> str:
    """The page with its tables as they are now."""
    return filled(text, tables(), BEGIN)


def schema() -> str:
    """For editors."""
    found = _without_null(_for_editors(Study.model_json_schema(), inside=False))
    found["$defs"]["Model"]["required"] = ["file", "activations"]
    found = {"$schema": "https://json-schema.org/draft/2020-12/schema", **found}
    return json.dumps(found, indent=1, sort_keys=True) + "\n"


def _without_null(node: Any) -> Any:
    """Keys that may be left out have no default that a person could write."""
    if isinstance(node, list):
        return [_without_null(each) for each in node]
    if not isinstance(node, dict):
        return node
    return {k: _without_null(v) for k, v in node.items() if not (k == "default" and v is None)}


def tables() -> str:
    """Every key."""
    whole = Study.model_json_schema()
    parts = [_table("The file", whole, whole)]
    parts += [_table(f"In {name}", whole["$defs"][part], whole) for part, name in PARTS.items()]
    return "\n\n".join(parts)


def _table(head: str, node: dict, whole: dict) -> str:
    rows = [
        f"| `{key}` | {_cell(value.get('description', ''))} | {_cell(_allowed(value, whole))} | "
        f"{_default(value)} |"
        for key, value in node["properties"].items()
    ]
    top = "| key | meaning | allowed | default |\n|---|---|---|---|"
    return "\n".join([f"### {head}\n\n{top}", *rows])


def _allowed(value: dict, whole: dict) -> str:
    """In words; keys of another table say which."""
    named = next(iter(value.get("patternProperties", {}).values()), {})
    if "$ref" in value or "$ref" in named:
        return "a mapping, see below"
    ways = value.get("oneOf")
    if ways and _resolved(ways[1], whole).get("type") == "array":
        return f"{allowed(ways[0], whole)}; or a list of one for each"
    return allowed(value, whole)


def _default(value: dict) -> str:
    found = value.get("default")
    return "" if found in (None, "", {}) else f"`{json.dumps(found)}`"


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text()))
    SCHEMA.write_text(schema())
