"""Times of competing functions, taken in turns so that a busy machine slows all of them alike."""

import os
import time
from collections.abc import Callable, Mapping


def race(functions: Mapping[str, Callable[[], object]], rounds: int = 3) -> dict[str, float]:
    """Seconds of processor time, the least over ``rounds`` in which every function runs once.

    With one thread that is the time on an idle machine; with more it adds the threads up.
    """
    best = dict.fromkeys(functions, float("inf"))
    for _ in range(rounds):
        for name, function in functions.items():
            start = time.process_time()
            function()
            best[name] = min(best[name], time.process_time() - start)
    return best


def threads() -> str:
    """What the linear algebra was allowed."""
    return os.environ.get("OPENBLAS_NUM_THREADS", "all")
