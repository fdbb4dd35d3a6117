"""``python -m benchmarks.sampling [PART ...]``: measure, print, and keep the tables."""

import sys
from collections.abc import Callable

from benchmarks.sampling import accuracy, default, limit, peers, quadrature, small
from benchmarks.tables import measure

PARTS: dict[str, Callable[[], dict[str, dict[str, float]]]] = {
    "default": default.rows,
    "limit": limit.rows,
    "memory": limit.memory,
    "small": small.rows,
    "accuracy": accuracy.rows,
    "quadrature": quadrature.rows,
    "peers": peers.rows,
}

measure("sampling", PARTS, sys.argv[1:])
