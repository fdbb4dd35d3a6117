"""Entries of the registries as files: where they lie, what they are called, what they consist of.

Nothing of an entry is imported here.
"""

import hashlib
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from pkgutil import iter_modules

from freewidth.contracts._fault import Fault
from freewidth.outside import found as outside

PACKAGE = Path(__file__).parents[1]
REGISTRIES = {  # folder -> what each of its files defines
    "ensembles": "ensemble",
    "activations": "activation",
    "biases": "bias",
    "kinds": "kind",
}
EXTRA = "_extra"
IMPORT = re.compile(rb"^\s*(?:from|import)\b[^\n]*(?:\([^)]*\))?", re.MULTILINE)
WORD = re.compile(rb"[A-Za-z_]\w*")


@dataclass(frozen=True, order=True)
class Entry:
    """One public file of a registry, or one extension from outside.

    Attributes:
        registry: its folder.
        name: of the entry.
        extra: whether it lies in ``_extra``.
        path: the file.
        module: its dotted name.
    """

    registry: str
    name: str
    extra: bool
    path: Path
    module: str

    @property
    def place(self) -> str:
        """Its path, from the folder that holds the library where it lies below."""
        inside = self.path.is_relative_to(PACKAGE.parent)
        return (self.path.relative_to(PACKAGE.parent) if inside else self.path).as_posix()


def entries(root: Path = PACKAGE) -> list[Entry]:
    """All there are, those from outside included.

    Raises:
        InvalidInputError: what is outside can be no entry; see :mod:`freewidth.outside`.
    """
    found = []
    for registry in REGISTRIES:
        for extra in (False, True):
            folder = root / registry / EXTRA if extra else root / registry
            for module in iter_modules([str(folder)]):
                if not module.name.startswith("_"):
                    inner = f"{module.name}/__init__.py" if module.ispkg else f"{module.name}.py"
                    dotted = ["freewidth", registry, *[EXTRA] * extra, module.name]
                    path = folder / inner
                    found.append(Entry(registry, module.name, extra, path, ".".join(dotted)))
    own = [each for each in outside() if each.registry in REGISTRIES]
    found += [Entry(each.registry, each.name, False, each.path, each.module) for each in own]
    return sorted(found)


def named(wanted: Mapping[str, Iterable[str]], among: Iterable[Entry]) -> list[Entry]:
    """The entries of these names (registry -> names) and those that they import."""
    names = {(registry, name) for registry, some in wanted.items() for name in some}
    among = list(among)
    return complete((each for each in among if (each.registry, each.name) in names), among)


def complete(chosen: Iterable[Entry], among: Iterable[Entry]) -> list[Entry]:
    """Some entries and those that they import."""
    among = list(among)
    return sorted({part for entry in chosen for part in (entry, *_imported(entry, among))})


def misnamed(some: Iterable[Entry]) -> Iterator[tuple[Entry, Fault]]:
    """Entries whose names cannot be imported, or become those of files."""
    for entry in some:
        if not (entry.name.isascii() and entry.name.isidentifier()):
            yield (
                entry,
                Fault(
                    "the name of a file is that of its entry: letters, digits and _",
                    f"it is {entry.name!r}",
                    "rename the file",
                ),
            )


def shadows(among: Iterable[Entry]) -> Iterator[tuple[Entry, Fault]]:
    """Entries that have the name of another one of their registry."""
    first: dict[tuple[str, str], Entry] = {}
    for entry in among:
        other = first.setdefault((entry.registry, entry.name), entry)
        if other is not entry:
            yield (
                entry,
                Fault(
                    f"a name stands for one of the {entry.registry}",
                    f"{other.place} is called {entry.name!r}, too, and would be replaced by it",
                    f"rename the file, for instance to {entry.name}_2.py",
                ),
            )


def digest(entry: Entry, among: Iterable[Entry]) -> str:
    """Hex digits that change with the file, with what it imports, and with the checks themselves.

    Modules that it imports from elsewhere than here count by the version of NumPy and SciPy alone.
    """
    parts = [_base(), entry.place.encode(), _bytes(entry.path)]
    parts += [_bytes(other.path) for other in _imported(entry, list(among))]
    parts += [_bytes(path) for path in _helpers(entry)]
    return hashlib.blake2b(b"\x00".join(parts), digest_size=16).hexdigest()


def _imported(entry: Entry, among: list[Entry]) -> list[Entry]:
    """Other entries whose names stand in its imports, and in those of these."""
    seen, todo = {entry}, [entry]
    while todo:
        lines = b"\n".join(IMPORT.findall(_bytes(todo.pop().path)))
        words = {word.decode() for word in WORD.findall(lines)}
        new = [other for other in among if other.name in words and other not in seen]
        seen.update(new)
        todo += new
    return sorted(seen - {entry})


def _helpers(entry: Entry) -> list[Path]:
    """Helpers that lie beside an entry from outside; those of the library are in :func:`_base`."""
    inside = entry.path.is_relative_to(PACKAGE)
    return [] if inside else sorted(entry.path.parent.glob("_*.py"))


def _bytes(path: Path) -> bytes:
    return path.read_bytes()


@cache
def _base() -> bytes:
    """Of all that entries and checks are made of, and of the packages below."""
    files = [*PACKAGE.glob("*.py"), *PACKAGE.glob("contracts/*.py")]
    for registry in REGISTRIES:
        files += PACKAGE.glob(f"{registry}/**/_*.py")
    versions = [f"{name} {metadata.version(name)}" for name in ("numpy", "scipy")]
    versions.append(f"{sys.version_info[:2]}")
    found = hashlib.blake2b("\n".join(versions).encode())
    for path in sorted(files):
        found.update(path.relative_to(PACKAGE).as_posix().encode() + b"\x00" + path.read_bytes())
    return found.digest()
