"""``python -m benchmarks.sampling [PART ...]``: measure, print, and keep the tables."""

import sys

from benchmarks.sampling import accuracy, limit, peers, quadrature, small
from benchmarks.tables import measure

PARTS = {
    "limit": limit.rows,
    "memory": limit.memory,
    "small": small.rows,
    "accuracy": accuracy.rows,
    "quadrature": quadrature.rows,
    "peers": peers.rows,
}

measure("sampling", PARTS, sys.argv[1:])
