"""Measure the parts of a benchmark, print them, and keep the tables."""

import json
import platform
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from benchmarks.sampling.clock import threads

RESULTS = Path(__file__).parent / "results"
Table = Mapping[str, Mapping[str, float]]


def measure(name: str, parts: Mapping[str, Callable[[], Table]], wanted: list[str]) -> None:
    """Measure the parts ``wanted``, all by default, and add them to ``results/NAME.json``."""
    unknown = sorted(set(wanted) - set(parts))
    if unknown:
        sys.exit(f"no part {', '.join(unknown)}; available: {', '.join(parts)}")
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    known = json.loads(path.read_text()) if path.exists() else {}
    for part in wanted or parts:
        table = parts[part]()
        made = {"numpy": np.__version__, "python": platform.python_version(), "threads": threads()}
        known[part] = {"table": table, **made}
        print(f"\n{part} (threads: {threads()})")
        for row, entries in table.items():
            print(f"  {row}")
            for entry, value in entries.items():
                print(f"    {entry:<40} {value:.3g}")
        path.write_text(json.dumps(known, indent=1))
