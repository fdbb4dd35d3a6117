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

# glibc asks the system for every large array and gives it back at once; the system fills its pages
# with zeros, one by one, each time. So memory is kept instead and used again: in blocks of up to
# 32 MiB, the most that older versions take. Other C libraries ignore these names.
KEPT = {
    "MALLOC_MMAP_THRESHOLD_": str(2**25),
    "MALLOC_TRIM_THRESHOLD_": str(2**30),
    "MALLOC_TOP_PAD_": str(2**26),
}


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
    own = {
        "PATH": os.pathsep.join([os.path.dirname(sys.executable), *os.get_exec_path()]),
        "PYTHONPATH": str(root),
        "PYTHONHASHSEED": "0",
        "FREEWIDTH_BEGUN": str(clock.begun),
        "FREEWIDTH_CLOCK": str(clock.path),
        "FREEWIDTH_OUTLINES": kept,
    }
    return pinned() | KEPT | own
