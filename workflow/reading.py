"""Configuration files, read strictly: what they say, and on which line.

Stricter than YAML: no key twice, no tabs, nothing that contains itself, one document, UTF-8, of a
size that a person writes. Snakemake evaluates files with the key ``__use_yte__`` as templates that
may hold Python; such a file is refused.
"""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

LARGEST = 1_000_000  # bytes
MOST = 50_000  # values, those behind an alias counted every time
DEEPEST = 50  # mappings and lists inside each other
TEMPLATE = "__use_yte__"
TEXTS = ("tag:yaml.org,2002:str", "tag:yaml.org,2002:merge")  # what a key may be

Keys = tuple[Hashable, ...]


class Unreadable(ValueError):
    """A file that is no configuration; the message is one sentence with its name and line."""


@dataclass(frozen=True)
class Read:
    """What a file says.

    Attributes:
        name: of the file, as it was given.
        data: its mapping.
        lines: where each key and each entry of a list stands, by the keys that lead to it.
    """

    name: str
    data: dict[str, Any]
    lines: Mapping[Keys, int]

    def line(self, keys: Keys) -> tuple[int, int]:
        """How many of ``keys`` the file has, and on which line the last of them stands."""
        for count in range(len(keys), 0, -1):
            if keys[:count] in self.lines:
                return count, self.lines[keys[:count]]
        return 0, 1


def read(path: Path, name: str = "") -> Read:
    """The configuration in a file.

    Raises:
        Unreadable: there is none, or it is not as strict as above.
    """
    name = name or ascii(str(path))[1:-1]
    root = _composed(_text(path, name), name)
    if root is None or not isinstance(root, yaml.MappingNode):
        raise Unreadable(f"{name}:1: needs keys with values, such as  seed: 7")
    _check(root, name)
    data = _constructed(root, name)
    return Read(name, data, dict(_places(root, ())))


def _text(path, name):
    """The text of a file, without what YAML does not allow."""
    try:
        if path.exists() and not path.is_file():
            raise Unreadable(f"{name}: is no file")
        if path.stat().st_size > LARGEST:
            size = f"{path.stat().st_size:,} bytes"
            raise Unreadable(f"{name}: holds {size}, needs {LARGEST:,} at most")
        found = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"{name}: cannot be read: {error.strerror}") from None
    try:
        text = found.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = found.count(b"\n", 0, error.start) + 1
        raise Unreadable(f"{name}:{line}: is not UTF-8 from byte {error.start} on") from None
    for line, row in enumerate(text.split("\n"), 1):
        if "\t" in row[: len(row) - len(row.lstrip())]:
            raise Unreadable(f"{name}:{line}: is indented with a tab, needs spaces")
    return text


def _composed(text, name):
    """The document as nodes, which know their lines."""
    try:
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise Unreadable(
            f"{name}:{line}: holds the character {error.character!r:.12}, which YAML forbids"
        ) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        said = " ".join(str(part) for part in (error.context, error.problem) if part)
        raise Unreadable(f"{name}:{line}: is no YAML: {ascii(said)[1:-1][:120]}") from None
    except RecursionError:
        raise Unreadable(f"{name}: is nested more than {DEEPEST} deep") from None


def _check(root, name):
    """That the nodes are a tree of moderate size, and no mapping has a key twice."""
    left = [MOST]

    def visit(node, inside):
        line = node.start_mark.line + 1
        left[0] -= 1
        if id(node) in inside:
            raise Unreadable(f"{name}:{line}: contains itself through an alias")
        if len(inside) > DEEPEST:
            raise Unreadable(f"{name}:{line}: is nested more than {DEEPEST} deep")
        if left[0] < 0:
            raise Unreadable(f"{name}:{line}: holds more than {MOST:,} values, aliases counted")
        if isinstance(node, yaml.MappingNode):
            _check_keys(node, name)
        for child in _children(node):
            visit(child, inside | {id(node)})

    visit(root, frozenset())


def _children(node):
    if isinstance(node, yaml.MappingNode):
        return [part for pair in node.value for part in pair]
    return node.value if isinstance(node, yaml.SequenceNode) else []


def _check_keys(node, name):
    seen: dict[str, int] = {}
    for key, _ in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise Unreadable(f"{name}:{line}: has a list or a mapping as a key, needs a name")
        if key.tag not in TEXTS:
            raise Unreadable(
                f"{name}:{line}: has the key {ascii(key.value)[1:-1][:60]}, which YAML reads as "
                "something else than a text; quote it"
            )
        if key.value == TEMPLATE:
            raise Unreadable(
                f"{name}:{line}: has the key {TEMPLATE}, which would run what the file says as "
                "Python: configurations are data; leave it out"
            )
        if key.value in seen:
            text, first = ascii(key.value)[1:-1][:60], seen[key.value]
            raise Unreadable(f"{name}:{line}: has the key {text} twice, first on line {first}")
        seen[key.value] = line


def _constructed(root, name):
    """Nodes as plain data; numbers are written as numbers are elsewhere, not base sixty."""
    loader = yaml.SafeLoader("")
    try:
        for node in _scalars(root):
            if node.tag in ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float"):
                _check_number(node, name)
        return loader.construct_document(root)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or root.start_mark
        said = ascii(str(error.problem))[1:-1][:120]
        raise Unreadable(f"{name}:{mark.line + 1}: is no plain data: {said}") from None
    except Unreadable:
        raise
    except (ValueError, OverflowError) as error:  # a day of no month, for instance
        said = ascii(str(error))[1:-1][:120]
        raise Unreadable(f"{name}: holds a value that is none: {said}") from None
    finally:
        loader.dispose()


def _scalars(node):
    if isinstance(node, yaml.ScalarNode):
        yield node
    for child in _children(node):
        yield from _scalars(child)


def _check_number(node, name):
    line, text = node.start_mark.line + 1, ascii(node.value)[1:-1]
    if ":" in text:
        raise Unreadable(f"{name}:{line}: {text[:40]} is a number to base 60 in YAML; quote it")
    if len(text) > 400:
        raise Unreadable(f"{name}:{line}: has a number of {len(text):,} digits")


def _places(node: yaml.Node, keys: Keys) -> Iterator[tuple[Keys, int]]:
    """Keys that lead to every value, and the line on which the last of them stands."""
    if isinstance(node, yaml.SequenceNode):
        for i, item in enumerate(node.value):
            yield (*keys, i), item.start_mark.line + 1
            yield from _places(item, (*keys, i))
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:  # merged ones come first, and own ones may stand for them
            yield (*keys, key.value), key.start_mark.line + 1
            yield from _places(value, (*keys, key.value))
