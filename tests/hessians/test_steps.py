"""Steps do what their options say; what they wrote comes back; wrong options are named."""

import subprocess
import sys

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from freewidth.rng import stream
from freewidth.symmetric.matrices import MATRICES
from freewidth.symmetric.trained.data import load
from freewidth.symmetric.trained.mlp import MLP
from freewidth.symmetric.trained.snapshot import take
from scripts import artifact
from scripts.fingerprint import ROOT
from scripts.hessians import _numbered, _options, lanczos, matrices, tables, train, trials
from tests.hessians.conftest import CONFIG, words

TRAIN = "--data wine --activation tanh --runs 1 --epochs 0 --rate 0.1 --seed 1"
PARTS = ("train", "matrices", "tables", "trials", "lanczos")


def test_every_shape_is_trained_with_every_number_of_samples(tmp_path):
    pytest.importorskip("sklearn")
    train.main(words(tmp_path / "a.npz", TRAIN, "--hidden 3 --hidden --samples 8 12"))
    shots = train.load(tmp_path / "a.npz")
    found = [(shot.sizes, shot.samples) for shot in shots]
    assert found == [((13, 3, 3), 8), ((13, 3, 3), 12), ((13, 3), 8), ((13, 3), 12)]
    train.main(words(tmp_path / "b.npz", TRAIN, "--hidden 3"))
    assert [shot.samples for shot in train.load(tmp_path / "b.npz")] == [len(load("wine"))]


def test_random_numbers_are_named_by_what_is_trained(tmp_path):
    """By data, samples, network and replicate: not by file, nor by what else is trained."""
    pytest.importorskip("sklearn")
    several = "--hidden 4 --hidden 3 --samples 12 --runs 2"
    train.main(words(tmp_path / "a.npz", TRAIN, several))
    data, mlp = load("wine", 12), MLP((13, 3, 3))
    theta = mlp.initial(stream(1, "trained", "wine", 12, mlp.label, 1))
    expected = take(mlp, theta, data, 1, 0)
    (found,) = [s for s in train.load(tmp_path / "a.npz") if s.sizes[1] == 3 and s.replicate == 1]
    assert_array_equal(found.hessian, expected.hessian)
    assert found.params() == expected.params()


def test_sampled_matrices_come_from_streams_of_their_law(tmp_path):
    path = tmp_path / "a.npz"
    matrices.main(words(path, "--law wishart ratio=0.5 --size 20 --count 2 --seed 3"))
    laws, values = matrices.load(path)
    assert laws == {"wishart": {"ratio": 0.5}}
    rng = stream(3, "matrices", "wishart", 20, 1)
    assert_array_equal(values["wishart"][1], MATRICES["wishart"].eigenvalues(rng, 20, ratio=0.5))


def test_tables_hold_every_shape_chosen(made):
    family, solved = tables.load(made / "results/hessians/laws/wishart.npz")
    assert family == "wishart"
    assert list(solved) == [(("ratio", 0.5),), (("ratio", 2.0),)]
    atoms = [table.atom for table in solved.values()]
    assert atoms == [0.5, 0.0]  # 1 - ratio
    assert "factors" in dict(next(iter(tables.load(_law(made, "wigner_product"))[1])))


def _law(made, family):
    return made / f"results/hessians/laws/{family}.npz"


def test_trials_are_the_same_in_whatever_order_laws_are_given(made, tmp_path):
    laws = [_law(made, family) for family in ("wishart", "wigner")]
    spectra = made / "results/hessians/runs/wine-tanh-6.npz"
    rest = "--removed 0.0 --draws-matrices 1 --draws-spectra 2 --seed 5"
    for name, order in (("a", laws), ("b", laws[::-1])):
        trials.main(words(tmp_path / name / "trials.npz", spectra, "--laws", order, rest))
    assert (tmp_path / "a/trials.npz").read_bytes() == (tmp_path / "b/trials.npz").read_bytes()


def test_laws_are_fitted_to_the_ends_of_training_and_compared_with_chance(made):
    found = trials.load(made / "results/hessians/trials/wine-tanh-6.npz")
    draws = CONFIG["trained"]["draws"]
    assert {trial.case["when"] for trial in found} == {"trained"}
    for trial in found:
        kind = "matrices" if MATRICES[trial.family].spectrum is None else "spectra"
        assert len(trial.null) == draws[kind]


