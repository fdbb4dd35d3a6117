"""Random-matrix theory of wide random neural networks, replicated by computation.

Names and submodules load on first use: a sampling job never waits for the theory, and the command
line answers at once.
"""

import functools
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

_HOMES = {
    "ACTIVATIONS": "activations",
    "ENSEMBLES": "ensembles",
    "FreewidthError": "errors",
    "InvalidInputError": "errors",
    "Law": "freeprob",
    "Network": "network",
    "NotConvergedError": "errors",
    "law": "jacobian",
}

__all__ = [*_HOMES, "sample"]


def __getattr__(name):
    if name == "__version__":
        return _version()
    if not name.startswith("_"):
        _unambiguous()
    if name in _HOMES:
        return getattr(import_module(f"freewidth.{_HOMES[name]}"), name)
    if not name.startswith("_") and find_spec(f"freewidth.{name}"):
        return import_module(f"freewidth.{name}")
    raise AttributeError(f"module 'freewidth' has no attribute {name!r}")


@functools.cache
def _unambiguous():
    """That no file of a registry replaces another; looked at once, before any of it is loaded.

    Raises:
        InvalidInputError: one does; the message names both.
    """
    folders = [(extra, extra.parent) for extra in Path(__file__).parent.glob("*/_extra")]
    names = [[{p.stem for p in f.glob("[!_]*.py")} for f in both] for both in folders]
    if any(extra & main for extra, main in names):
        from freewidth.contracts import ContractError, doubles

        raise ContractError(doubles())


def _version():
    """Of the installed distribution; in a source tree, what pyproject.toml says."""
    from importlib import metadata

    try:
        return metadata.version("freewidth")
    except metadata.PackageNotFoundError:
        import tomllib

        project = Path(__file__).parents[1] / "pyproject.toml"
        return tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"]


def __dir__():
    return sorted([*__all__, "__version__"])
