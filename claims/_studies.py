"""Finding the studies: every folder is one, every public file in it is a claim."""

from collections import Counter
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

from freewidth.errors import InvalidInputError
from freewidth.stats import Claim

Claims = Mapping[str, Claim]


def discover_studies(package: str, folder: Path) -> Mapping[str, Claims]:
    """Study -> name -> claim, from the folders of a package; names starting with _ are helpers.

    Raises:
        ImportError: something belongs to nothing: a public file beside the folders, a folder that
            is no package or finds no claims, a folder inside a study, an object that is no claim,
            or two claims of one name.
        InvalidInputError: a claim contradicts itself; the message names its file.
    """
    found = {}
    for path in _public(folder):
        if path.is_dir():
            found[path.name] = _study(package, path)
        elif path.suffix == ".py":
            raise ImportError(
                f"{path} belongs to no study. Move it into one of the folders beside it, or start "
                f"its name with '_' if it is a helper."
            )
    counts = Counter(name for claims in found.values() for name in claims)
    if twice := sorted(name for name, count in counts.items() if count > 1):
        raise ImportError(f"claims of the same name in several studies: {', '.join(twice)}")
    return MappingProxyType(found)


def _study(package: str, path: Path) -> Claims:
    """The claims of one folder."""
    if not (path / "__init__.py").is_file():
        raise ImportError(
            f"{path} has no __init__.py: claims in it would not be found. Copy that of another "
            f"study, or start the folder's name with '_'."
        )
    for inside in _public(path):
        if inside.is_dir():
            raise ImportError(f"{inside} is a folder inside a study: claims in it are not found")
    module = import_module(f"{package}.{path.name}")
    claims = vars(module).get("CLAIMS")
    if not claims:
        raise ImportError(f"{module.__file__} finds no CLAIMS; copy that of another study")
    if wrong := [name for name in claims if not isinstance(_claim(claims, name, path), Claim)]:
        raise ImportError(f"{path}: `claim` is no Claim in {', '.join(wrong)}")
    return claims


def _claim(claims, name, path):
    try:
        return claims[name]
    except InvalidInputError as error:
        raise InvalidInputError(f"{path / name}.py: {error}") from error


def _public(folder: Path):
    return sorted(path for path in folder.iterdir() if not path.name.startswith(("_", ".")))
