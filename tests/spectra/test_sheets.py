"""Which figures and notebooks there are, and what each of them may show."""

import subprocess
import sys
from importlib import import_module

import jupytext
import pytest
import yaml

from scripts.fingerprint import ROOT, closure
from scripts.publish.notebooks import assigned, tagged
from scripts.sheets import TOGETHER, Sheet, of_path
from scripts.spectra import sheets
from scripts.spectra.grids import MAIN, grids
from workflow.configuration import completed

QUICK = yaml.safe_load((ROOT / "config/quick.yaml").read_text())
PATHS = [
    "results/compare/main/gaussian.npz", "results/compare/main/orthogonal.npz",
    "results/compare/wide/gaussian.npz", "results/spectra/main/gaussian.npz",
    "results/laws/main/tanh.npz", "results/laws/main/relu.npz", "results/laws/wide/tanh.npz",
    "results/laws/main/tanh-biunitary_two.npz",
]  # fmt: skip


@pytest.fixture(scope="module", params=[{}, QUICK], ids=["paper", "quick"])
def every(request):
    return grids(completed(request.param, ROOT / "config"))


def test_a_figure_of_ensembles_is_drawn_for_those_of_grids_that_name_it(every):
    found = [
        (s.name, s.grid or MAIN, s.value) for s in sheets.figures(every) if s.axis == "ensemble"
    ]
    assert sorted(found) == sorted(
        (name, grid.name, ensemble)
        for grid in every.values()
        for name in grid.figures
        for ensemble in grid.ensembles
    )


def test_other_figures_show_the_main_grid_or_all(every):
    found = sheets.figures(every)
    cases = [s.value for s in found if s.name == "cases"]
    assert cases == list(every[MAIN].activations)
    together = [s for s in found if s.axis == TOGETHER]
    assert {s.stem for s in together} == {
        name for name, axis in sheets.figure_axes().items() if axis == TOGETHER
    }


def test_a_notebook_is_executed_for_every_value_on_its_axis(every):
    main = every[MAIN]
    together = [name for name, axis in sheets.figure_axes().items() if axis == TOGETHER]
    values = {"ensemble": list(main.ensembles), "activation": list(main.activations),
              TOGETHER: [""], sheets.FIGURE: together}  # fmt: skip
    found = sheets.notebooks(every)
    for name, axis in sheets.notebook_axes().items():
        assert [s.value for s in found if s.name == name] == values[axis], name


def test_no_two_sheets_share_a_file_and_a_path_tells_its_sheet(every):
    for made, axes in (
        (sheets.figures(every), sheets.figure_axes()),
        (sheets.notebooks(every), sheets.notebook_axes()),
    ):
        assert len({sheet.stem for sheet in made}) == len(made)
        assert [of_path("spectra", sheet.figure(), axes, every) for sheet in made] == made


def test_every_figure_and_notebook_is_on_a_sheet(every):
    """One that no grid names would be drawn by nobody."""
    assert {sheet.name for sheet in sheets.figures(every)} == set(sheets.figure_axes())
    assert {sheet.name for sheet in sheets.notebooks(every)} == set(sheets.notebook_axes())


@pytest.mark.parametrize(
    ("sheet", "wanted"),
    [
        (Sheet("spectra", "ensemble", "x", "gaussian"), [0, 3, 4, 5]),
        (Sheet("spectra", "ensemble", "x", "gaussian", "wide"), [2, 6]),
        (Sheet("spectra", "ensemble", "x", "orthogonal"), [1, 4, 5]),
        (Sheet("spectra", "ensemble", "x", "biunitary_two"), [4, 5, 7]),
        (Sheet("spectra", "activation", "x", "tanh"), [0, 1, 3, 4, 7]),
        (Sheet("spectra", TOGETHER, "x"), range(8)),
        (Sheet("spectra", "figure", "x", "breadth"), range(8)),
    ],
)
def test_a_sheet_may_read_its_own_results(sheet, wanted):
    """So that a new ensemble changes no figure of another, of whatever kind it is."""
    assert sheets.readable(sheet, PATHS) == [PATHS[i] for i in wanted]


def test_a_sheet_depends_on_the_entries_whose_names_it_shows():
    assert sheets.entries([PATHS[0], PATHS[4], PATHS[7]]) == [
        "freewidth.activations.tanh",
        "freewidth.ensembles.gaussian",
    ]


@pytest.mark.parametrize("name", sheets.figure_axes())
def test_every_source_draws_and_says_what(name):
    source = import_module(sheets.module(Sheet("spectra", sheets.figure_axes()[name], name)))
    assert callable(source.draw)
    assert callable(source.caption)
    assert callable(source.picture)


@pytest.mark.parametrize("name", sheets.notebook_axes())
def test_every_notebook_has_the_parameters_it_is_executed_with(name):
    axis = sheets.notebook_axes()[name]
    notebook = jupytext.read(ROOT / f"notebooks/spectra/{axis}/{name}.py", fmt="py:percent")
    known = {name for cell in tagged(notebook, "parameters") for name in assigned(cell.source)}
    value = "" if axis == TOGETHER else "value"
    assert set(sheets.parameters(Sheet("spectra", axis, name, value))) == known


def test_planning_loads_no_library():
    """The sheets of a study are read each time that Snakemake starts."""
    program = """if True:
        import sys
        from scripts.spectra import grids, sheets
        sheets.figure_axes(), sheets.notebook_axes()
        ours = {"freewidth.network", "freewidth.ensembles", "freewidth.freeprob", "claims"}
        heavy = ({"numpy", "matplotlib"} | ours) & set(sys.modules)
        sys.exit(f"loaded: {heavy}" if heavy else 0)
    """
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_what_reads_results_counts_for_every_sheet():
    assert "scripts.spectra.results" in closure("scripts.spectra.sheets")
