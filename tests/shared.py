"""What several test processes need, made once: each takes what no other is making.

Module and session fixtures are made anew in every process of pytest-xdist; dear ones go through
here.
"""

import pickle
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from freewidth.cli.new import WHAT, text


def base(tmp_path_factory, worker_id) -> Path:
    """A folder that all processes of one run of the tests have in common."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


def once(folder: Path, jobs: Mapping[str, Callable[[], Any]]) -> dict[str, Any]:
    """Name -> result of every job, made by whichever process comes first.

    First what nobody is making; then what others make is waited for, and made if they failed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for timeout in (0, -1):
        for name, make in jobs.items():
            try:
                with FileLock(folder / f"{name}.lock", timeout=timeout):
                    keep(folder / f"{name}.pickle", make)
            except Timeout:
                continue
    return {name: pickle.loads((folder / f"{name}.pickle").read_bytes()) for name in jobs}


def keep(path: Path, make: Callable[[], Any]) -> None:
    """Store what is made, unless it is there; never half of it."""
    if not path.exists():
        part = path.with_suffix(".part")
        part.write_bytes(pickle.dumps(make()))
        part.replace(path)


def begun(folder):
    """The folder, in which every kind of extension has been begun: ``my_ensemble.py`` and so on."""
    for what in WHAT:
        (folder / f"my_{what}.py").write_text(text(what, f"my_{what}"), encoding="utf-8")
    return folder
