"""The repository as Snakemake sees it, plans of both profiles, and copies in which files change."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass, field

import pytest

from scripts._outline import KEPT
from scripts.fingerprint import ROOT
from tests.shared import base

PARTS = (
    "Snakefile", "config", "workflow", "scripts", "claims", "freewidth", "notebooks", "benchmarks",
)  # fmt: skip
PROFILES = {"paper": (), "quick": ("--configfile", str(ROOT / "config/quick.yaml"))}


@pytest.fixture(autouse=True, scope="session")
def outlines(tmp_path_factory, worker_id):
    """Sources are parsed once for all plans: each is made in a folder where nothing is kept."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(KEPT, str(base(tmp_path_factory, worker_id) / "outlines"))
        yield


def snakemake(*arguments, folder, fails=False):
    """What Snakemake prints, run in ``folder`` as a person runs it."""
    done = subprocess.run(
        [sys.executable, "-m", "snakemake", "--cores", "2", *map(str, arguments)],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
    )
    assert bool(done.returncode) == fails, done.stdout
    return done.stdout


def copy_repository(folder):
    """What the workflow consists of, without what it has made."""
    folder.mkdir(parents=True, exist_ok=True)
    made = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, folder / part, ignore=made)
        else:
            shutil.copy(ROOT / part, folder / part)


@dataclass(frozen=True)
class Job:
    """One planned job: its message, and the words of its command."""

    message: str
    words: list[str] = field(repr=False)

    @property
    def step(self) -> str:
        """The module that it runs."""
        return self.words[self.words.index("-m") + 1]

    @property
    def options(self) -> list[str]:
        """What the module is given."""
        return self.words[self.words.index("-m") + 2 : self.words.index(">")]


PLANNED = re.compile(r"^Job \d+: (.*)\n(?:Reason: .*\n)?Shell command: (.*)$", re.MULTILINE)


def jobs(said):
    """The jobs of a dry run with ``-p`` that run a step."""
    found = (Job(message, shlex.split(command)) for message, command in PLANNED.findall(said))
    return [job for job in found if "-m" in job.words]


@pytest.fixture(scope="session")
def plans(tmp_path_factory):
    """All jobs of each profile, planned in an empty folder far from the repository."""
    found = {}
    for profile, config in PROFILES.items():
        folder = tmp_path_factory.mktemp(profile)
        said = snakemake("-s", ROOT / "Snakefile", "-n", "-p", *config, folder=folder)
        assert [path.name for path in folder.iterdir()] in ([], [".snakemake"])
        found[profile] = jobs(said)
    return found


@pytest.fixture(params=PROFILES)
def plan_of(request, plans):
    """The jobs of one profile."""
    return plans[request.param]
