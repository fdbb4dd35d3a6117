"""Whoever lies is refused, the odd but honest are not, and what passed is not looked at again."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from freewidth import contracts
from freewidth.activations import EVERY as ACTIVATIONS
from freewidth.biases import BIASES
from freewidth.contracts import ContractError, Entry, Passed, _bounds, _haar, _ranks, examined
from freewidth.contracts._check import held
from freewidth.ensembles import ENSEMBLES, EXTRA
from freewidth.errors import InvalidInputError
from freewidth.kinds import HAAR, IID
from tests.contracts import honest, liars

ROOT = Path(__file__).parents[2]
SIGNS = {  # what the message on a liar has to speak of
    "variance 2": r"variance.*\n.*1\.99\d*/columns.*\n.*divide entries by 1\.41",
    "variance 1.06": r"variance",
    "mean 0.05": r"mean 0\n.*0\.04\d+ times",
    "fan-out": r"variance.*\n.*1\.49\d/columns",
    "fourth moment too large": r"fourth_moment is 4\n.*2\.9\d",
    "third moment": r"third_moment is 0\n.*2\.0",
    "scale of rows": r"independent.*\n.*sizes of entries of the same row",
    "moving average": r"neighbouring entries in rows",
    "fixed part": r"two layers \(one generator\)|two networks",
    "global numbers": r"numpy\.random",
    "own generator": r"same numbers from the same state",
    "QR without signs": r"Haar.*\n.*entry between the first axis and the first axis",
    "special orthogonal": r"sign of the determinant",
    "wrong kind": r"kind 'iid': tr \(W A W\*\)\^2",
    "hermitian, not Gaussian": r"Gaussian",
    "raises": r"IndexError.*liars\.py:\d+",
    "bias variance": r"variance 1\n.*1\.10",
    "rule too coarse": r"rule\(0\.05\)",
    "df": r"integral of df",
    "bounded": r"bounded is True",
    "cumulants of third order": r"cumulants",
}


def said(registry, thing, name="liar"):
    """What is wrong with an object, or with one that cannot even be made; empty if nothing is."""
    try:
        found = held(registry, thing() if callable(thing) else thing, name, extra=False)
    except InvalidInputError as error:
        return str(error)
    return contracts.text("liar.py", found) if found else ""


LIARS = [
    *(("ensembles", name) for name in liars.WEIGHTS),
    *(("biases", name) for name in liars.BIASES),
    *(("activations", name) for name in liars.ACTIVATIONS),
    *(("kinds", name) for name in liars.KINDS),
]
OBJECTS = {
    "ensembles": liars.WEIGHTS,
    "biases": liars.BIASES,
    "activations": liars.ACTIVATIONS,
    "kinds": liars.KINDS,
}


@pytest.mark.parametrize(("registry", "name"), LIARS)
def test_no_liar_gets_through(registry, name):
    message = said(registry, OBJECTS[registry][name])
    assert message, "it got through"
    assert re.search(SIGNS.get(name, ""), message), message


def test_there_are_enough_of_them():
    assert len(LIARS) >= 25
    assert len(honest.WEIGHTS) >= 20
    assert set(SIGNS) <= {name for _, name in LIARS}


@pytest.mark.parametrize("name", honest.WEIGHTS)
def test_the_odd_but_honest_get_through(name):
    assert not said("ensembles", honest.WEIGHTS[name])


def test_an_object_of_ones_own_is_held_to_the_same():
    contracts.check(honest.WEIGHTS["skewed"])
    contracts.check(replace(ACTIVATIONS["tanh"], label="mine"))
    with pytest.raises(InvalidInputError, match=r"variance 1/columns"):
        contracts.check(liars.WEIGHTS["variance 2"])
    with pytest.raises(TypeError, match="is needed, got 3"):
        contracts.check(3)


# The statistics: levels and powers


def test_bernstein_solves_its_equation():
    n, square, cut = 1000, 3.0, 7.0
    delta = _bounds.bernstein(n, square, cut)
    assert_allclose(n * delta**2, 2 * _bounds.LOG * (square + cut * delta / 3), rtol=1e-12)
    assert_allclose(2 * np.exp(-_bounds.LOG), _bounds.LEVEL, rtol=1e-12)


@pytest.mark.parametrize("p", [0.5, 0.01, 1e-4])
def test_bounds_of_means_hold_for_rare_values(p):
    """Y = 1/p with probability p: the number of values is binomial, and levels are exact."""
    n = 100_000
    limit = 1 - np.sqrt(2 * _bounds.LOG / p / n)  # below() for E Y = 1, E Y^2 = 1/p
    assert stats.binom.cdf(np.ceil(limit * n * p) - 1, n, p) <= _bounds.LEVEL / 2
    one = np.zeros(n)
    one[0] = 1 / p
    each, most = _bounds.above(one, 1.0, 1 / p)  # what one value adds, cut off where it has to be
    assert stats.binom.sf(np.floor(most / each), n, p) <= _bounds.LEVEL / 2


def test_a_variance_off_by_five_percent_is_out_of_bounds_for_gaussian_entries():
    """As documented: 1.05 leaves the allowed interval by more than eight standard errors."""
    n = 3 * 192 * 288
    _, least = _bounds.below(np.ones(n), 1.0, 3.0)
    _, most = _bounds.above(np.ones(n), 1.0, 3.0)
    sem = np.sqrt(2 / n)
    assert 0.95 + 7 * sem < least < most < 1.05 - 7 * sem


@pytest.mark.parametrize(("law", "scale"), [(stats.t(3), 3.0), (stats.pareto(5), 5.0)])
def test_tails_are_seen_by_their_index(law, scale):
    y = np.abs(law.rvs(200_000, random_state=np.random.default_rng(1)))
    slope, start, share = _bounds.tail(y)
    # 1/sqrt(400) = .05 sampling, four times that; t is a power only far out
    assert abs(slope * scale - 1) < 0.2
    assert_allclose(np.mean(y > start), share, atol=1e-5)
    assert_allclose(_bounds.extrapolated(y, scale), law.expect(abs), rtol=0.02)


def test_the_mean_of_a_power_law_is_found_with_what_lies_behind_the_draws():
    """Quantiles of y^-1.25, of mean 5: their own mean is 3 % short."""
    n, alpha = 200_000, 1.25
    y = ((np.arange(n) + 0.5) / n) ** (-1 / alpha)
    assert_allclose(_bounds.extrapolated(y, alpha), 5.0, rtol=2e-3)  # 400 steps beyond the start
    assert np.mean(y) < 4.9


def test_scores_of_any_law_are_those_of_uniform_numbers(rng):
    """Signs, whose values are all ties, and Cauchy entries: dispersions are 1, nothing alarms."""
    for draw in (lambda: rng.choice([-1.0, 1.0], (60, 90)), lambda: rng.standard_cauchy((60, 90))):
        spread = []
        for _ in range(20):
            scored = _ranks.scores(draw(), rng)
            assert not [*_ranks.within(scored), *_ranks.between(scored, _ranks.scores(draw(), rng),
                                                                "two")]  # fmt: skip
            spread += [float(np.sum(s.mean(axis=1) ** 2)) * 90 / 59 for s in scored]
        # chi^2 over 59, of 40 matrices: deviation sqrt(2/59/40) = .03
        assert abs(np.mean(spread) - 1) < 5 * np.sqrt(2 / 59 / 40)


@pytest.mark.parametrize("field", ["real", "complex"])
def test_coordinates_on_the_sphere(field):
    """Quantiles of beta laws at equal steps are as near to their law as steps are."""
    n = 1001
    level = (np.arange(n) + 0.5) / n
    if field == "real":
        signed = 2 * level - 1
        x = np.sign(signed) * np.sqrt(stats.beta(1 / 2, (_haar.SIZE - 1) / 2).ppf(np.abs(signed)))
    else:
        phase = np.exp(2j * np.pi * level[np.argsort(np.sin(np.arange(n)))])
        x = np.sqrt(stats.beta(1, _haar.SIZE - 1).ppf(level)) * phase
    for _, distance in _haar._off_the_sphere(x):
        assert 0 < distance < 1.001 / n


# The child process

MODULES = {
    "honest": "from freewidth.ensembles.uniform import ensemble\n",
    "exits": "import os\nos._exit(0)\n",
    "leaves": "import sys\nsys.exit('bye')\n",
    "crashes": "import ctypes\nctypes.string_at(0)\n",
    "loops": "while True:\n    pass\n",
    "waits": "import time\ntime.sleep(1000)\n",
    "prints": (
        "import os\nprint('[0, []]', flush=True)\nos.write(1, b'[0, []]\\n')\n"
        "from freewidth.ensembles.uniform import ensemble\n"
    ),
    "spoils": (
        "import numpy as np\nnp.random.standard_normal = None\nnp.linalg.svd = None\n"
        "from freewidth.ensembles.uniform import ensemble\n"
    ),
    "victim": "from freewidth.ensembles._extra.biunitary_two import ensemble\n",
    "empty": "",
    "last": "from freewidth.ensembles.gaussian import ensemble\n",
}


@pytest.fixture
def written(tmp_path, monkeypatch):
    """Entries of these modules."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    found = {}
    for name, text in MODULES.items():
        path = tmp_path / f"{name}_entry.py"
        path.write_text(text)
        found[name] = Entry("ensembles", name, True, path, path.stem)
    return found


