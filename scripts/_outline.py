"""What one source file of ours says by itself: what it does, and which names it imports.

Parsing hundreds of files takes seconds, and most do not change between two runs. A file that the
environment variable FREEWIDTH_OUTLINES names keeps the outlines, each with a digest of the text it
was made from. One that is damaged, or was written by other code or another Python, is ignored.
"""

import ast
import atexit
import hashlib
import json
import os
import sys
import zlib
from functools import cache
from pathlib import Path
from typing import NamedTuple

DEFINITION = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
KEPT = "FREEWIDTH_OUTLINES"
DAMAGE = (OSError, EOFError, ValueError, TypeError, AttributeError, RecursionError, zlib.error)


class Outline(NamedTuple):
    """What a module, or one function of it with what it uses, says.

    Attributes:
        meaning: a text equal for code that differs in comments, docstrings and layout only.
        modules: dotted names that are imported as such, or promised by a package as its modules.
        taken: pairs (module, name) of what is imported from modules.
        handed: name -> module it comes from, of a package that does nothing but hand on names.
    """

    meaning: str
    modules: list[str]
    taken: list[list[str]]
    handed: dict[str, str]


def outline(module: str, path: Path, function: str = "") -> Outline:
    """Of the module at ``path``, or of one ``function`` of it and what that uses.

    Raises:
        ModuleNotFoundError: the module defines no such function.
    """
    source = path.read_bytes()
    digest = hashlib.blake2b(source, digest_size=16).hexdigest()
    place = f"{module}:{function}" if function else module
    known = _kept()
    if place not in known or known[place][0] != digest:
        known[place] = digest, _parsed(module, path, source, function)
    return known[place][1]


def _parsed(module: str, path: Path, source: bytes, function: str) -> Outline:
    tree = ast.parse(source, str(path))
    if function:
        tree = _part(tree, function, path)
    package = path.name == "__init__.py"
    modules, taken = _imported(tree, module if package else module.rpartition(".")[0])
    if package:
        modules |= _promised(tree, module)
    handed = _handed_on(tree) if package and not function else {}
    return Outline(meaning(tree), sorted(modules), [list(pair) for pair in sorted(taken)], handed)


@cache
def _kept() -> dict[str, tuple[str, Outline]]:
    """Digest of its source and outline, by place; what is added is written when Python ends."""
    if not os.environ.get(KEPT):
        return {}
    path = Path(os.environ[KEPT])
    known = _loaded(path)
    atexit.register(_save, path, known, dict(known))
    return known


def _loaded(path: Path) -> dict[str, tuple[str, Outline]]:
    try:
        found = json.loads(zlib.decompress(path.read_bytes()))
        if found["made_by"] != _maker():
            return {}
        return {place: (text, Outline(*said)) for place, (text, said) in found["outlines"].items()}
    except (*DAMAGE, KeyError):
        return {}


def _save(path: Path, known: dict, before: dict) -> None:
    """Write what is known, whole or not at all; where that cannot be done, nothing is lost."""
    if known == before:
        return
    draft = path.with_suffix(f".{os.getpid()}.part")
    text = json.dumps({"made_by": _maker(), "outlines": known})
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(zlib.compress(text.encode(), 1))
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)


def _maker() -> str:
    """This code and this Python, whose syntax trees differ from those of others."""
    own = hashlib.blake2b(Path(__file__).read_bytes(), digest_size=16).hexdigest()
    return f"{own} {sys.version_info.major}.{sys.version_info.minor}"


def forget() -> None:
    """Read what is kept anew at the next call."""
    _kept.cache_clear()


def meaning(node: ast.AST | list | object) -> str:
    """A text equal for code that differs in comments, docstrings and layout only.

    Fields that are empty are left out, for they come and go with versions of Python.
    """
    if isinstance(node, ast.AST):
        fields = ((name, meaning(value)) for name, value in ast.iter_fields(node))
        inside = ",".join(f"{name}={text}" for name, text in fields if text)
        return f"{type(node).__name__}({inside})"
    if isinstance(node, list):
        return "".join(f"[{meaning(item)}]" for item in node if not _is_text(item))
    return "" if node is None else repr(node)


def _is_text(node):
    expression = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return expression and isinstance(node.value.value, str)


def _part(tree: ast.Module, function: str, path: Path) -> ast.Module:
    """The statements of a module that a function of it needs, by the names they bind and use."""
    binds = [(node, _bound(node)) for node in tree.body]
    if not any(function in names for _, names in binds):
        raise ModuleNotFoundError(f"{path} defines no {function}")
    wanted, size = {function}, 0
    while len(wanted) > size:
        size = len(wanted)
        for node, names in binds:
            if names & wanted:
                wanted |= {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
    return ast.Module([node for node, names in binds if names & wanted], [])


def _bound(node: ast.stmt) -> set[str]:
    """Names that a statement at the top of a module binds, or may change what they stand for."""
    if isinstance(node, DEFINITION):
        return {node.name}
    found = set()
    for n in ast.walk(node):  # below if, try and with, too
        if isinstance(n, DEFINITION):
            found.add(n.name)
        elif isinstance(n, ast.Import | ast.ImportFrom):
            found |= {(alias.asname or alias.name).split(".")[0] for alias in n.names}
        elif isinstance(n, ast.Expr) or isinstance(getattr(n, "ctx", None), ast.Store):
            found |= {name.id for name in ast.walk(n) if isinstance(name, ast.Name)}
    return found


def _imported(tree: ast.Module, package: str) -> tuple[set[str], set[tuple[str, str]]]:
    """All that is imported anywhere in a module, inside functions too: modules, and names."""
    modules, taken = set(), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package.split(".")[: len(package.split(".")) - node.level + 1])
            parent = node.module or ""
            if node.level:
                parent = f"{base}.{parent}".rstrip(".")
            taken |= {(parent, alias.name) for alias in node.names}
    return modules, taken


def _handed_on(tree: ast.Module) -> dict[str, str]:
    """Name -> module it comes from, of a package that does nothing but hand on names."""
    found: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            if any(alias.asname or alias.name == "*" for alias in node.names):
                return {}
            found |= {alias.name: node.module for alias in node.names}
        elif not _is_text(node) and {"__all__"} != _bound(node):
            return {}
    return found


def _promised(tree: ast.Module, package: str) -> set[str]:
    """Submodules named by strings: how a package that imports on first use tells what it has."""
    values = (n.value for n in ast.walk(tree) if isinstance(n, ast.Constant))
    return {f"{package}.{value!s}" for value in values if str(value).isidentifier()}
