# The configuration, checked; the plan that follows from it; what every step finds in its environment.

import hashlib
import json
import os
import sys
from pathlib import Path

from snakemake.logging import logger
from snakemake.utils import validate

sys.path.insert(0, workflow.basedir)

from workflow import experiments, grids, hessians, plan
from workflow.clock import Clock
from workflow.fingerprint import fingerprint
from workflow.numerics import pinned

validate(config, f"{workflow.basedir}/config/schema.yaml")

GRIDS = grids.grids(config)
# By family: all that its figures and notebooks read, and the registry entries they show.
READS = {}
ENTRIES = {}
STUDIES = {}  # by family of claims, the paths its study is read from: stages add theirs
CLOCK = Clock(Path(".snakemake/clock"))

# What every step finds in its environment: here rather than in the commands, so that these say
# nothing about the machine.
os.environ |= pinned()
os.environ |= {
    "PYTHONPATH": workflow.basedir,
    "PYTHONHASHSEED": "0",
    "FREEWIDTH_PYTHON": sys.executable,
    "FREEWIDTH_CLOCK": str(CLOCK.path),
}


def job(**arguments):
    """The keyword arguments of a step's main(), as the one argument of its command line."""
    return json.dumps(arguments, sort_keys=True)


def contents(pattern):
    """A digest of files that are used as text, comments and all."""
    paths = sorted(Path(workflow.basedir).glob(pattern))
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()[
        :16
    ]


def code(script, *entries):
    """What a step does: its script, and the entries of registries that it uses."""
    return fingerprint(
        f"scripts.{script}", *(f"freewidth.{entry}" for entry in entries)
    )


onsuccess:
    logger.info(CLOCK.line(CLOCK.report(Path("results/timing.json"), workflow.cores)))


onerror:
    CLOCK.report(Path("results/timing.json"), workflow.cores)
