"""Extensions from outside: found by what their files assign, loaded like what ships, or refused."""

import json
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytest

from freewidth.cli.new import WHAT, text
from freewidth.outside import VARIABLE
from tests.shared import begun

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "docs" / "extensions"


def python(*words, extensions=(), path=(), **env):
    """A program in the repository, with these folders of extensions."""
    folders = {VARIABLE: os.pathsep.join(map(str, extensions))} if extensions else {}
    paths = os.pathsep.join(map(str, [ROOT, *path]))
    return subprocess.run(
        [sys.executable, *map(str, words)],
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": paths, **folders, **env},
        cwd=ROOT,
        capture_output=True,
        text=True,
    )


def freewidth(*words, **how):
    """The command."""
    return python("-m", "freewidth", *words, **how)


@pytest.fixture(scope="session")
def templates(tmp_path_factory):
    """A folder in which every template has been begun."""
    return begun(tmp_path_factory.mktemp("mine"))


def test_what_is_begun_is_as_it_declares(templates):
    """Of all kinds that have a contract, at once; and no file of the repository knows of them."""
    names = [f"my_{what}" for what in WHAT[:4]]
    done = freewidth("check", *names, "--extensions", templates)
    assert done.returncode == 0, done.stderr
    assert all(f"my_{what}.py: as it declares" in done.stdout for what in WHAT[:4])
    assert freewidth("check", names[0]).returncode == 2


def test_what_is_begun_is_in_the_shape_of_the_house(templates):
    for words in (["check"], ["format", "--check"]):
        config = ["--config", ROOT / "pyproject.toml", "--no-cache"]
        done = python("-m", "ruff", *words, *config, templates)
        assert done.returncode == 0, done.stdout


def test_laws_samples_and_lists_take_them_together(templates, tmp_path):
    """By option and by variable; the law of the kind is that of its samples."""
    net = ["-e", "my_kind", "-a", "my_activation", "--bias", "my_bias", "-b", "0.2", "-d", "2"]
    law = freewidth("law", *net, "--moments", "1", "--json", "--extensions", templates)
    assert law.returncode == 0, law.stderr
    drawn = ["-n", "200", "-r", "4", "-o", tmp_path / "x.npy"]
    sample = freewidth("sample", *net, *drawn, extensions=[templates])
    assert sample.returncode == 0, sample.stderr
    (mean,) = json.loads(law.stdout)["moments"]
    means = np.load(tmp_path / "x.npy").mean(axis=-1)
    assert abs(means.mean() - mean) < 5 * means.std(ddof=1) / 2 + 2 / 200
    listed = freewidth("list", "kinds", "--extensions", templates)
    assert "my_kind" in listed.stdout


def test_an_experiment_and_a_claim_are_found_by_their_studies(templates):
    program = """if True:
        from scripts.finite import experiments
        from claims.spectra import CLAIMS
        from scripts.publish.claims import _own
        settings = experiments.settings("my_experiment", "quick")
        draws = experiments.draw_case("my_experiment", "orthogonal", settings, 1)
        worst = max(abs(v - 1).max() for v in draws.observed["second"].values())
        assert worst < 1e-12, worst  # orthogonal matrices
        made = ("yours_my_ensemble", "yours_my_kind", "yours_my_activation", "yours_my_bias")
        assert {*made, "my_claim"} == set(_own("spectra"))
        assert all(CLAIMS[name].should == "supported" for name in (*made, "my_claim"))
        assert experiments.drawing("my_experiment", settings)["gaussian"][0] == (
            "freewidth.extensions.my_experiment:sample"
        )
    """
    done = python("-c", program, extensions=[templates])
    assert done.returncode == 0, done.stderr


def test_their_code_counts_with_that_of_their_helpers(tmp_path):
    """A fingerprint changes with the file and with a helper beside it, not with a comment."""
    (tmp_path / "_scale.py").write_text("SCALE = 1.0\n")
    lines = ["from freewidth.extensions._scale import SCALE", text("ensemble", "mine")]
    (tmp_path / "mine.py").write_text("\n".join(lines))
    words = ["-c", "from scripts.fingerprint import fingerprint as f;"
             "print(f('freewidth.extensions.mine'))"]  # fmt: skip

    def code():
        done = python(*words, extensions=[tmp_path])
        assert done.returncode == 0, done.stderr
        return done.stdout

    first = code()
    (tmp_path / "mine.py").write_text("\n".join([*lines, "# a comment"]))
    assert code() == first
    (tmp_path / "_scale.py").write_text("SCALE = 2.0\n")
    assert code() != first


@pytest.fixture
def installed(tmp_path, templates):
    """A folder on the path with an installed package that declares an ensemble."""
    package, info = tmp_path / "somebody", tmp_path / "somebody-1.0.dist-info"
    package.mkdir()
    info.mkdir()
    (package / "__init__.py").write_text("raise SystemExit('imported')")
    (package / "weights.py").write_text((templates / "my_ensemble.py").read_text())
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: somebody\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[freewidth.ensembles]\ntheirs = somebody.weights\n")
    return tmp_path