def test_a_child_that_ends_is_no_pass(written):
    """Nothing that an entry does to the process helps it, or harms the others."""
    found = examined((e for e in written.values() if e.name != "waits"), cpu=1.5)
    found |= examined([written["waits"]], wall=3.0)
    told = {name: "; ".join(f.measured for f in found[entry]) for name, entry in written.items()}
    assert told.pop("exits") == "it ended the process, with exit code 0"
    assert told.pop("crashes") == "it crashed (SIGSEGV)"
    assert told.pop("loops") == "stopped after 1.5 s of processor time"
    assert told.pop("waits") == "stopped after 3 s"
    assert "SystemExit: bye" in told.pop("leaves")
    assert told.pop("empty") == "`ensemble` is missing"
    assert set(told.values()) == {""}, told


# The memory, the command line and the workflow, with files where users put them


@pytest.fixture(scope="session")
def library(tmp_path_factory):
    """A copy of the library, with nothing remembered."""
    folder = tmp_path_factory.mktemp("library")
    skipped = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "freewidth", folder / "freewidth", ignore=skipped)
    return folder


def command(folder, *words):
    """The command of the library in a folder: exit code, what it printed, what it complained of."""
    done = subprocess.run(
        [sys.executable, "-m", "freewidth", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(folder), "XDG_CACHE_HOME": str(folder / "cache")},
    )
    return done.returncode, done.stdout, done.stderr


