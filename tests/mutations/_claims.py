"""Which claims notice a mutation: a finished quick run, made again as far as the error reaches.

The workflow knows what depends on which source, so that it samples, solves and judges again what
the mutation concerns and nothing else.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.mutations._data import Mutation

LEFT_OUT = {".git", ".venv", "figures", "logs"}  # of the folder: nothing is judged by them
WORKFLOW = ("-m", "snakemake", "--configfile", "config/quick.yaml")
PROFILE = ("--workflow-profile", "workflow/profiles/default")
LONGEST = 1200  # seconds: a whole quick run takes two minutes on two cores
NONE = "no verdict"  # some step fails: the error is noticed before there is anything to judge


def verdicts(folder: Path) -> dict[str, str]:
    """Claim -> verdict, of the findings in a checkout."""
    paths = sorted(folder.glob("results/claims/*/*.json"))
    return {path.stem: json.loads(path.read_text(encoding="utf-8"))["verdict"] for path in paths}


def others(mutation: Mutation, finished: Path) -> Mapping[str, str]:
    """Claim -> verdict with the mutation, where it is another one than in the ``finished`` run.

    Raises:
        ValueError: the folder holds no findings, or other sources than those of this checkout.
    """
    before = verdicts(finished)
    if not before:
        raise ValueError(f"{finished} has no results/claims: make a quick run there first")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "run"
        shutil.copytree(finished, folder, ignore=_left_out(finished), symlinks=True)
        path = folder / mutation.file
        path.write_text(mutation.applied(path.read_text(encoding="utf-8")), encoding="utf-8")
        failed = _made_again(folder)
        after = dict.fromkeys(before, NONE) | verdicts(folder) | dict.fromkeys(failed, NONE)
    return {claim: verdict for claim, verdict in after.items() if verdict != before[claim]}


def _left_out(top):
    return lambda folder, names: LEFT_OUT & set(names) if Path(folder) == top else set()


def _made_again(folder) -> list[str]:
    """Make all findings; the names of those that could not be made since a step failed."""
    targets = sorted(str(p.relative_to(folder)) for p in folder.glob("results/claims/*/*.json"))
    if _snakemake(folder, *targets).returncode == 0:
        return []
    left = _snakemake(folder, "--dry-run", *targets).stdout
    return [Path(target).stem for target in targets if target in left]


def _snakemake(folder, *words):
    return subprocess.run(
        [sys.executable, *WORKFLOW, *PROFILE, *words],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder / "workflow" / "plugins")},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=LONGEST,
    )
