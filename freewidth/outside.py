"""Extensions from outside: files in folders of one's own, and what installed packages declare.

The environment variable ``FREEWIDTH_EXTENSIONS`` names folders, separated as in ``PATH``. Every
public Python file in one of them is an entry, named after the file; of which registry, the name
says that it assigns: ``ensemble``, ``kind``, ``activation``, ``bias``, ``claim`` or, for an
experiment, ``PAPER``. A claim says beside it which study judges it: ``STUDY = "spectra"``.

An installed package declares entry points in the groups ``freewidth.ensembles``, ``.kinds``,
``.activations``, ``.biases``, ``.experiments`` and ``.claims.STUDY``: ``name = package.module``,
with the same names assigned in the module.

Nothing of an extension is imported here.
"""

import ast
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from freewidth.errors import InvalidInputError

VARIABLE = "FREEWIDTH_EXTENSIONS"
PACKAGE = "freewidth.extensions"
DEFINES = {  # what a file assigns -> registry; the first found decides: an ensemble may have a kind
    "claim": "claims",
    "PAPER": "experiments",
    "ensemble": "ensembles",
    "kind": "kinds",
    "activation": "activations",
    "bias": "biases",
}
STUDIES = ("spectra", "finite", "hessians")
YOURS = "yours_"  # begins names of claims, and of grids, that are made for entries from outside
JUDGED = ("ensembles", "activations", "biases")  # registries of these: of spectra


@dataclass(frozen=True, order=True)
class Extension:
    """One entry from outside.

    Attributes:
        registry: ensembles, kinds, activations, biases, claims or experiments.
        name: of the entry.
        module: its dotted name.
        path: its file.
        study: which judges it, of a claim; else empty.
    """

    registry: str
    name: str
    module: str
    path: Path
    study: str = ""


@cache
def folders() -> tuple[Path, ...]:
    """The folders that are named, each once; made absolute for child processes, too.

    Raises:
        InvalidInputError: one is no folder.
    """
    named = [part for part in os.environ.get(VARIABLE, "").split(os.pathsep) if part]
    found = tuple(dict.fromkeys(Path(part).expanduser().absolute() for part in named))
    for folder in found:
        if not folder.is_dir():
            said = "is a file: name its folder" if folder.exists() else "does not exist"
            raise InvalidInputError(f"extensions: {folder} {said}")
    if found:
        os.environ[VARIABLE] = os.pathsep.join(map(str, found))
    return found


@cache
def found() -> tuple[Extension, ...]:
    """All entries from outside, by registry and name.

    Raises:
        InvalidInputError: a folder holds none, a file is no entry, or two have one name.
    """
    every = sorted([*_in_folders(), *_in_packages()])
    seen: dict[tuple[str, str], Extension] = {}
    for each in every:
        other = seen.setdefault((each.registry, each.name), each)
        if other is not each:
            raise InvalidInputError(
                f"{each.path}: {other.path} is called {each.name!r}, too; rename one of them"
            )
    return tuple(every)


def modules(registry: str, study: str = "") -> dict[str, str]:
    """Name -> module of the entries of one registry, of claims of one study's."""
    return {e.name: e.module for e in found() if (e.registry, e.study) == (registry, study)}


def named(registry: str, name: str) -> Extension | None:
    """The entry of this name from outside, if there is one."""
    return next((e for e in found() if (e.registry, e.name) == (registry, name)), None)


def judged() -> dict[str, Extension]:
    """Name of the claim that is made about each entry, in the study of spectra -> the entry."""
    return {f"{YOURS}{each.name}": each for each in found() if each.registry in JUDGED}


def shipped(registry: str, names: Iterable[str]) -> tuple[str, ...]:
    """Those of a registry's names that are not from outside."""
    own = modules(registry)
    return tuple(name for name in names if name not in own)


def source(module: str) -> Path | None:
    """The file of a module that belongs to an extension, helpers included; None of any other."""
    head, _, rest = module.removeprefix(f"{PACKAGE}.").partition(".")
    if module.startswith(f"{PACKAGE}."):
        return next((file for f in folders() if (file := _file(f, head, *rest.split(".")))), None)
    top, *inner = module.split(".")
    return _in_package(top, inner) if top in packages() else None


@cache
def packages() -> frozenset[str]:
    """Installed packages that declare entries."""
    return frozenset(each.module.split(".")[0] for each in found()) - {"freewidth"}


def _in_folders() -> Iterator[Extension]:
    for folder in folders():
        paths = sorted(path for path in folder.glob("*.py") if path.name[0] not in "._")
        if not paths:
            raise InvalidInputError(
                f"extensions: no public Python file lies in {folder} itself; `freewidth new "
                f"ensemble NAME` begins one"
            )
        for path in paths:
            yield _entry(path)


def _entry(path: Path) -> Extension:
    """What a file is, by what it assigns."""
    name = path.stem
    if not (name.isascii() and name.isidentifier()):
        raise InvalidInputError(
            f"{path}: a file is named as its entry: letters, digits and _; rename it"
        )
    assigned = _assigned(path)
    registry = next((of for word, of in DEFINES.items() if word in assigned), None)
    if registry is None:
        raise InvalidInputError(
            f"{path} assigns none of {', '.join(DEFINES)}; begin the name of a helper with '_'"
        )
    study = assigned.get("STUDY") if registry == "claims" else ""
    if study is None or (study and study not in STUDIES):
        raise InvalidInputError(
            f"{path}: a claim says which study judges it: STUDY = "
            f"{' or '.join(repr(study) for study in STUDIES)}, at the top of the file"
        )
    return Extension(registry, name, f"{PACKAGE}.{name}", path, study)


def _assigned(path: Path) -> dict[str, str | None]:
    """Names that a file assigns at its top, with their texts if that is what they are."""
    try:
        tree = ast.parse(path.read_bytes(), str(path))
    except (SyntaxError, ValueError) as error:
        raise InvalidInputError(f"{path}: no Python can read it: {error}") from None
    found: dict[str, str | None] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            text = node.value.value if isinstance(node.value, ast.Constant) else None
            found |= dict.fromkeys(_names(targets), text if isinstance(text, str) else None)
    return found


def _names(targets: Iterable[ast.expr]) -> list[str]:
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _in_packages() -> Iterator[Extension]:
    """What installed packages declare."""
    groups = {f"freewidth.{of}": (of, "") for of in DEFINES.values() if of != "claims"}
    groups |= {f"freewidth.claims.{study}": ("claims", study) for study in STUDIES}
    points = metadata.entry_points()
    for group, (registry, study) in groups.items():
        for point in points.select(group=group):
            top, *inner = point.module.split(".")
            path = _in_package(top, inner)
            if path is None:
                raise InvalidInputError(
                    f"the entry point {point.name!r} of {group} leads to {point.module}, "
                    f"which is no module"
                )
            yield Extension(registry, point.name, point.module, path, study)


def _in_package(top: str, inner: list[str]) -> Path | None:
    """The file of a module of an installed package; only finders look, nothing is imported."""
    spec = find_spec(top)
    if spec is None:
        return None
    if spec.submodule_search_locations is None or not inner:
        return Path(spec.origin) if spec.origin and not inner else None
    homes = map(Path, spec.submodule_search_locations)
    return next((file for home in homes if (file := _file(home, *inner))), None)


def _file(folder: Path, *parts: str) -> Path | None:
    """Of a module below a folder."""
    base = folder.joinpath(*filter(None, parts))
    return next((p for p in (base.with_suffix(".py"), base / "__init__.py") if p.is_file()), None)
