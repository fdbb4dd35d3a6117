"""What a plan of many jobs costs: a grid whose sampling is divided among more and more of them."""

import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.tables import Table
from scripts.fingerprint import ROOT

ENSEMBLES = ["gaussian", "orthogonal", "rademacher", "uniform", "laplace"]
JOBS = (10, 100, 1_000, 10_000, 100_000)


def rows(most: int = 10_000) -> Table:
    """Seconds of a processor and megabytes of dry runs."""
    return {f"{number} jobs": plan(number) for number in JOBS if number <= most}


def plan(number: int) -> dict[str, float]:
    """A dry run of ``number`` jobs that sample, and of what follows them."""
    grids = {"main": {"ensembles": ENSEMBLES, "parts": number // len(ENSEMBLES)}}
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder, "many.yaml")
        given.write_text(json.dumps({"grids": grids}))
        words = ["--configfile", "config/quick.yaml", given, "--directory", folder, "-n", "--quiet"]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [sys.executable, "-m", "workflow", *map(str, words)],
            cwd=ROOT,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"processor seconds": seconds, "megabytes at most, so far": after.ru_maxrss / 1000}
