"""The experiments on finite networks: which there are, with what settings, and their draws.

The folder is the list: every public module that defines ``PAPER`` is an experiment. Importing them
loads neither matplotlib nor a solver, so that a workflow may plan with this.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields, replace
from functools import cache, partial
from importlib import import_module
from importlib.resources import files
from pkgutil import iter_modules
from types import ModuleType
from typing import Any, Literal, get_type_hints

from freewidth.errors import InvalidInputError
from freewidth.registry import lookup
from freewidth.rng import stream
from freewidth.sample import Draws
from scripts import folders
from scripts._limits import nearest
from scripts.finite._settings import fitted

Profile = Literal["paper", "quick"]

KINDS = {"PAPER": "an experiment", "caption": "a picture", "main": "a step"}
TOOLS = ("experiments", "results", "sheets")  # what a study has beside experiments and steps
PACKAGE = __name__.rpartition(".")[0]
REGISTRIES = (
    "ensembles",
    "ensembles._extra",
    "activations",
    "activations._extra",
    "symmetric.matrices",
)
ALWAYS = ("freewidth.ensembles.gaussian", "freewidth.activations.linear")  # whatever is named


def names() -> tuple[str, ...]:
    """The experiments, by name."""
    return tuple(name for name, module in _modules().items() if hasattr(module, "PAPER"))


def pictures() -> tuple[str, ...]:
    """The experiments, and pictures of theory alone, by name."""
    return tuple(name for name, module in _modules().items() if hasattr(module, "caption"))


def load(name: str) -> ModuleType:
    """The module of an experiment or picture.

    Raises:
        ValueError: there is none of this name; the message lists those that exist.
    """
    if name not in _public():
        raise ValueError(f"no experiment named {name!r}; available: {', '.join(pictures())}")
    if not hasattr(_module(name), "caption"):
        raise ValueError(f"{_module(name).__file__} defines no caption(draws)")
    return _module(name)


def checked(overrides: Mapping[str, Any] | None) -> dict[str, dict[str, Any]]:
    """What a configuration wants otherwise: experiment -> field -> value.

    Raises:
        ValueError: no experiment of this name.
        InvalidInputError: something else than a mapping of fields, or an unknown field.
    """
    found = {}
    for name, given in (overrides or {}).items():
        if name not in names():
            raise ValueError(f"no experiment named {name!r}; available: {', '.join(names())}")
        if not isinstance(given, Mapping):
            raise InvalidInputError(f"{name} = {given!r}: needs a mapping from fields to values")
        _known(name, given)
        found[name] = dict(given)
    return found


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
    _known(name, given)
    return replace(base, **given)


def faults(
    profile: Profile, overrides: Mapping[str, Mapping[str, Any]]
) -> list[tuple[tuple[str, ...], str]]:
    """Everything that is wrong with what a configuration wants otherwise, with the keys to it."""
    found: list[tuple[tuple[str, ...], str]] = []
    for name, given in overrides.items():
        if name not in names():
            said = f"there is no such experiment{nearest(name, names())}"
            found.append(((name,), f"{said}\nthere are {', '.join(names())}"))
        else:
            found += [((name, *keys), said) for keys, said in _faults(name, profile, given)]
    return found


def _faults(name: str, profile: Profile, given: Mapping[str, Any]) -> list[tuple[tuple, str]]:
    """Of one experiment: of every field, else of all of them together."""
    kind, found = _module(name).Settings, []
    hints = get_type_hints(kind, include_extras=True)
    for field, value in given.items():
        if field not in hints:
            there = f"{nearest(field, hints)}\nthere are {', '.join(hints)}"
            found.append(((field,), f"there is no such setting{there}"))
        elif said := _refused(fitted, value, hints[field], f"{name}.{field}"):
            found.append(((field,), said))
    whole = "" if found else _refused(settings, name, profile, given)
    return [((), whole)] if whole else found


def _refused(check: Callable, *values: Any) -> str:
    """What a check says against values, "" if nothing."""
    try:
        check(*values)
    except InvalidInputError as error:
        return str(error)
    return ""


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


def words(overrides: Mapping[str, Any]) -> list[str]:
    """Overrides as words of a command line, FIELD=VALUE with JSON for values."""
    return [f"{field}={json.dumps(value)}" for field, value in overrides.items()]


def registered(settings: Any) -> list[str]:
    """Modules of the registry entries that settings name, and of those that are always used."""
    return _entries(plain(settings))


def drawing(name: str, settings: Any) -> dict[str, list[str]]:
    """For every case the modules that draw it: entries that other cases name are not among them."""
    data = plain(settings)
    own = {case: _entries(data | {"cases": [case]}) for case in settings.cases}
    return {case: [f"{module_of(name)}:sample", *modules] for case, modules in own.items()}


def module_of(name: str) -> str:
    """The module of an experiment or picture, of the study or from outside."""
    return folders.own("scripts/finite").get(name, f"{PACKAGE}.{name}")


def _entries(data: Any) -> list[str]:
    """Modules of the registry entries named in plain data, and of those that are always used."""
    texts = set(_texts(data))
    found = set(ALWAYS)
    for registry in REGISTRIES:
        found |= {f"freewidth.{registry}.{name}" for name in texts & _registered(registry)}
        own = folders.own(f"freewidth/{registry}")
        found |= {own[name] for name in texts & own.keys()}
    return sorted(found)


@cache  # once for all settings that a workflow plans with
def _registered(registry: str) -> frozenset[str]:
    """Names of the files of a registry."""
    folder = files("freewidth").joinpath(*registry.split("."))
    return frozenset(f.name.removesuffix(".py") for f in folder.iterdir() if f.name[-3:] == ".py")


def _known(name: str, given: Mapping[str, Any]) -> None:
    known = [field.name for field in fields(_module(name).Settings)]
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise InvalidInputError(
            f"{name} has no setting {', '.join(unknown)}; there are {', '.join(known)}"
        )


def _texts(data: Any) -> list[str]:
    """The words anywhere in plain data that may be names."""
    if isinstance(data, str):
        return [data] if data.isidentifier() else []
    inside = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return [text for part in inside for text in _texts(part)]


def _lists(value: Any) -> Any:
    return [_lists(item) for item in value] if isinstance(value, tuple) else value


def _public() -> tuple[str, ...]:
    """Names of the public modules of the study, its tools apart, and of those from outside."""
    return (*_listed(*import_module(PACKAGE).__path__), *folders.own("scripts/finite"))


@cache
def _listed(*folders: str) -> tuple[str, ...]:
    found = {m.name for m in iter_modules(folders) if not m.name.startswith("_")}
    return tuple(sorted(found - set(TOOLS)))


def _modules() -> dict[str, ModuleType]:
    return {name: _module(name) for name in _public()}


def _module(name: str) -> ModuleType:
    """A public module of the study.

    Raises:
        ImportError: it is neither an experiment nor a picture nor a step.
    """
    module = import_module(module_of(name))
    if not any(hasattr(module, attribute) for attribute in KINDS):
        kinds = ", ".join(f"{attribute} ({what})" for attribute, what in KINDS.items())
        raise ImportError(
            f"{module.__file__} defines none of {kinds}; start the file name with '_' if it is a "
            "helper"
        )
    return module
