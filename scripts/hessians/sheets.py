"""The figures and notebooks of this study: one for each network, or all networks together."""

from collections.abc import Iterable
from pathlib import PurePath
from types import ModuleType

from scripts.folders import entries as files
from scripts.sheets import TOGETHER, Sheet, sources

STUDY = "hessians"
NETWORK = "network"  # axis of what is made once for each network
AXES = (TOGETHER, NETWORK)
FIGURES, NOTEBOOKS = "scripts/hessians/figures", "notebooks/hessians"


def figure_axes() -> dict[str, str]:
    """Axis by name of every figure."""
    return sources(FIGURES, AXES)


def notebook_axes() -> dict[str, str]:
    """Axis by name of every notebook."""
    return sources(NOTEBOOKS, AXES)


def figures(networks: Iterable[str]) -> list[Sheet]:
    """All figures, of these networks."""
    return _sheets(figure_axes(), networks)


def notebooks(networks: Iterable[str]) -> list[Sheet]:
    """All notebooks, on these networks."""
    return _sheets(notebook_axes(), networks)


def _sheets(axes: dict[str, str], networks: Iterable[str]) -> list[Sheet]:
    values = {TOGETHER: [""], NETWORK: list(networks)}
    return [
        Sheet(STUDY, axis, name, value) for name, axis in axes.items() for value in values[axis]
    ]


def readable(sheet: Sheet, paths: Iterable[str]) -> list[str]:
    """Those of the study's results that a sheet may read: of one network its own, and the laws."""
    if sheet.axis == TOGETHER:
        return list(paths)
    found = []
    for path in paths:
        folder, name = PurePath(path).parts[-2], PurePath(path).stem
        if folder == "laws" or (folder in ("runs", "trials") and name == sheet.value):
            found.append(path)
    return found


def entries(paths: Iterable[str]) -> list[str]:
    """Modules of the registry entries that results are about: families of laws by their labels."""
    return [f"freewidth.symmetric.laws.{family}" for family in files("freewidth/symmetric/laws")]


def results(paths: Iterable[str]):
    """What figures and claims are given."""
    from scripts.hessians.results import Hessians  # which loads the library: not while planning

    return Hessians.of(paths)


def draw(source: ModuleType, sheet: Sheet, found):
    """(figure, caption) of a sheet."""
    return source.draw(found, *where(sheet)), source.caption(found, *where(sheet))


def where(sheet: Sheet) -> tuple[str, ...]:
    """What a figure is drawn for, beside the results: a network."""
    return () if sheet.axis == TOGETHER else (sheet.value,)


def module(sheet: Sheet) -> str:
    """Of the source of a figure."""
    return f"scripts.hessians.figures.{sheet.axis}.{sheet.name}"


def parameters(sheet: Sheet) -> dict:
    """What a notebook is executed with."""
    return {NETWORK: sheet.value} if sheet.axis == NETWORK else {}
