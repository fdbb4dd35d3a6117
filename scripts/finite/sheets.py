"""The figures and notebooks of this study: one figure for each experiment."""

from collections.abc import Iterable
from types import ModuleType

from scripts.fingerprint import ROOT
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
    """Modules of registry entries that results are about: all, for settings name them."""
    folders = ("ensembles", "ensembles/_extra", "activations", "activations/_extra")
    found = [path for folder in folders for path in (ROOT / "freewidth" / folder).glob("[a-z]*.py")]
    return sorted(".".join(path.relative_to(ROOT).with_suffix("").parts) for path in found)


def results(paths: Iterable[str]):
    """What figures and claims are given."""
    from scripts.finite.results import Finite  # which loads the library: not while planning

    return Finite(paths)


def draw(source: ModuleType, sheet: Sheet, found):
    """(figure, caption) of a sheet."""
    draws = found.experiment(sheet.name) if hasattr(source, "PAPER") else {}
    return source.draw(draws), source.caption(draws)


def module(sheet: Sheet) -> str:
    """Of the source of a figure."""
    return f"scripts.finite.{sheet.name}"


def parameters(sheet: Sheet) -> dict:
    """What a notebook is executed with: nothing."""
    return {}
