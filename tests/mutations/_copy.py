"""A copy of the repository's sources, in which one may be wrong; the checkout is never touched."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import cache_from_source
from pathlib import Path

from tests.mutations._data import ROOT, Mutation

NEEDED = (
    "freewidth",
    "claims",
    "scripts",
    "workflow",
    "config",
    "benchmarks",
    "tests",
    "pyproject.toml",
)
LONGEST = 300  # seconds that tests of one mutation may take
PYTEST = ("-m", "pytest", "-x", "-q", "--no-header", "-p", "no:cacheprovider")
FAILED = 1  # pytest's exit status if tests ran and some failed
UNLOADED = 4  # if the tests' own files do not load
REFUSED = "freewidth.errors.InvalidInputError"  # what the package says of a wrong entry, on loading
NAMED = re.compile(r"^(?:FAILED|ERROR) (\S+::.+?)(?: - |$)", re.MULTILINE)


@dataclass(frozen=True)
class Outcome:
    """What pytest said: its exit status, the test that failed if one did, all it wrote, seconds."""

    status: int
    failed: str
    said: str
    seconds: float

    @property
    def caught(self) -> bool:
        """Whether a test failed, or the package itself refused to load what is wrong.

        Rather than passed, was not found or could not be imported.
        """
        refused = self.status == UNLOADED and REFUSED in self.said
        return refused or (self.status == FAILED and bool(self.failed))


class Copy:
    """The sources in ``folder``, which must not exist."""

    def __init__(self, folder: Path):
        self.folder = folder
        folder.mkdir(parents=True)
        for name in NEEDED:
            source = ROOT / name
            copy = shutil.copytree if source.is_dir() else shutil.copy2
            copy(source, folder / name)

    @contextmanager
    def mutated(self, mutation: Mutation) -> Iterator[None]:
        """With the error in its file, which is as it was afterwards."""
        path = self.folder / mutation.file
        right = path.read_text(encoding="utf-8")
        try:
            self._write(path, mutation.applied(right))
            yield
        finally:
            self._write(path, right)

    def test(self, ids: Sequence[str]) -> Outcome:
        """Run these tests, up to the first that fails."""
        start = time.monotonic()
        done = subprocess.run(
            [sys.executable, *PYTEST, *ids],
            cwd=self.folder,
            env=_environment(),
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=LONGEST,
        )
        failed = NAMED.search(done.stdout)
        return Outcome(
            done.returncode,
            failed[1] if failed else "",
            done.stdout,
            time.monotonic() - start,
        )

    @staticmethod
    def _write(path, text):
        """Without bytecode of what stood there before: its time stamp counts whole seconds."""
        path.write_text(text, encoding="utf-8")
        Path(cache_from_source(str(path))).unlink(missing_ok=True)


def _environment():
    """That of this process, without what pytest, its plugins or a path put there."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "PYTHONPATH"))}
    one = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), "1")
    only = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    return kept | one | only
