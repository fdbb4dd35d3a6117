"""A configuration as words of a command line, and back: ``grids.main.q0=1.0``, values in YAML."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import yaml

WIDE = 1_000_000  # characters: no value is broken into lines


def words(config: Mapping, head: str = "") -> Iterator[str]:
    """One word for every value that is no mapping, named by the keys that lead to it."""
    for key, value in config.items():
        if isinstance(value, Mapping) and value:
            yield from words(value, f"{head}{key}.")
        else:
            text = yaml.safe_dump(value, default_flow_style=True, width=WIDE)
            yield f"{head}{key}={text.removesuffix(END).strip()}"


END = "...\n"  # what YAML writes after a document that is one word


def read(given: Iterable[str]) -> dict[str, Any]:
    """The configuration that :func:`words` turned into ``given``."""
    found: dict[str, Any] = {}
    for word in given:
        name, _, text = word.partition("=")
        *path, last = name.split(".")
        inside = found
        for key in path:
            inside = inside.setdefault(key, {})
        inside[last] = yaml.safe_load(text)
    return found
