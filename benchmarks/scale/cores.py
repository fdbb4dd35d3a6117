"""How long a run would take with more cores: its jobs, one core each, as Snakemake hands them out.

Whoever is free takes, of the jobs whose inputs are there, one of the highest priority; among equals
the order is that of the graph. Starting and planning are not counted.
"""

import heapq
from collections.abc import Mapping
from pathlib import Path

from benchmarks.scale.graph import Job, jobs
from benchmarks.tables import Table

CORES = (1, 2, 4, 8, 16, 32, 64)


def rows(folder: Path) -> Table:
    """Seconds and what part of the cores is busy, for several numbers of cores."""
    run = jobs(folder)
    total, longest = sum(job.seconds for job in run.values()), longest_chain(run)
    table = {}
    for cores in CORES:
        wall = finished(run, cores)
        table[f"{cores} cores"] = {
            "seconds": wall,
            "times faster than one": total / wall,
            "busy": total / wall / cores,
        }
    return table | {"all": {"jobs": len(run), "computing": total, "longest chain": longest}}


def finished(run: Mapping[int, Job], cores: int) -> float:
    """When the last job ends."""
    waits = {number: set(job.after) for number, job in run.items()}
    next_to = {number: [m for m, job in run.items() if number in job.after] for number in run}
    ready = [(-run[n].priority, n) for n, before in waits.items() if not before]
    heapq.heapify(ready)
    working: list[tuple[float, int]] = []
    now = 0.0
    while ready or working:
        while ready and len(working) < cores:
            _, number = heapq.heappop(ready)
            heapq.heappush(working, (now + run[number].seconds, number))
        now, number = heapq.heappop(working)
        for other in next_to[number]:
            waits[other].remove(number)
            if not waits[other]:
                heapq.heappush(ready, (-run[other].priority, other))
    return now


def longest_chain(run: Mapping[int, Job]) -> float:
    """Seconds of the longest chain of jobs that wait for one another: cores do not shorten it."""
    ends: dict[int, float] = {}

    def end(number: int) -> float:
        if number not in ends:
            job = run[number]
            ends[number] = job.seconds + max(map(end, job.after), default=0.0)
        return ends[number]

    return max(map(end, run))
