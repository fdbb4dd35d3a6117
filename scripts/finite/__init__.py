"""Experiments on finite networks beyond their spectra: one public file, everything about one.

An experiment defines ``PAPER`` and ``QUICK`` (its ``Settings`` at the sizes of either profile),
``sample(case, settings, stream)``, ``draw(draws)`` and ``caption(draws)``; a picture of theory
alone the last two. Steps of the workflow, which define ``main``, lie beside them. The folder is
the list: nothing else names an experiment.
"""

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from functools import partial
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any, Literal

from freewidth.errors import InvalidInputError
from freewidth.registry import lookup
from freewidth.rng import stream
from freewidth.sample import Draws

__all__ = ["Profile", "draw_case", "load", "names", "pictures", "plain", "settings", "shared"]

Profile = Literal["paper", "quick"]
KINDS = {"PAPER": "an experiment", "draw": "a picture", "main": "a step"}


def names() -> tuple[str, ...]:
    """The experiments, by name."""
    return tuple(name for name in _public() if hasattr(_module(name), "PAPER"))


def pictures() -> tuple[str, ...]:
    """The experiments, and pictures of theory alone, by name."""
    return tuple(name for name in _public() if hasattr(_module(name), "draw"))


def load(name: str) -> ModuleType:
    """The module of an experiment or picture.

    Raises:
        ValueError: there is none of this name; the message lists those that exist.
    """
    if name not in _public() or not hasattr(_module(name), "draw"):
        raise ValueError(f"no experiment named {name!r}; available: {', '.join(pictures())}")
    return _module(name)


def settings(name: str, profile: Profile, overrides: Mapping[str, Any] | None = None) -> Any:
    """The ``Settings`` of an experiment: those of a profile, ``overrides`` laid over them.

    ``overrides`` is plain data, such as a configuration file holds: lists become tuples.

    Raises:
        InvalidInputError: an unknown field, or a value of another type or outside its limits.
        ValueError: no experiment or profile of this name.
    """
    module = load(name)
    profiles = {"paper": module.PAPER, "quick": module.QUICK}
    base, given = lookup(profiles, profile, "profile"), dict(overrides or {})
    known = [field.name for field in fields(base)]
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise InvalidInputError(
            f"{name} has no setting {', '.join(unknown)}; there are {', '.join(known)}"
        )
    return replace(base, **given)


def plain(settings: Any) -> dict[str, Any]:
    """Settings as plain data that JSON can hold."""
    return {name: _lists(value) for name, value in asdict(settings).items()}


def shared(settings: Any) -> dict[str, Any]:
    """The same without ``cases``: what all cases share, so that more cases change none of them."""
    return {name: value for name, value in plain(settings).items() if name != "cases"}


def draw_case(name: str, case: str, settings: Any, seed: int) -> Draws:
    """Sample one case. Its random streams are named by ``seed``, experiment and case."""
    observed = load(name).sample(case, settings, partial(stream, seed, name, case))
    return Draws(name, case, shared(settings), observed)


def _lists(value):
    return [_lists(item) for item in value] if isinstance(value, tuple) else value


def _public() -> tuple[str, ...]:
    return tuple(sorted(m.name for m in iter_modules(__path__) if not m.name.startswith("_")))


def _module(name: str) -> ModuleType:
    """A public module of this folder.

    Raises:
        ImportError: it is neither an experiment nor a picture nor a step.
    """
    module = import_module(f"{__name__}.{name}")
    if not any(hasattr(module, attribute) for attribute in KINDS):
        kinds = ", ".join(f"{attribute} ({what})" for attribute, what in KINDS.items())
        raise ImportError(
            f"{module.__file__} defines none of {kinds}; start the file name with '_' if it is a "
            "helper"
        )
    return module
