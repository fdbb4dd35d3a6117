"""One object per file: turn a folder of modules into a read-only mapping."""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType
from typing import Any


def discover(package: str, path: list[str], attribute: str) -> Mapping[str, Any]:
    """Map each public file name in ``package`` to the object called ``attribute`` inside it.

    A file whose name starts with ``_`` is a helper and no entry.

    Raises:
        ImportError: a public file defines no such object.
    """
    found = {}
    for name in sorted(m.name for m in iter_modules(path) if not m.name.startswith("_")):
        module = import_module(f"{package}.{name}")
        if attribute not in vars(module):
            raise ImportError(
                f"{module.__file__} defines no `{attribute}`. Every public file in {package} is "
                f"one entry of its registry; start the file name with '_' if it is a helper."
            )
        found[name] = vars(module)[attribute]
    return MappingProxyType(found)


def lookup(registry: Mapping[str, Any], name: str, kind: str) -> Any:
    """Fetch an entry, or say what exists.

    Raises:
        ValueError: no entry has this name; the message lists those that exist.
    """
    if not isinstance(name, str) or name not in registry:
        raise ValueError(f"no {kind} named {name!r}; available: {', '.join(registry)}")
    return registry[name]
