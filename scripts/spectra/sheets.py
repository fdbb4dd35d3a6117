"""The figures and notebooks of this study: which there are, and what each of them may show."""

from collections.abc import Iterable, Mapping
from pathlib import PurePath
from types import ModuleType

from scripts.folders import module as module_of
from scripts.sheets import TOGETHER, Sheet, sources
from scripts.spectra.grids import MAIN, Grid

STUDY = "spectra"
AXES = (TOGETHER, "ensemble", "activation")
FIGURE = "figure"  # of all spectra together: notebooks run through them, too
FIGURES, NOTEBOOKS = "scripts/spectra/figures", "notebooks/spectra"


def figure_axes() -> dict[str, str]:
    """Axis by name of every figure."""
    return sources(FIGURES, AXES)


def notebook_axes() -> dict[str, str]:
    """Axis by name of every notebook."""
    return sources(NOTEBOOKS, (*AXES, FIGURE))


def figures(grids: Mapping[str, Grid]) -> list[Sheet]:
    """One per ensemble for those that its grid names, the others for the main grid."""
    return [sheet for name, axis in figure_axes().items()
            for sheet in _sheets(name, axis, grids, _showing(name, axis, grids))]  # fmt: skip


def notebooks(grids: Mapping[str, Grid]) -> list[Sheet]:
    """All for the main grid."""
    found = notebook_axes().items()
    return [sheet for name, axis in found for sheet in _sheets(name, axis, grids, [MAIN])]


def _showing(name, axis, grids):
    return (
        [g for g, grid in grids.items() if name in grid.figures] if axis == "ensemble" else [MAIN]
    )


def _sheets(name, axis, grids, shown):
    if axis == TOGETHER:
        return [Sheet(STUDY, axis, name)]
    if axis == FIGURE:
        values = [figure for figure, own in figure_axes().items() if own == TOGETHER]
        return [Sheet(STUDY, axis, name, value) for value in values]
    return [
        Sheet(STUDY, axis, name, value, "" if grid == MAIN else grid)
        for grid in shown
        if grid in grids
        for value in (grids[grid].ensembles if axis == "ensemble" else grids[grid].activations)
    ]


def readable(sheet: Sheet, paths: Iterable[str]) -> list[str]:
    """Those of the study's results that a sheet may read."""
    if sheet.axis in (TOGETHER, FIGURE):
        return list(paths)
    grid, found = sheet.grid or MAIN, []
    for path in paths:
        *_, stage, name, entry = PurePath(path).with_suffix("").parts
        if name == grid and (_law_is_shown if stage == "laws" else _is_shown)(sheet, entry):
            found.append(path)
    return found


def _is_shown(sheet, ensemble):
    return sheet.axis != "ensemble" or ensemble == sheet.value


def _law_is_shown(sheet, stem):
    """Laws of a further kind of weights concern the ensembles that are compared with them."""
    activation, _, kind = stem.partition("-")
    if sheet.axis == "activation":
        return activation == sheet.value
    if not kind:
        return True
    from scripts.spectra._kinds import compared  # which loads the library: not while planning

    return kind in compared(sheet.value)


def entries(paths: Iterable[str]) -> list[str]:
    """Modules of the registry entries that results are about: sheets show their names."""
    found = set()
    for path in paths:
        *_, stage, _, entry = PurePath(path).with_suffix("").parts
        folder = "freewidth/activations" if stage == "laws" else "freewidth/ensembles"
        found.add(module_of(entry.partition("-")[0], folder))
    return sorted(found)


def results(paths: Iterable[str]):
    """What figures and claims are given."""
    from scripts.spectra.results import Spectra  # which loads the library: not while planning

    return Spectra(paths)


def draw(source: ModuleType, sheet: Sheet, found):
    """(figure, caption) of a sheet."""
    return source.draw(found, *where(sheet)), source.caption(found, *where(sheet))


def where(sheet: Sheet) -> tuple[str, ...]:
    """What a figure is drawn for, beside the results: an ensemble or an activation, of a grid."""
    return () if sheet.axis == TOGETHER else (sheet.value, sheet.grid or MAIN)


def module(sheet: Sheet) -> str:
    """Of the source of a figure."""
    return f"scripts.spectra.figures.{sheet.axis}.{sheet.name}"


def parameters(sheet: Sheet) -> dict:
    """What a notebook is executed with."""
    if sheet.axis in (TOGETHER, FIGURE):
        return {FIGURE: sheet.value} if sheet.value else {}
    return {sheet.axis: sheet.value, "grid": sheet.grid or MAIN}