def test_an_installed_package_declares_entries(installed):
    """Nothing of it is imported to know that; what ends the process is refused as any other."""
    done = freewidth("check", "theirs", path=[installed])
    assert (done.returncode, "SystemExit" in done.stderr) == (2, True), done.stderr
    (installed / "somebody" / "__init__.py").write_text("")
    done = freewidth("law", "-e", "theirs", "-a", "relu", "-d", "1", path=[installed])
    assert done.returncode == 0, done.stderr


GAUSSIAN = "from freewidth.ensembles.gaussian import ensemble as other\nensemble = other\n"
WRONG = {  # files -> what is said of them
    "a misspelt name": ({"mine.py": "ensmble = 1\n"}, "assigns none of"),
    "no file": ({"_helper.py": ""}, "no public Python file"),
    "a name that ships": ({"gaussian.py": GAUSSIAN}, "gaussian"),
    "no identifier": ({"my-weights.py": GAUSSIAN}, "letters, digits and _"),
    "no Python": ({"mine.py": "ensemble = (\n"}, "no Python can read it"),
    "a claim of no study": ({"mine.py": "claim = 1\n"}, "which study judges it"),
    "a claim of another": ({"mine.py": 'claim = 1\nSTUDY = "oracles"\n'}, "which study judges"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said_in_one_sentence(case, tmp_path):
    files, said = WRONG[case]
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    done = freewidth("law", "-e", "mine", "-a", "tanh", "-d", "1", "--extensions", tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert str(tmp_path) in done.stderr
    assert "Traceback" not in done.stderr


def test_two_folders_with_one_name_are_refused(tmp_path):
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "mine.py").write_text(GAUSSIAN)
    folders = [tmp_path / "one", tmp_path / "two"]
    done = freewidth("list", "ensembles", extensions=folders)
    assert done.returncode == 2
    assert "is called 'mine', too" in done.stderr


def test_names_that_no_file_can_have_are_refused(tmp_path):
    for name in ("my-weights", "1st", "_mine", "class", "../mine"):
        done = freewidth("new", "ensemble", name, "--in", tmp_path)
        assert (done.returncode, "cannot name an entry" in done.stderr) == (2, True)
    assert freewidth("new", "ensemble", "mine", "--in", tmp_path / "new").returncode == 0
    assert freewidth("new", "ensemble", "mine", "--in", tmp_path / "new").returncode == 2
    done = freewidth("new", "activation", "tanh", "--in", tmp_path)
    assert (done.returncode, "called 'tanh' already" in done.stderr) == (2, True)
    assert not list(tmp_path.glob("*.py"))


def test_worked_examples_are_as_they_declare():
    names = [path.stem for path in EXAMPLES.glob("*.py")
             if path.name[0] != "_" and not path.stem.startswith("false_")]  # fmt: skip
    assert len(names) == 7
    done = freewidth("check", *names, "--extensions", EXAMPLES)
    assert done.returncode == 0, done.stderr


def test_worked_examples_are_what_their_texts_say():
    """Identities of single draws, and moments that are not those of independent entries."""
    program = """if True:
        import numpy as np
        from freewidth.ensembles import EVERY
        rng, n = np.random.default_rng(5), 240
        w = {name: EVERY[name].sample(rng, n, n) for name in EVERY if name[:8] != "complex_"}
        for name in ("block_circulant", "block_circulant_orthogonal"):
            turned = np.roll(w[name].reshape(4, 60, 4, 60), (1, 1), axis=(0, 2)).reshape(n, n)
            assert np.array_equal(turned, w[name])
        for name in ("block_circulant_orthogonal", "signed_permutation"):
            assert np.abs(w[name] @ w[name].T - np.eye(n)).max() < 1e-13
        p, d = w["signed_permutation"], np.diag(rng.random(n))
        moved = p @ d @ p.T
        assert np.array_equal(moved, np.diag(np.diag(moved)))
        a, b = (EVERY["circulant"].sample(rng, n, n) for _ in range(2))
        assert np.abs(a @ b - b @ a).max() < 1e-13 and np.abs(a @ a.T - a.T @ a).max() < 1e-13
        draws = [EVERY["circulant"].sample(rng, 40, 40) for _ in range(4000)]
        grams = np.linalg.eigvalsh([a @ a.T for a in draws])
        third = (grams**3).mean(axis=1)  # 6 (1 + O(1/n)): at the two real frequencies 15
        exact = (38 * 6 + 2 * 15) / 40
        assert abs(third.mean() - exact) < 5 * third.std() / 4000**0.5 < 0.5
        top = [np.linalg.norm(EVERY["spiked"].sample(rng, n, n), 2) for _ in range(8)]
        assert abs(np.mean(top) - 13 / 6) < 0.05
        c = w["correlated_rows"]
        assert abs((c[1:] * c[:-1]).sum() / n - 0.7) < 0.05
    """
    done = python("-c", program, extensions=[EXAMPLES])
    assert done.returncode == 0, done.stderr


def test_the_library_is_as_it_was_without_them():
    """No variable, no package: registries hold what ships."""
    program = "from freewidth import outside; assert outside.found() == () == outside.folders()"
    done = python("-c", program, **{VARIABLE: ""})
    assert done.returncode == 0, done.stderr
    assert version("click")  # entry points of others are there, and are none of ours
