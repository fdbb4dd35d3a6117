"""Memory and time that jobs ask for: what recorded runs took, with room to spare.

``workflow/recorded.json`` has, for each profile and rule, the most that a job took: written by
``python -m workflow.timings`` from Snakemake's benchmark files. A queue that kills a job for want
of either sees it again with twice and three times as much.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from math import ceil, fsum
from pathlib import Path
from typing import Any

from scripts.spectra.grids import Grid

RECORDED = Path(__file__).with_name("recorded.json")
UNKNOWN = {"mem_mb": 600.0, "seconds": 1800.0}  # of what was never timed
SPARE = {"mem_mb": 1.5, "seconds": 6.0}  # other libraries; slower processors, and busy ones
STEP = {"mem_mb": 50, "minutes": 10}  # what is asked for is a multiple
MATRICES = 14  # of the widest layer's size, that sampling one network holds at once
COPIES = 3  # of an artifact while it is put together
FLOPS = 3e10  # a second; of a slow core half that, and sampling takes a quarter of these operations

Asked = Callable[[Any, int], int]


@dataclass(frozen=True)
class Resources:
    """What the jobs of one profile ask for.

    Attributes:
        most: by rule, what a job took at most: ``mem_mb`` and ``seconds``.
    """

    most: Mapping[str, Mapping[str, float]]

    def memory(self, rule: str, least: Callable[[Any], float] = lambda wildcards: 0.0) -> Asked:
        """Megabytes of a job of this rule, as Snakemake asks; ``least`` of its wildcards."""
        return _asked(self._spared(rule, "mem_mb"), least, STEP["mem_mb"])

    def minutes(self, rule: str, least: Callable[[Any], float] = lambda wildcards: 0.0) -> Asked:
        """Minutes of a job, likewise."""
        return _asked(self._spared(rule, "seconds") / 60, least, STEP["minutes"])

    def _spared(self, rule: str, what: str) -> float:
        return SPARE[what] * self.most.get(rule, UNKNOWN)[what]


def _asked(usual: float, least: Callable[[Any], float], step: int) -> Asked:
    """As much again at each attempt, in whole steps."""

    def asked(wildcards: Any, attempt: int) -> int:
        return attempt * step * ceil(max(usual, least(wildcards)) / step)

    return asked


@cache
def of(profile: str) -> Resources:
    """What was recorded of this profile; nothing if there is no such file."""
    try:
        known = json.loads(RECORDED.read_text(encoding="utf-8"))
    except FileNotFoundError:
        known = {}
    return Resources(known.get(profile, {}))


def sampled_megabytes(grid: Grid) -> float:
    """What the widest networks of a grid need, some matrices of their size, and the artifact."""
    numbers = _cases(grid) * fsum(count * width for width, count in grid.sizes.widths)
    artifact = 8e-6 * numbers * _stretch(grid)
    return 200 + MATRICES * 8e-6 * _widest(grid) ** 2 + COPIES * artifact


def sampled_minutes(grid: Grid) -> float:
    """What one of the jobs that share the sampling of an ensemble may take.

    Jobs take blocks in turn: none has more of a width than the number of its blocks over that of
    jobs, rounded up.
    """
    work = 0.0
    for width, count in grid.sizes.widths:
        blocks = _cases(grid) * ceil(count / grid.sizes.block)
        networks = min(count, grid.sizes.block) * ceil(blocks / grid.parts)
        work += networks * (width * _stretch(grid)) ** 3
    return work * (6 * max(grid.architecture.depths) + 10) / FLOPS / 60


def _cases(grid: Grid) -> int:
    """Networks of each width and replicate."""
    return len(grid.activations) * len(grid.dependences) * len(grid.architecture.depths)


def _widest(grid: Grid) -> float:
    return max(width for width, _ in grid.sizes.widths) * _stretch(grid)


def _stretch(grid: Grid) -> float:
    """How much larger than the first the largest layer is."""
    return max((max(row) / row[0] for row in grid.architecture.ratios), default=1.0)