LAPLACE = """from freewidth.ensembles import iid
ensemble = iid("mine", "", lambda rng, shape: rng.laplace(0, {}, shape), fourth_moment=6.0)
"""


def test_a_user_who_adds_an_ensemble(library):
    """Refused with what was measured before anything is drawn, let through once it is right."""
    path = library / "freewidth/ensembles/_extra/mine.py"
    sample = ("sample", "-e", "mine", "-a", "tanh", "-d", "1", "-n", "5", "-o", "x.csv")
    path.write_text(LAPLACE.format("1.0"))
    code, shown, complaint = command(library, *sample)
    assert (code, shown) == (2, "")
    assert complaint.startswith("Error: freewidth/ensembles/_extra/mine.py: refused")
    assert re.search(r"declared: .*variance 1/columns.*\n +measured: +1\.9\d|2\.0\d", complaint)
    assert "divide entries by 1.4" in complaint
    assert not (library / "x.csv").exists()
    path.write_text(LAPLACE.format("0.5 ** 0.5"))
    code, _, complaint = command(library, *sample)
    assert (code, complaint) == (0, "")
    remembered = (library / "cache/freewidth/contracts").read_text().split()
    assert len(remembered) == len(set(remembered)) >= 3  # with tanh, and biases
    path.unlink()


def test_a_name_that_is_there_already_is_refused_everywhere(library):
    path = library / "freewidth/ensembles/_extra/gaussian.py"
    shutil.copy(library / "freewidth/ensembles/uniform.py", path)
    for words in (("check", "tanh"), ("law", "-e", "uniform", "-a", "relu", "-d", "1")):
        code, shown, complaint = command(library, *words)
        assert (code, shown) == (2, "")
        assert "freewidth/ensembles/gaussian.py is called 'gaussian', too" in complaint
    for line in ("from freewidth import Network", "from freewidth.network import Network"):
        done = subprocess.run([sys.executable, "-c", line], cwd=library, capture_output=True)
        assert done.returncode == 1
        assert b"would be replaced by it" in done.stderr
    path.unlink()


