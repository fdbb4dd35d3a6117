"""What every step of a workflow finds in its environment.

Here rather than in the commands, so that these say nothing about the machine. ``python`` in a
command is the one that runs Snakemake.
"""

import os
import sys
from importlib import import_module
from pathlib import Path

from snakemake.exceptions import WorkflowError

from workflow.clock import Clock
from workflow.numerics import pinned


def surroundings(root: Path, clock: Clock) -> dict[str, str]:
    """Variables of a step: ``root`` is the repository, ``clock`` asks how long it took.

    Raises:
        WorkflowError: the cache that the environment names is none.
    """
    if os.environ.get("FREEWIDTH_CACHE"):
        cache = import_module("freewidth.cache")  # with NumPy: only where it is wanted
        try:
            cache.current()
        except ValueError as error:
            raise WorkflowError(f"the cache: {error}") from None
    kept = os.environ.get("FREEWIDTH_OUTLINES") or str(Path(".snakemake/outlines").absolute())
    return pinned() | {
        "PATH": os.pathsep.join([os.path.dirname(sys.executable), *os.get_exec_path()]),
        "PYTHONPATH": str(root),
        "PYTHONHASHSEED": "0",
        "FREEWIDTH_BEGUN": str(clock.begun),
        "FREEWIDTH_CLOCK": str(clock.path),
        "FREEWIDTH_OUTLINES": kept,
    }
