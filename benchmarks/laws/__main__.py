"""``python -m benchmarks.laws [PART ...]``: measure, print, and keep the tables."""

import sys

from benchmarks.laws import peers, speed
from benchmarks.tables import measure

PARTS = {
    "build": speed.build,
    "depth": speed.depth,
    "lilypads": speed.lilypads,
    "peers": peers.rows,
}

measure("laws", PARTS, sys.argv[1:])
