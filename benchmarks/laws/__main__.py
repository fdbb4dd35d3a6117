"""``python -m benchmarks.laws [PART ...]``: measure, print, and keep the tables."""

import json
import platform
import sys
from pathlib import Path

import numpy as np

from benchmarks.laws import peers, speed
from benchmarks.sampling.clock import threads

PARTS = {
    "build": speed.build,
    "depth": speed.depth,
    "lilypads": speed.lilypads,
    "peers": peers.rows,
}
RESULTS = Path(__file__).parents[1] / "results" / "laws.json"


def main(parts: list[str]) -> None:
    """Measure the parts named, all by default, and add them to what was measured before."""
    unknown = sorted(set(parts) - set(PARTS))
    if unknown:
        sys.exit(f"no part {', '.join(unknown)}; available: {', '.join(PARTS)}")
    known = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    for part in parts or PARTS:
        table = PARTS[part]()
        made = {"numpy": np.__version__, "python": platform.python_version(), "threads": threads()}
        known[part] = {"table": table, **made}
        print(f"\n{part} (threads: {threads()})")
        for row, entries in table.items():
            print(f"  {row}")
            for name, value in entries.items():
                print(f"    {name:<40} {value:.3g}")
        RESULTS.write_text(json.dumps(known, indent=1))


main(sys.argv[1:])
