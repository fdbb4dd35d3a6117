"""Hash what a piece of code *does*, so that Snakemake reruns exactly what changed.

Snakemake watches neither the modules that a step imports nor the versions of packages. A
fingerprint among a rule's ``params`` closes that gap. It covers the modules named, every module of
this repository they import (and those these import), and the installed version of every other
package imported on the way; comments, docstrings and formatting do not count.

``MODULE:FUNCTION`` stands for that function of a module and what it uses of it, so that a picture
beside a sampler in one file can change without the samples being drawn again.

Registries are the one exception: they import their entries by folder, which no static reading can
see, and so a step names the entries it uses. A package's ``__init__`` counts where names are taken
from it, not where one of its modules is; if it only hands on names of its modules, the module that
a name comes from counts instead.
"""

import ast
import hashlib
import sys
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
OURS = ("freewidth", "claims", "scripts", "workflow", "notebooks", "benchmarks")
DEFINITION = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class Module(NamedTuple):
    """What one module contributes: its own meaning, and what it imports."""

    meaning: str
    ours: frozenset[str]
    foreign: frozenset[str]


def fingerprint(*modules: str) -> str:
    """Sixteen hex digits that change when what ``modules`` do may have changed.

    Raises:
        ModuleNotFoundError: one of them is no module of this repository.
    """
    parts = [f"{name} {_read(name).meaning}" for name in sorted(closure(*modules))]
    foreign = frozenset().union(*(_read(name).foreign for name in closure(*modules)))
    parts += [f"{name} {_version(name)}" for name in sorted(foreign)]
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=8).hexdigest()


@cache
def closure(*modules: str) -> frozenset[str]:
    """The modules of this repository that the given ones reach by imports, themselves included."""
    seen: set[str] = set()
    todo = set(modules)
    while todo:
        seen |= todo
        todo = set().union(*(_read(name).ours for name in todo)) - seen
    return frozenset(seen)


def forget() -> None:
    """Read all sources anew at the next call."""
    closure.cache_clear()
    _read.cache_clear()
    _source.cache_clear()
    _handed_on.cache_clear()


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


@cache
def _read(module: str) -> Module:
    module, _, function = module.partition(":")
    path = _source(module)
    if path is None:
        raise ModuleNotFoundError(f"no module {module} under {ROOT}")
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    if function:
        tree = _part(tree, function, path)
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    names = _imported(tree, package)
    if path.name == "__init__.py":
        names |= _promised(tree, package)
    return Module(
        meaning=meaning(tree),
        ours=frozenset(n for n in names if _source(n)) - {module},
        foreign=frozenset(top for top in (n.split(".")[0] for n in names) if _is_foreign(top)),
    )


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


@cache
def _source(module: str) -> Path | None:
    if module.split(".")[0] not in OURS:
        return None
    if not all(part.isidentifier() for part in module.split(".")):
        return None
    base = ROOT.joinpath(*module.split("."))
    return next((p for p in (base.with_suffix(".py"), base / "__init__.py") if p.is_file()), None)


def _imported(tree, package):
    """Dotted names of all that is imported anywhere in a module, inside functions too."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package.split(".")[: len(package.split(".")) - node.level + 1])
            parent = node.module or ""
            if node.level:
                parent = f"{base}.{parent}".rstrip(".")
            for alias in node.names:
                inside = f"{parent}.{alias.name}"
                home = None if _source(inside) else _handed_on(parent).get(alias.name)
                names |= {inside} if _source(inside) else {home} if home else {inside, parent}
    return names


@cache
def _handed_on(package: str) -> dict[str, str]:
    """Name -> module it comes from, of a package that does nothing but hand on names."""
    path = _source(package)
    if path is None or path.name != "__init__.py":
        return {}
    found: dict[str, str] = {}
    for node in ast.parse(path.read_text(encoding="utf-8"), str(path)).body:
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            if any(alias.asname or alias.name == "*" for alias in node.names):
                return {}
            found |= {alias.name: node.module for alias in node.names}
        elif not _is_text(node) and {"__all__"} != _bound(node):
            return {}
    return found


def _promised(tree, package):
    """Submodules named by strings: how a package that imports on first use tells what it has."""
    strings = (n.value for n in ast.walk(tree) if isinstance(n, ast.Constant))
    return {f"{package}.{text}" for text in strings if str(text).isidentifier()}


def _is_foreign(top):
    return top not in OURS and top not in sys.stdlib_module_names


@cache
def _version(package):
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "unknown"
