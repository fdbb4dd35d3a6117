"""One object per file: a folder of modules, and extensions from outside, as a mapping."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from freewidth.errors import InvalidInputError
from freewidth.outside import modules, source


class Registry(Mapping[str, Any]):
    """Entries by name, each in a module of its own that is imported when the entry is asked for.

    So a job loads only what it names, and a file that cannot be imported stops only those who name
    it. ``a | b`` holds the entries of both.
    """

    def __init__(self, modules: Mapping[str, str], attribute: str):
        self._modules = dict(modules)
        self._attribute = attribute
        self._found: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        """The entry.

        Raises:
            KeyError: there is none of this name.
            ImportError: its file does not define it.
        """
        if name not in self._found:
            self._found[name] = self._load(name)
        return self._found[name]

    def _load(self, name: str) -> Any:
        module = import_module(self._modules[name])
        if self._attribute not in vars(module):
            raise ImportError(
                f"{module.__file__} defines no `{self._attribute}`. Every public file in "
                f"{module.__name__.rpartition('.')[0]} is one entry of its registry; start the "
                f"file name with '_' if it is a helper."
            )
        return vars(module)[self._attribute]

    def name_of(self, entry: object) -> str | None:
        """The name under which this very object is an entry, or None; nothing is imported."""
        for name, module in self._modules.items():
            loaded = vars(sys.modules[module]) if module in sys.modules else {}
            if entry is self._found.get(name) or entry is loaded.get(self._attribute):
                return name
        return None

    def __contains__(self, name: object) -> bool:
        return name in self._modules

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __len__(self) -> int:
        return len(self._modules)

    def __or__(self, other: "Registry") -> "Registry":
        return Registry(self._modules | other._modules, self._attribute)

    def __repr__(self) -> str:
        return f"Registry({', '.join(self)})"


def discover(package: str, path: list[str], attribute: str) -> Registry:
    """Map each public file name in ``package`` to the object called ``attribute`` inside it.

    A file whose name starts with ``_`` is a helper and no entry. Extensions from outside follow
    those of the package (:mod:`freewidth.outside`).

    Raises:
        InvalidInputError: an extension has the name of an entry of the package.
    """
    names = sorted(m.name for m in iter_modules(path) if not m.name.startswith("_"))
    own = modules(*_registry(package))
    if both := sorted(own.keys() & {*names}):
        raise InvalidInputError(
            f"{source(own[both[0]])}: {package} has {both[0]!r} already; rename the file"
        )
    return Registry({name: f"{package}.{name}" for name in names} | own, attribute)


def _registry(package: str) -> tuple[str, str]:
    """What extensions call the registry of a package, and the study, of claims: of none, nothing.

    So ``freewidth.ensembles`` has ("ensembles", ""), ``claims.finite`` ("claims", "finite").
    """
    first, _, rest = package.partition(".")
    return (rest, "") if first == "freewidth" else (first, rest)


def near(name: str, known: Iterable[str]) -> str:
    """``; did you mean NAME?`` if some known name is spelt much like it, in whatever case."""
    lower = {each.lower(): each for each in known}
    found = get_close_matches(name.lower(), lower, 1)
    return f"; did you mean {lower[found[0]]}?" if found else ""


def lookup(registry: Mapping[str, Any], name: object, what: str) -> Any:
    """Fetch an entry, or say what exists.

    Raises:
        InvalidInputError: no entry has this name; the message lists those that exist, and says
            which one is spelt much like it.
    """
    if not isinstance(name, str) or name not in registry:
        from freewidth.arguments import shown  # NumPy, which listing names does not need

        meant = near(name, registry) if isinstance(name, str) else ""
        raise InvalidInputError(
            f"no {what} named {shown(name)}; available: {', '.join(registry)}{meant}"
        )
    return registry[name]
