"""``python -m benchmarks.sampling [PART ...]``: measure, print, and keep the tables."""

import json
import platform
import sys
from pathlib import Path

import numpy as np

from benchmarks.sampling import accuracy, limit, peers, quadrature, small
from benchmarks.sampling.clock import threads

PARTS = {
    "limit": limit.rows,
    "memory": limit.memory,
    "small": small.rows,
    "accuracy": accuracy.rows,
    "quadrature": quadrature.rows,
    "peers": peers.rows,
}
RESULTS = Path(__file__).parents[1] / "results" / "sampling.json"


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
                print(f"    {name:<32} {value:.3g}")
        RESULTS.parent.mkdir(parents=True, exist_ok=True)
        RESULTS.write_text(json.dumps(known, indent=1))


main(sys.argv[1:])
