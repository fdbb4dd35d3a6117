"""``python -m benchmarks.scale [PART ...]``: measure, print, and keep the tables."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.scale import cores, cost, large, plans
from benchmarks.tables import Table, measure

PARTS: dict[str, Callable[[], Table]] = {
    "plans": plans.rows,
    "many": partial(plans.rows, 100_000),
    "cores": partial(cores.rows, Path.cwd()),
    "cost": cost.rows,
    "large": large.rows,
}

measure("scale", PARTS, sys.argv[1:] or ["plans", "cores", "cost", "large"])