def test_estimates_come_back_with_exact_eigenvalues_where_wanted(results):
    exact, large = results.lanczos("exact"), results.lanczos("large")
    assert exact.exact.shape == (exact.size,)
    assert large.exact.shape == (0,)
    for name, way in exact.ways.items():
        assert way.nodes.shape == (8, 25)
        assert len(way.outliers) == (12 if name == "deflated" else 0)
        mean, error = way.expect(lambda x: x)
        assert abs(mean - exact.exact.mean()) < 6 * error + 1e-12  # 8 probes: t with 7 d.o.f.


@pytest.mark.parametrize("text", ["2", "2.0", "-3", "1e-3"])
def test_numbers_are_whole_where_they_are_written_so(text):
    assert repr(_options.number(text)) == repr(eval(text))


def test_numbered_arrays_come_back_in_order():
    parts = [{"a": np.array([i]), "b/c": np.arange(i)} for i in range(12)]
    back = _numbered.split(dict(sorted(_numbered.join(parts).items())))  # as text: 0, 1, 10, 11, 2
    assert [part["a"][0] for part in back] == list(range(12))
    assert [len(part["b/c"]) for part in back] == list(range(12))


@pytest.mark.parametrize(
    ("step", "argv", "says"),
    [
        (train, "OUT", "required"),
        (train, f"OUT --hidden three {TRAIN}", "invalid int value: 'three'"),
        (train, f"OUT --hidden 3 {TRAIN} --data mnist", "choose from"),
        (train, f"OUT --hidden 3 {TRAIN} --activation tahn", "tanh"),
        (train, f"OUT --hidden 3 {TRAIN} --epoch 3", "unrecognized arguments"),
        (matrices, "OUT --law wishart 0.5", "expected PARAMETER=NUMBER ..., got 0.5"),
        (matrices, "OUT --law wishart ratio=half", "got ratio=half"),
        (matrices, "OUT --law wigner --law wigner", "wigner is given twice"),
        (matrices, "OUT --law wignre --size 9 --count 1 --seed 0", "wignre"),
        (tables, "laws/wignre.npz", "choose from"),
        (tables, "wishart.npz --shape wishart.ratio", "expected NUMBER ..., got nothing"),
        (tables, "wishart.npz --shape wishart.degree 2.0", "degree"),
        (tables, "wigner.npz --shape wishrat.ratio 2.0", "wishrat"),
        (train, f"OUT --hidden 3 {TRAIN} --samples 999", "178 samples, 999"),
        (train, f"OUT --hidden 0 {TRAIN}", "all >= 1"),
        (train, f"OUT --hidden 3 {TRAIN} --epochs 3 1", "epochs must increase"),
        (trials, "OUT", "SPECTRA"),
        (lanczos, "OUT --way plain probes=2", "required"),
    ],
)
def test_wrong_options_are_named(step, argv, says, capsys):
    with pytest.raises(SystemExit) as stopped:
        step.main(argv.split())
    assert stopped.value.code == 2
    assert says in capsys.readouterr().err


def test_a_way_says_all_it_needs(capsys):
    given = words("OUT --hidden 3 --data wine --activation tanh --rate 0.1 --seed 1 --epochs 1")
    with pytest.raises(SystemExit):
        lanczos.main([*given, "--way", "plain", "probes=2"])
    assert "needs deflate, probes, steps" in capsys.readouterr().err


@pytest.mark.parametrize("step", PARTS)
def test_steps_run_by_name_and_load_nothing_heavy(step):
    program = (
        f"import sys; sys.argv = ['{step}', '--help']\n"
        "import atexit; atexit.register(lambda: sys.stderr.write(' '.join(sys.modules)))\n"
        f"import runpy; runpy.run_module('scripts.hessians.{step}', run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, text=True, capture_output=True)
    assert done.returncode == 0, done.stderr
    assert f"python -m scripts.hessians.{step}" in done.stdout
    heavy = {"matplotlib", "sklearn", "snakemake", "IPython"} & set(done.stderr.split())
    assert not heavy


def test_a_file_that_no_step_wrote_is_refused(tmp_path):
    artifact.save(tmp_path / "a.npz", {"other": 1}, a=np.zeros(2))
    with pytest.raises(KeyError):
        list(trials.groups(tmp_path / "a.npz"))
