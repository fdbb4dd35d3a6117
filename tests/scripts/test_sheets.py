"""Figures and notebooks: one source, a sheet for each value of what it runs through."""

import os

import pytest

from scripts import sheets
from scripts.sheets import RESULTS, TOGETHER, Sheet, given_results, of_path, sources

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


def test_results_are_those_that_the_workflow_gives(monkeypatch):
    monkeypatch.delenv(RESULTS, raising=False)
    assert given_results() == []
    monkeypatch.setenv(RESULTS, os.pathsep.join(["a b.npz", "c.npz"]))
    assert given_results() == ["a b.npz", "c.npz"]
    monkeypatch.setenv(RESULTS, "")
    assert given_results() == []
