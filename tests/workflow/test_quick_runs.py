"""The whole small run, as a user starts it: the same bytes whatever is around it or happened to it.

Each run takes minutes, and an environment is built for each copy. Pythons are those on the PATH.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scripts.fingerprint import ROOT
from tests.workflow.conftest import copy_repository

pytestmark = pytest.mark.slow
MANIFEST = "results/manifest.sha256"
KILLS, CUT = 10, 3  # runs that are killed, and files that are cut after each
PYTHONS = [name for name in ("python3.12", "python3.13") if shutil.which(name)]
FALSE_NUMPY = "raise SystemExit('a NumPy of the user was imported')\n"


def checkout(folder):
    """All that a run needs, without what this one has made."""
    copy_repository(folder)
    for name in ("reproduce.py", "envs", "LICENSE", "CITATION.cff", "README.md", "docs"):
        place = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        place(ROOT / name, folder / name)
    made = folder / "figures"
    made.mkdir()
    shutil.copy(ROOT / "figures/manifest.json", made)
    return folder


def command(python=sys.executable):
    return [python, "reproduce.py", "--quick"]


def run(folder, python=sys.executable, prefix=(), **env):
    """To its end; its manifest."""
    done = subprocess.run(
        [*prefix, *command(python)],
        cwd=folder,
        env={**os.environ, **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    return (folder / MANIFEST).read_text()


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """A finished run that nothing came between."""
    folder = checkout(tmp_path_factory.mktemp("undisturbed") / "copy")
    run(folder)
    return folder


def test_all_is_made_and_is_what_the_manifest_lists(undisturbed):
    listed = (undisturbed / MANIFEST).read_text().splitlines()
    assert len(listed) > 500
    subprocess.run(["sha256sum", "--check", "--quiet", MANIFEST], cwd=undisturbed, check=True)


def test_what_is_around_a_run_changes_no_byte(undisturbed, tmp_path):
    """One core, and variables, files and a locale of the user that would change results."""
    folder, user = checkout(tmp_path / "copy"), tmp_path / "user"
    (user / "numpy").mkdir(parents=True)
    (user / "numpy/__init__.py").write_text(FALSE_NUMPY)
    (user / "matplotlibrc").write_text("figure.dpi: 33\nfont.size: 30\n")
    (user / ".config/snakemake").mkdir(parents=True)
    around = {
        "XDG_CONFIG_HOME": str(user / ".config"),
        "PYTHONPATH": str(user),
        "PYTHONHASHSEED": "11",
        "PYTHONOPTIMIZE": "2",
        "MATPLOTLIBRC": str(user / "matplotlibrc"),
        "SNAKEMAKE_PROFILE": "of-somebody-else",
        "LC_ALL": "tr_TR.UTF-8",
        "TZ": "Pacific/Apia",
        "OPENBLAS_CORETYPE": "Prescott",
        "OPENBLAS_NUM_THREADS": "3",
    }
    prefix = ["taskset", "-c", "0"] if shutil.which("taskset") else []
    assert run(folder, prefix=prefix, **around) == (undisturbed / MANIFEST).read_text()


@pytest.mark.parametrize("python", PYTHONS)
def test_another_python_makes_the_same_bytes(undisturbed, tmp_path, python):
    made = run(checkout(tmp_path / "copy"), shutil.which(python))
    assert made == (undisturbed / MANIFEST).read_text()


def test_a_run_takes_from_a_cache_what_another_has_left(undisturbed, tmp_path):
    """The bytes of a run without; figures and verdicts are made, nothing is drawn or solved."""
    cache = {"FREEWIDTH_CACHE": str(tmp_path / "kept")}
    for name in ("first", "second"):
        assert run(checkout(tmp_path / name), **cache) == (undisturbed / MANIFEST).read_text()
    timing = [(tmp_path / name / "results/timing.json").read_text() for name in ("first", "second")]
    assert '"taken": 0' in timing[0]
    assert '"taken": 0' not in timing[1]


def test_runs_that_are_killed_and_files_that_are_cut_leave_no_trace(undisturbed, tmp_path):
    """Ten times at random moments, three random files cut each time; then one more run."""
    folder, rng = checkout(tmp_path / "copy"), random.Random(16)
    run_until(folder, 0)  # its environment
    for _ in range(KILLS):
        run_until(folder, rng.uniform(5, 60))
        cut(folder, rng)
    assert run(folder) == (undisturbed / MANIFEST).read_text()
    said = subprocess.run(command(), cwd=folder, capture_output=True, text=True, check=True)
    assert "Nothing to do" in said.stdout + said.stderr


def run_until(folder, seconds):
    """A run that is killed with all its children after so many seconds, or is not begun at all."""
    words = (
        command() if seconds else [sys.executable, "-c", "import reproduce; reproduce.build('run')"]
    )
    process = subprocess.Popen(
        words,
        cwd=folder,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    if not seconds:
        assert process.wait() == 0
        return
    time.sleep(seconds)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def cut(folder, rng):
    """Some of the files that were made end in the middle."""
    places = (folder / "results", folder / "figures")
    files = sorted(path for place in places for path in place.rglob("*") if path.is_file())
    files = [path for path in files if not Path(path).name.startswith(".")]
    for path in rng.sample(files, min(CUT, len(files))):
        path.write_bytes(path.read_bytes()[: rng.randrange(path.stat().st_size + 1)])
