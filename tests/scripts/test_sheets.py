"""Figures and notebooks: one source, a sheet for each value of what it runs through."""

import os

import pytest

from scripts import sheets
from scripts.sheets import FIGURES, RESULTS, TOGETHER, Sheet, of_path, sources

AXES = (TOGETHER, "ensemble")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of sources; returns a function that adds one."""
    monkeypatch.setattr(sheets, "ROOT", tmp_path)

    def add(place):
        path = tmp_path / "notebooks/spectra" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")

    add("ensemble/limit_law.py")
    add("together/solver.py")
    return add


def found():
    return sources("notebooks/spectra", AXES)


def test_the_folder_of_a_source_is_its_axis(folder):
    assert found() == {"limit_law": "ensemble", "solver": TOGETHER}


@pytest.mark.parametrize(
    "place", ["__init__.py", "_look.py", "ensemble/__init__.py", "_old/x.py", ".hidden/x.py"]
)
def test_helpers_are_no_sources(folder, place):
    folder(place)
    assert set(found()) == {"limit_law", "solver"}


@pytest.mark.parametrize(
    "place", ["lost.py", "ensembel/lost.py", "ensemble/deep/lost.py", "network/lost.py", "Lost.py"]
)
def test_a_source_on_no_known_axis_is_an_error(folder, place):
    folder(place)
    with pytest.raises(ValueError, match=f"{place} belongs to nothing.*together, ensemble"):
        found()


def test_two_sources_of_one_name_are_an_error(folder):
    folder("together/limit_law.py")
    with pytest.raises(ValueError, match="two sources are called limit_law"):
        found()


@pytest.mark.parametrize(
    ("sheet", "stem"),
    [
        (Sheet("spectra", TOGETHER, "solver"), "solver"),
        (Sheet("spectra", "ensemble", "limit_law", "student_t3"), "limit_law-student_t3"),
        (Sheet("spectra", "ensemble", "limit_law", "x", "wide"), "limit_law-x-wide"),
        (Sheet("spectra", "network", "limit_law", "wine-tanh-8-8"), "limit_law-wine-tanh-8-8"),
    ],
)
def test_a_path_says_which_sheet_it_is(sheet, stem):
    assert sheet.figure() == f"figures/spectra/{stem}.png"
    assert sheet.notebook("json") == f"results/notebooks/spectra/{stem}.json"
    axes = {sheet.name: sheet.axis}
    for path in (sheet.figure("pdf"), sheet.notebook(), f"/elsewhere/{sheet.figure()}"):
        assert of_path("spectra", path, axes, ["wide", "main"]) == sheet


@pytest.mark.parametrize(
    ("variable", "given"), [(RESULTS, sheets.given_results), (FIGURES, sheets.given_figures)]
)
def test_results_and_figures_are_those_that_the_workflow_gives(monkeypatch, variable, given):
    for name in (RESULTS, FIGURES):
        monkeypatch.delenv(name, raising=False)
    assert given() == []
    monkeypatch.setenv(variable, os.pathsep.join(["a b.npz", "c.npz"]))
    assert given() == ["a b.npz", "c.npz"]
    monkeypatch.setenv(variable, "")
    assert given() == []


def test_a_notebook_shows_figures_of_what_it_is_about():
    together = Sheet("spectra", TOGETHER, "breadth")
    one, wide = (Sheet("spectra", "ensemble", "law", "haar", grid) for grid in ("", "wide"))

    def shown(*sheet):
        return [
            figure for figure in (together, one, wide) if Sheet("spectra", *sheet).shows(figure)
        ]

    assert shown("ensemble", "limit", "haar") == [one]
    assert shown("ensemble", "limit", "haar", "wide") == [wide]
    assert shown("ensemble", "limit", "iid") == []
    assert shown(TOGETHER, "solver") == [together]
    assert shown("figure", "overview", "breadth") == [together]
    assert shown("figure", "overview", "power") == []
