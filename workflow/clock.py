"""How much of a run was computation, and how much was everything else.

.. math:: \\text{share} = 1 - \\frac{\\sum_{\\text{jobs}} t_{\\text{computing}}}
    {t_{\\text{wall}} \\cdot \\text{cores}}

Computing is what passes inside the steps' ``main`` (see ``scripts/_entry.py``), by the wall clock,
one core each. All else counts as overhead: Snakemake's own start and planning, starting Python,
imports, starting kernels, and cores that idle because nothing can run. The wall time is that of the
Snakemake process, from its start to its last job.
"""

import json
import os
import time
from collections import defaultdict
from pathlib import Path

import psutil


class Clock:
    """Collects what the steps of one run of Snakemake report."""

    def __init__(self, folder: Path):
        """The steps append lines to ``path``, which belongs to this process alone."""
        self.path = folder.absolute() / f"{os.getpid()}.jsonl"
        self.begun = psutil.Process().create_time()
        folder.mkdir(parents=True, exist_ok=True)

    def report(self, path: Path, cores: int) -> dict:
        """Write the account of the run to ``path``; a run without jobs leaves it as it is."""
        account = summary(self._lines(), time.time() - self.begun, cores)
        self.path.unlink(missing_ok=True)
        if account["jobs"]:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(account, indent=2) + "\n")
        return account

    @staticmethod
    def line(account: dict) -> str:
        """The account in one line."""
        return (
            f"Computed {account['computing_seconds']:.0f} s in {account['wall_seconds']:.0f} s on "
            f"{account['cores']} cores: {account['share_not_computing']:.0%} of that was overhead."
            + f" {account['taken']} pieces came from the cache."
            * (account["taken"] > 0)
        )

    def _lines(self):
        if not self.path.exists():
            return []
        return [json.loads(line) for line in self.path.read_text().splitlines()]


def summary(lines: list[dict], wall: float, cores: int) -> dict:
    """Seconds by step, and the share of ``wall * cores`` that was not computation."""
    steps: dict[str, dict] = defaultdict(lambda: {"jobs": 0, "seconds": 0.0})
    for line in lines:
        steps[line["step"]]["jobs"] += 1
        steps[line["step"]]["seconds"] += line["seconds"]
    computing = sum(step["seconds"] for step in steps.values())
    return {
        "cores": cores,
        "wall_seconds": round(wall, 2),
        "computing_seconds": round(computing, 2),
        "share_not_computing": round(1 - computing / (wall * cores), 4),
        "jobs": len(lines),
        "taken": sum(line.get("taken", 0) for line in lines),
        "steps": {
            name: {"jobs": step["jobs"], "seconds": round(step["seconds"], 2)}
            for name, step in sorted(steps.items())
        },
    }
