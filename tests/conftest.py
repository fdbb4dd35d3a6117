"""Fixtures: every registered entry, and random numbers named after the test that draws them."""

from pathlib import Path

import pytest

from freewidth import cache, kinds
from freewidth.activations import ACTIVATIONS
from freewidth.ensembles import ENSEMBLES
from freewidth.rng import stream
from tests import chromium

ROOT = Path(__file__).parents[1]
CURVED = [name for name, phi in ACTIVATIONS.items() if not phi.piecewise_linear]
TYPICAL = ("erf", "gelu", "hardtanh", "leaky_relu", "linear", "relu", "sin", "tanh")  # of each sort
IID = [name for name, ensemble in ENSEMBLES.items() if ensemble.kind is kinds.IID]
HAAR = [name for name, ensemble in ENSEMBLES.items() if ensemble.kind is kinds.HAAR]
ORDINARY = [name for name, ensemble in ENSEMBLES.items() if ensemble.has_finite_fourth_moment]


# Folders and files whose tests share fixtures that take seconds.
TOGETHER = (
    "tests/browser/",
    "tests/explorer/",
    "tests/hessians/",
    "tests/publish/test_notebooks.py",
    "tests/spectra/",
    "tests/workflow/test_end_to_end.py",
    "tests/workflow/test_plan",
)


@pytest.fixture(autouse=True, scope="session")
def no_cache():
    """Nothing that a test makes is taken from a user's cache, or lies there afterwards."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("FREEWIDTH_CACHE", raising=False)
        cache.current.cache_clear()
        yield


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Tests that share a dear fixture run in one process, where it is made once."""
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return together(nodeid)

    return Scheduling(config, log)


def together(nodeid):
    """What a test is scheduled with; so are those of one experiment or claim: ``[NAME]``."""
    name = nodeid.partition("[")[2].rstrip("]")
    if nodeid.startswith(("tests/finite/", "tests/claims/test_experiments.py")) and name:
        return f"{Path(nodeid).parts[1]}/{name}"
    return next((place for place in TOGETHER if nodeid.startswith(place)), nodeid)


def pytest_addoption(parser):
    parser.addoption("--seed", type=int, default=0, help="seed of the statistical tests")


def pytest_report_header(config):
    return f"seed of the statistical tests: {config.getoption('seed')}"


@pytest.fixture(scope="session")
def seed(request):
    return request.config.getoption("seed")


@pytest.fixture
def rng(request, seed):
    """Pinned, and not shared with any other test."""
    return stream(seed, "test", request.node.name)


@pytest.fixture(params=TYPICAL)
def activation_name(request):
    """For what takes long: whole networks."""
    return request.param


@pytest.fixture(params=ACTIVATIONS)
def activation(request):
    """Every one: for what is quick."""
    return ACTIVATIONS[request.param]


@pytest.fixture(params=CURVED)
def curved_activation(request):
    return ACTIVATIONS[request.param]


@pytest.fixture(params=ENSEMBLES)
def ensemble_name(request):
    return request.param


@pytest.fixture
def ensemble(ensemble_name):
    return ENSEMBLES[ensemble_name]


@pytest.fixture(params=IID)
def iid_ensemble(request):
    return ENSEMBLES[request.param]


@pytest.fixture(params=HAAR)
def haar_ensemble(request):
    return ENSEMBLES[request.param]


@pytest.fixture(params=HAAR)
def haar_name(request):
    return request.param


@pytest.fixture(params=ORDINARY)
def ordinary_name(request):
    """An ensemble inside the hypotheses of the limit theorems."""
    return request.param


@pytest.fixture
def execute(monkeypatch):
    """Run a notebook's cells where ``results`` are and return (verdict, everything displayed).

    ``name`` is that of the notebook, or STUDY/AXIS/NAME; results are found as people's are.
    """

    import IPython.display  # the library alone is tested without these
    import jupytext

    def run(name, folder, **parameters):
        (path,) = ROOT.glob(f"notebooks/**/{name}.py")
        monkeypatch.delenv("FREEWIDTH_RESULTS", raising=False)
        monkeypatch.chdir(folder)
        shown, names = [], {}
        monkeypatch.setattr(IPython.display, "display", lambda *args, **_: shown.extend(args))
        for cell in jupytext.read(path, fmt="py:percent").cells:
            if cell.cell_type == "code":
                exec(cell.source, names)
                if "parameters" in cell.metadata.get("tags", []):
                    assert set(parameters) <= set(names)
                    names |= parameters
        return shown[-1]["application/json"], shown

    return run


@pytest.fixture(scope="session")
def browser():
    """The system's Chromium; see ``tests/chromium.py``."""
    yield from chromium.started()
