"""Registries as folders: the public files in one are its entries, with those from outside."""

from collections.abc import Sequence
from pathlib import Path

from freewidth import outside

ROOT = Path(__file__).resolve().parents[1]
YOURS = outside.YOURS


def public(folder: Path) -> list[Path]:
    """Python files in a folder and below, but for helpers (``_``) and what is hidden (``.``)."""
    found = sorted(folder.rglob("*.py"))
    return [p for p in found if not any(part[0] in "._" for part in p.relative_to(folder).parts)]


def entries(folder: str) -> tuple[str, ...]:
    """Names in the registry kept in ``folder`` of the repository, one per public file.

    Those of extensions from outside follow (:mod:`freewidth.outside`).
    """
    shipped = sorted(p.stem for p in (ROOT / folder).glob("*.py") if p.stem[0] != "_")
    return (*shipped, *own(folder))


def own(folder: str) -> dict[str, str]:
    """Name -> module of what extensions add to the registry kept in ``folder``."""
    if folder == "scripts/finite":
        return outside.modules("experiments")
    home, _, rest = folder.partition("/")
    registry, study = (rest, "") if home == "freewidth" else (home, rest)
    return outside.modules(registry, study)


def judged() -> dict[str, str]:
    """Claim -> module of the entry from outside that it is made about, in the study of spectra."""
    return {name: each.module for name, each in outside.judged().items()}


def chosen(wanted: str | Sequence[str], folder: str, where: str = "config") -> tuple[str, ...]:
    """``"all"`` entries of a registry, or those named, in the registry's order.

    What lies in its folder ``_extra`` may be named, too; "all" leaves it out. ``where`` begins the
    message of an error.

    Raises:
        ValueError: some name is no entry; the message lists those that are.
    """
    available = entries(folder)
    if wanted == "all":
        return available
    available += entries(f"{folder}/_extra")
    unknown = sorted(set(wanted) - set(available))
    if unknown:
        raise ValueError(
            f"{where}: {', '.join(unknown)} not in {folder}; available: {', '.join(available)}"
        )
    return tuple(name for name in available if name in wanted)


def module(name: str, folder: str) -> str:
    """The module of an entry of a registry, in its folder, in ``_extra`` or from outside."""
    if name in own(folder):
        return own(folder)[name]
    place = folder if (ROOT / folder / f"{name}.py").is_file() else f"{folder}/_extra"
    return f"{place.replace('/', '.')}.{name}"
