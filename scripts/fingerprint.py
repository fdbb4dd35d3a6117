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

import hashlib
import sys
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

from freewidth import outside
from scripts import _outline
from scripts._outline import outline
from scripts.folders import ROOT

# say where files lie, compute nothing
FINDERS = {"freewidth.cache", "freewidth.outside", "freewidth.registry"}
OURS = ("freewidth", "claims", "scripts", "workflow", "notebooks", "benchmarks")


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
    _homes.cache_clear()
    _outline.forget()


@cache
def _read(module: str) -> Module:
    module, _, function = module.partition(":")
    path = _source(module)
    if path is None:
        raise ModuleNotFoundError(f"no module {module} under {ROOT}")
    found = outline(module, path, function)
    names = {*found.modules, *(name for pair in found.taken for name in _homes(*pair))}
    return Module(
        meaning=found.meaning,
        ours=frozenset(n for n in names if _source(n)) - {module} - FINDERS,
        foreign=frozenset(top for top in (n.split(".")[0] for n in names) if _is_foreign(top)),
    )


@cache
def _homes(parent: str, name: str) -> tuple[str, ...]:
    """Modules that count where ``name`` is imported from ``parent``."""
    inside, path, home = f"{parent}.{name}", _source(parent), None
    if _source(inside):
        return (inside,)
    if path is not None and path.name == "__init__.py":
        home = outline(parent, path).handed.get(name)
    return (home,) if home else (inside, parent)


@cache
def _source(module: str) -> Path | None:
    if module.split(".")[0] not in (*OURS, *outside.packages()):
        return None
    if (extension := outside.source(module)) is not None:
        return extension
    if not all(part.isidentifier() for part in module.split(".")):
        return None
    base = ROOT.joinpath(*module.split("."))
    return next((p for p in (base.with_suffix(".py"), base / "__init__.py") if p.is_file()), None)


def _is_foreign(top):
    return top not in (*OURS, *outside.packages()) and top not in sys.stdlib_module_names


@cache
def _version(package):
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "unknown"