def test_a_list_leaves_out_what_is_refused_and_tells(library):
    path = library / "freewidth/biases/stops.py"
    path.write_text("import os\nos._exit(0)\n")
    code, shown, complaint = command(library, "list", "biases")
    assert code == 2
    assert [line.split()[0] for line in shown.splitlines()[1:]] == list(BIASES)
    assert "it ended the process, with exit code 0" in complaint
    path.unlink()


def test_what_passed_is_looked_at_again_when_its_content_changes(monkeypatch, tmp_path):
    """Its own, or that of an entry that it imports."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(contracts._entries, "PACKAGE", tmp_path)
    looked_at = []

    def look(entries):
        looked_at.extend(entry.name for entry in entries)
        return {entry: [] for entry in entries}

    monkeypatch.setattr(contracts._require, "examined", look)
    elu, other, far = (tmp_path / f"{name}.py" for name in ("elu", "softer", "far"))
    elu.write_text("activation = 1\n")
    other.write_text("from freewidth.activations.elu import elu\nactivation = elu(0.5)\n")
    far.write_text("activation = 2\n")
    made = [Entry("activations", path.stem, False, path, path.stem) for path in (elu, other, far)]

    def newly():
        looked_at.clear()
        contracts.require(made, Passed(), made)
        return list(looked_at)

    assert newly() == ["elu", "softer", "far"]
    assert newly() == []
    elu.write_text("activation = 3\n")
    assert newly() == ["elu", "softer"]
    contracts.require(made, Passed(fresh=True), made)
    assert looked_at == ["elu", "softer", "elu", "softer", "far"]


def test_what_is_refused_is_not_remembered(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    fault = contracts.Fault("a", "b", "c")
    monkeypatch.setattr(contracts._require, "examined", lambda new: {new[0]: [fault]})
    entry = next(each for each in contracts.entries() if each.name == "tanh")
    for _ in range(2):
        with pytest.raises(ContractError, match=r"tanh\.py: refused(.|\n)*measured: +b"):
            contracts.require([entry], Passed())
    assert not Passed()


def test_a_memory_that_cannot_be_kept_does_no_harm(monkeypatch, tmp_path):
    (tmp_path / "freewidth").write_text("a file where a folder should be")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    passed = Passed()
    passed.add("0" * 32)
    assert "0" * 32 in passed
    assert not Passed()


@pytest.mark.parametrize("name", ["two words", "x-y", "$(x)", "ümlaut"])
def test_a_file_name_that_is_no_name_is_refused(name, monkeypatch, tmp_path):
    monkeypatch.setattr(contracts._entries, "PACKAGE", tmp_path)
    entry = Entry("ensembles", name, True, tmp_path / f"{name}.py", name)
    with pytest.raises(ContractError, match="letters, digits and _"):
        contracts.require([entry], set(), [entry])


def test_everything_that_ships_is_what_it_declares_in_less_than_two_seconds():
    """Processor time of the child; a tenth of a second for each would be six seconds."""
    from resource import RUSAGE_CHILDREN, getrusage

    def spent():
        used = getrusage(RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    before = spent()
    found = examined(contracts.entries())
    assert not {entry.place: faults for entry, faults in found.items() if faults}
    assert len(found) == len(ACTIVATIONS) + len(ENSEMBLES) + len(EXTRA) + len(BIASES) + 2
    assert spent() - before < 6.0  # under 2 s on a quiet machine: three times that on a busy one


@pytest.mark.parametrize("kind", [IID, HAAR])
def test_series_of_a_kind_agree_to_seven_orders(kind):
    """The Catalan numbers are the moments of free cumulants that are all 1; S = 1/(1 + m)."""
    from freewidth.contracts import _kinds

    assert _kinds.moments([1] * 6) == [1, 2, 5, 14, 42, 132]
    assert_allclose(_kinds.one_over_s([1, 2, 5, 14, 42]), [1, 1, 0, 0, 0], atol=1e-12)
    assert not list(_kinds.faults(kind, kind.name, ["iid", "haar"]))
