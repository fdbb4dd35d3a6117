"""Which figures and notebooks there are follows from folders and from the networks."""

from scripts.hessians import sheets
from scripts.sheets import TOGETHER, of_path

NETWORKS = ["wine-tanh-6", "digits-tanh-logistic"]


def test_there_is_one_of_each_network_and_one_of_all_together():
    for made, axes in (
        (sheets.figures(NETWORKS), sheets.figure_axes()),
        (sheets.notebooks(NETWORKS), sheets.notebook_axes()),
    ):
        assert {sheet.name for sheet in made} == set(axes)
        for name, axis in axes.items():
            values = [sheet.value for sheet in made if sheet.name == name]
            assert values == ([""] if axis == TOGETHER else NETWORKS)


def test_a_sheet_is_known_by_its_file():
    for sheet in sheets.figures(NETWORKS):
        assert of_path(sheets.STUDY, sheet.figure(), sheets.figure_axes(), []) == sheet


def test_the_picture_of_a_network_may_show_its_own_results_and_the_laws(results):
    paths = list(map(str, results.paths))
    one = next(s for s in sheets.figures(["wine-relu-6"]) if s.axis == sheets.NETWORK)
    found = sheets.results(sheets.readable(one, paths))
    assert found.networks == ["wine-relu-6"]
    assert set(found.tables) == set(results.tables)
    together = next(s for s in sheets.figures([]) if s.axis == TOGETHER)
    assert sheets.readable(together, paths) == paths
