"""How a step of the workflow is run, and how its computing time is counted.

A step is a module with ``main(words)``, run as ``python -m scripts.STUDY.STEP WORDS``: named
options, so that a person can run it by hand (``--help`` says which). What passes inside ``main``
counts as computation, except for what :func:`load` imports and for seconds that ``main`` returns as
idle (a kernel starts); nor do starting Python and imports count.
"""

import json
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from time import perf_counter
from types import ModuleType

from freewidth.errors import InvalidInputError

LOADING = [0.0]  # seconds spent importing inside main


def run(main: Callable[[Sequence[str]], float | None]) -> None:
    """Call ``main`` with the words of the command line and tell the clock how long it computed.

    Input that the library refuses, and files that are not there, end the program with one line.
    """
    start = perf_counter()
    spec = sys.modules["__main__"].__spec__
    step = spec.name.removeprefix("scripts.") if spec else Path(sys.argv[0]).stem
    try:
        idle = main(sys.argv[1:]) or 0.0
    except (InvalidInputError, FileNotFoundError) as error:  # of the person who called
        sys.exit(f"{step}: {error}")
    tick(step, perf_counter() - start - idle - LOADING[0], reused())


def load(module: str) -> ModuleType:
    """Import what only the command line tells, without counting it as computation."""
    start = perf_counter()
    found = import_module(module)
    LOADING[0] += perf_counter() - start
    return found


def reused() -> int:
    """How many pieces came from the cache, which is kept to its limit now."""
    cache = sys.modules.get("freewidth.cache")  # no step that uses it has not loaded it
    kept = cache.current() if cache else None
    if kept is None:
        return 0
    kept.end()
    return kept.taken


def tick(step: str, seconds: float, taken: int = 0) -> None:
    """Append to the file FREEWIDTH_CLOCK names, if any; one short write, whole even in parallel."""
    clock = os.environ.get("FREEWIDTH_CLOCK")
    if clock:
        line = {"step": step, "seconds": round(seconds, 4), "taken": taken}
        with Path(clock).open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
    more = f", {taken} pieces from the cache" if taken else ""
    print(f"{step}: {seconds:.2f} s of computation{more}")
