"""The repository as Snakemake sees it, plans of both profiles, and copies in which files change."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass, field

import pytest

from scripts.fingerprint import ROOT

PARTS = (
    "Snakefile", "config", "workflow", "scripts", "claims", "freewidth", "notebooks", "benchmarks",
)  # fmt: skip
PROFILES = {"paper": (), "quick": ("--configfile", str(ROOT / "config/quick.yaml"))}


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
    without_unfinished(folder)


def unfinished():
    """Studies whose rules cannot be read yet, by the file that includes them."""
    rules = ROOT / "workflow/rules/hessians.smk"
    if not (ROOT / "scripts/finite/experiments.py").exists():
        yield "finite", "FINITE", "FINITE"
    if not rules.exists() or "HESSIAN_CLAIMS" not in rules.read_text():
        yield "hessians", "HESSIANS", "HESSIAN"


def without_unfinished(folder):
    """Leave them out of the copy of the workflow in ``folder``."""
    path = folder / "workflow/Snakefile"
    for file, results, sheets in unfinished():
        empty = f"{results} = {sheets}_FIGURES = {sheets}_NOTEBOOKS = {sheets}_CLAIMS = []"
        text = path.read_text()
        assert f'include: "rules/{file}.smk"' in text
        path.write_text(text.replace(f'include: "rules/{file}.smk"', empty))


@pytest.fixture(scope="session")
def house(tmp_path_factory):
    """The repository, or a copy without the studies whose rules are still being written."""
    if not list(unfinished()):
        return ROOT
    folder = tmp_path_factory.mktemp("repository")
    copy_repository(folder)
    return folder


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
def plans(house, tmp_path_factory):
    """All jobs of each profile, planned in an empty folder far from the repository."""
    found = {}
    for profile, config in PROFILES.items():
        folder = tmp_path_factory.mktemp(profile)
        said = snakemake("-s", house / "Snakefile", "-n", "-p", *config, folder=folder)
        assert [path.name for path in folder.iterdir()] in ([], [".snakemake"])
        found[profile] = jobs(said)
    return found


@pytest.fixture(params=PROFILES)
def plan_of(request, plans):
    """The jobs of one profile."""
    return plans[request.param]
