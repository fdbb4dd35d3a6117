"""The figures and notebooks of this study: one figure for each experiment."""

from collections.abc import Iterable
from types import ModuleType

from scripts.finite import experiments
from scripts.sheets import TOGETHER, Sheet, sources

STUDY = "finite"
EXPERIMENT = "experiment"  # axis of figures: each shows one
AXES = (TOGETHER,)
NOTEBOOKS = "notebooks/finite"


def figure_axes() -> dict[str, str]:
    """Axis by name of every figure."""
    return dict.fromkeys(experiments.pictures(), EXPERIMENT)


def notebook_axes() -> dict[str, str]:
    """Axis by name of every notebook."""
    return sources(NOTEBOOKS, AXES)


def figures() -> list[Sheet]:
    """One for each module that draws."""
    return [Sheet(STUDY, axis, name) for name, axis in figure_axes().items()]


def notebooks() -> list[Sheet]:
    """One for each source."""
    return [Sheet(STUDY, axis, name) for name, axis in notebook_axes().items()]


def readable(sheet: Sheet, paths: Iterable[str]) -> list[str]:
    """A figure shows its own experiment; a notebook may show all."""
    if sheet.axis == TOGETHER:
        return list(paths)
    return [path for path in paths if path.endswith(f"/{sheet.name}.npz")]


def entries(paths: Iterable[str]) -> list[str]:
    """Modules of the registry entries that these experiments name at either size."""
    modules = [experiments.load(name) for name in _experiments(paths)]
    sizes = [size for module in modules for size in (module.PAPER, module.QUICK)]
    return sorted({entry for size in sizes for entry in experiments.registered(size)})


def _experiments(paths):
    """The experiments whose artifacts these are."""
    return sorted({path.rpartition("/")[2].removesuffix(".npz") for path in paths})


def results(paths: Iterable[str]):
    """What figures and claims are given."""
    from scripts.finite.results import Finite  # which loads the library: not while planning

    return Finite(paths)


def draw(source: ModuleType, sheet: Sheet, found):
    """(figure, caption) of a sheet."""
    draws = found.experiment(sheet.name) if hasattr(source, "PAPER") else {}
    return source.draw(draws), source.caption(draws)


def where(sheet: Sheet) -> tuple[str, ...]:
    """What a figure is drawn for, beside the draws: nothing."""
    return ()


def module(sheet: Sheet) -> str:
    """Of the source of a figure."""
    return experiments.module_of(sheet.name)


def parameters(sheet: Sheet) -> dict:
    """What a notebook is executed with: nothing."""
    return {}
