"""Each notebook, on small results made as the workflow makes them: it holds, and it can fail."""

import json
from dataclasses import replace

import IPython.display
import jupytext
import pytest

from claims import STUDIES
from scripts import artifact
from scripts.display import Table
from scripts.fingerprint import ROOT
from scripts.spectra import sheets
from scripts.spectra.figures.together import convergence
from scripts.spectra.grids import Architecture
from tests.spectra.conftest import PHI, ROLES

AXES = {
    name: axis
    for name, axis in sheets.notebook_axes().items()
    if axis in ("ensemble", "activation")
}
VALUES = {"ensemble": list(ROLES.values()), "activation": [PHI]}


def opening(name):
    return cells(name)[0].source


def cells(name):
    path = ROOT / f"notebooks/spectra/{sheets.notebook_axes()[name]}/{name}.py"
    return jupytext.read(path, fmt="py:percent").cells


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, axis in AXES.items() for value in VALUES[axis]]
)
def test_the_checked_number_holds(made, execute, name, value):
    verdict, shown = execute(name, made.folder, **{AXES[name]: value})
    assert verdict["holds"], verdict
    assert set(verdict) == {"what", "observed", "expected", "holds"}
    assert json.loads(json.dumps(verdict, allow_nan=False)) == verdict
    pictures = [item for item in shown if isinstance(item, IPython.display.Image)]
    tables = [item for item in shown if isinstance(item, Table)]
    assert pictures
    assert len(tables) == 1
    assert "nan" not in repr(tables[0])


def test_the_notebook_on_a_figure_judges_the_claims_that_spectra_decide(made, execute):
    """Claims of other studies, which the figure names too, are left to these."""
    assert set(convergence.ABOUT) - set(STUDIES["spectra"])
    verdict, shown = execute("overview", made.folder, figure="convergence")
    assert verdict["holds"], verdict
    assert [item for item in shown if isinstance(item, IPython.display.Image)]


def test_a_wrong_law_is_noticed(spoilt, execute):
    wrong = Architecture(depths=(2,), sigma_w2=1.0, sigma_b2=1.0, q0=1.0)
    replace(spoilt, architecture=wrong).solve()
    spoilt.compare(ROLES["iid"])
    verdict, _ = execute("limit_law", spoilt.folder, ensemble=ROLES["iid"])
    assert not verdict["holds"]


def pass_off(made, one, other):
    """Spectra of one ensemble under the name of another."""
    params, arrays = artifact.load(made.path("spectra", one))
    artifact.save(made.path("spectra", other), params | {"ensemble": other}, **arrays)
    made.compare(other)


def test_the_law_of_the_other_kind_of_weights_is_noticed(spoilt, execute):
    pass_off(spoilt, ROLES["haar"], ROLES["iid"])
    for name, value in (("limit_law", ROLES["iid"]), ("cases", PHI)):
        verdict, _ = execute(name, spoilt.folder, **{AXES[name]: value})
        assert not verdict["holds"], name


def test_independent_copies_of_the_wrong_variance_are_noticed(spoilt, execute):
    path = spoilt.path("spectra", ROLES["iid"])
    params, arrays = artifact.load(path)
    for name, values in artifact.load(path, "shifted/")[1].items():
        arrays[f"independent/{name}"] = values
    artifact.save(path, params, **arrays)
    spoilt.compare(ROLES["iid"])
    verdict, _ = execute("independence", spoilt.folder, ensemble=ROLES["iid"])
    assert not verdict["holds"]


def test_a_control_that_converges_is_noticed(spoilt, execute):
    """Good spectra under the name of the ensemble without variance must not pass as a control."""
    pass_off(spoilt, ROLES["iid"], ROLES["no variance"])
    for name in ("limit_law", "independence"):
        verdict, _ = execute(name, spoilt.folder, ensemble=ROLES["no variance"])
        assert not verdict["holds"], name


@pytest.mark.parametrize("name", AXES)
def test_the_text_says_what_would_refute_it(name):
    assert cells(name)[0].cell_type == "markdown"
    for part in ("# ", "$$", "**Hypotheses.**", "**What would refute it.**", "**Rival.**"):
        assert part in opening(name), part
    assert cells(name)[-1].metadata["tags"] == ["verdict"]


@pytest.mark.parametrize("name", sheets.notebook_axes())
def test_every_notebook_says_what_would_refute_it_and_ends_in_a_number(name):
    assert "**What would refute it.**" in opening(name)
    assert cells(name)[-1].metadata["tags"] == ["verdict"]
