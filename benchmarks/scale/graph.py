"""The jobs of a run, which of them wait for which, and how long each took."""

import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from scripts.fingerprint import ROOT
from workflow.timings import timed

NODE = re.compile(r'^\s*(\d+)\[label = "([^"]*)"')
EDGE = re.compile(r"^\s*(\d+) -> (\d+)")
FIRST = re.compile(r"^rule (\w+):\n(?:(?!rule ).*\n|\n)*? +priority: 1\b", re.MULTILINE)
APART = ("verify", "all")  # what no core is busy with


@dataclass(frozen=True)
class Job:
    """A job of a run.

    Attributes:
        rule: its rule.
        seconds: of computing, start of Python included.
        after: numbers of the jobs that it waits for.
    """

    rule: str
    seconds: float
    after: frozenset[int]

    @property
    def priority(self) -> int:
        """As in ``workflow/rules``; that of ``sample`` is handed on to ``part``."""
        return int({"part": "sample"}.get(self.rule, self.rule) in first())


@cache
def first() -> frozenset[str]:
    """Rules with a priority."""
    files = (ROOT / "workflow" / "rules").glob("*.smk")
    return frozenset(name for path in files for name in FIRST.findall(path.read_text()))


def jobs(folder: Path) -> dict[int, Job]:
    """Of the finished run in a folder, by number.

    Raises:
        SystemExit: there is none.
    """
    settings = folder / "results/config.yaml"
    if not settings.exists():
        sys.exit(f"{folder}: no finished run lies there")
    words = ["--configfile", settings, "--directory", folder, "--forceall", "--dag", "--quiet"]
    done = subprocess.run(
        [sys.executable, "-m", "workflow", *map(str, words)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(done.stderr)
    return read(done.stdout, timed(folder / "benchmarks/results"))


def read(dot: str, times: Mapping[str, Mapping[str, float]]) -> dict[int, Job]:
    """Jobs of a graph in the language of Graphviz; ``times`` are seconds by rule and case."""
    nodes = filter(None, map(NODE.match, dot.splitlines()))
    labels = {int(match[1]): match[2] for match in nodes}
    after: dict[int, set[int]] = {number: set() for number in labels}
    for match in filter(None, map(EDGE.match, dot.splitlines())):
        after[int(match[2])].add(int(match[1]))
    return {n: Job(*_timed(label, times), frozenset(after[n])) for n, label in labels.items()}


def _timed(label: str, times: Mapping[str, Mapping[str, float]]) -> tuple[str, float]:
    rule, *wildcards = label.split("\\n")
    given = dict(pair.split(": ", 1) for pair in wildcards if ": " in pair)
    own = times.get(rule, {})
    case = "-".join(given[name] for name in ("grid", "ensemble", "part") if name in given)
    case = case or next(iter(given.values()), "")
    seconds = own.get(case, next(iter(own.values())) if len(own) == 1 else 0.0)
    if not seconds and rule not in APART:
        sys.exit(f"no time of {rule} {case} was recorded")
    return rule, seconds
