"""Each notebook, on small results made as the workflow makes them: it holds, and it can fail."""

import ast
import json
import shutil
from pathlib import Path

import IPython.display
import jupytext
import pytest

from freewidth.ensembles import ENSEMBLES
from freewidth.kinds import HAAR, IID
from freewidth.network import Network
from scripts import artifact, compare, sample, theory
from workflow.grids import DEPENDENCES

ROOT = Path(__file__).parents[1]
PHI, DEPTHS = "tanh", [2]
NUMBERS = {"sigma_w2": 1.0, "sigma_b2": 0.1, "q0": 1.0}
NETWORKS = {32: 64, 64: 48}  # how many of each width


def first(wanted):
    """The first real ensemble with a property: one of each kind is enough here."""
    return next(name for name, e in ENSEMBLES.items() if e.field == "real" and wanted(e))


ROLES = {
    "haar": first(lambda e: e.kind is HAAR),
    "iid": first(lambda e: e.kind is IID and e.has_finite_fourth_moment),
    "no fourth moment": first(lambda e: 2 < e.finite_moments <= 4),
    "no variance": first(lambda e: e.finite_moments <= 2),
}


def network(**numbers):
    return NUMBERS | {"depth": DEPTHS[0]} | numbers


def solve(folder, **numbers):
    path = str(folder / f"results/theory/main/{PHI}.npz")
    case = {"activation": PHI, "networks": [network(**numbers)], "rivals": ["shifted"]}
    theory.main(cases=[case | {"path": path}])


def draw(folder, dependence, ensemble):
    net = Network(ensemble, PHI, **network())
    spectra = {
        f"{PHI}/L{net.depth}/n{width}": sample.draw(net, dependence, width, range(count), 0)[
            "eigenvalues"
        ]
        for width, count in NETWORKS.items()
    }
    artifact.save(folder / f"results/spectra/main/{dependence}/{ensemble}.npz", NUMBERS, **spectra)


def measure(folder, dependence, ensemble):
    case = {
        "grid": "main",
        "dependence": dependence,
        "ensemble": ensemble,
        "networks": [network()],
        "rivals": ["shifted"],
        "theory": {PHI: str(folder / f"results/theory/main/{PHI}.npz")},
        "spectra": str(folder / f"results/spectra/main/{dependence}/{ensemble}.npz"),
        "path": folder / f"results/compare/main/{dependence}/{ensemble}.npz",
    }
    compare.main(cases=[case])


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder with results of one ensemble of each role."""
    folder = tmp_path_factory.mktemp("run")
    solve(folder)
    for ensemble in ROLES.values():
        for dependence in DEPENDENCES:
            draw(folder, dependence, ensemble)
            measure(folder, dependence, ensemble)
    return folder


@pytest.fixture
def spoilt(made, tmp_path):
    """A copy of the results that a test may falsify."""
    shutil.copytree(made / "results", tmp_path / "results")
    return tmp_path


def takes(name):
    """The parameter that a notebook runs through, or None for one that is not about networks."""
    cells = jupytext.read(ROOT / f"notebooks/{name}.py", fmt="py:percent").cells
    (cell,) = (c for c in cells if "parameters" in c.metadata.get("tags", []))
    names = [node.targets[0].id for node in ast.parse(cell.source).body]
    return next((n for n in names if n in ("ensemble", "activation")), None)


NOTEBOOKS = [path.stem for path in sorted((ROOT / "notebooks").glob("*.py")) if takes(path.stem)]


def sheets():
    """Every notebook with an ensemble of every role, or with the activation."""
    for name in NOTEBOOKS:
        values = ROLES.values() if takes(name) == "ensemble" else [PHI]
        yield from ((name, value) for value in values)


@pytest.mark.parametrize(("name", "value"), list(sheets()))
def test_the_checked_number_holds(made, execute, name, value):
    verdict, shown = execute(name, made, **{takes(name): value})
    assert verdict["holds"], verdict
    assert set(verdict) == {"what", "observed", "expected", "holds"}
    assert json.loads(json.dumps(verdict, allow_nan=False)) == verdict
    pictures = [item for item in shown if isinstance(item, IPython.display.Image)]
    tables = [m.data for m in shown if isinstance(m, IPython.display.Markdown) and "|--" in m.data]
    assert pictures
    assert len(tables) == 1
    assert "nan" not in tables[0]


def test_a_wrong_law_is_noticed(spoilt, execute):
    solve(spoilt, sigma_b2=1.0)
    measure(spoilt, "true", ROLES["iid"])
    verdict, _ = execute("limit_law", spoilt, ensemble=ROLES["iid"])
    assert not verdict["holds"]


def test_the_law_of_the_other_kind_of_weights_is_noticed(spoilt, execute):
    results = spoilt / "results/spectra/main/true"
    shutil.copy(results / f"{ROLES['haar']}.npz", results / f"{ROLES['iid']}.npz")
    measure(spoilt, "true", ROLES["iid"])
    for name in ("limit_law", "cases"):
        value = {"ensemble": ROLES["iid"], "activation": PHI}[takes(name)]
        verdict, _ = execute(name, spoilt, **{takes(name): value})
        assert not verdict["holds"], name


def test_independent_copies_of_the_wrong_variance_are_noticed(spoilt, execute):
    for stage in ("spectra", "compare"):
        folder = spoilt / "results" / stage / "main"
        name = f"{ROLES['iid']}.npz"
        shutil.copy(folder / "shifted" / name, folder / "independent" / name)
    verdict, _ = execute("independence", spoilt, ensemble=ROLES["iid"])
    assert not verdict["holds"]


def test_a_control_that_converges_is_noticed(spoilt, execute):
    """Good spectra under the name of the ensemble without variance must not pass as a control."""
    for dependence in ("true", "independent", "shifted"):
        folder = spoilt / f"results/spectra/main/{dependence}"
        shutil.copy(folder / f"{ROLES['iid']}.npz", folder / f"{ROLES['no variance']}.npz")
        measure(spoilt, dependence, ROLES["no variance"])
    for name in ("limit_law", "independence"):
        verdict, _ = execute(name, spoilt, ensemble=ROLES["no variance"])
        assert not verdict["holds"], name


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_the_text_says_what_would_refute_it(name):
    cells = jupytext.read(ROOT / f"notebooks/{name}.py", fmt="py:percent").cells
    opening = cells[0].source
    assert cells[0].cell_type == "markdown"
    for part in ("# ", "$$", "**Hypotheses.**", "**What would refute it.**", "**Rival.**"):
        assert part in opening, part
    assert cells[-1].metadata["tags"] == ["verdict"]
