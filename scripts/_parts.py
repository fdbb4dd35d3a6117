"""Artifacts that are put together from parts, each in a file of its own until all are there.

``OUT`` without its suffix is the folder of the parts. When the artifact is written they are
removed, as all is in it; a record in their place says what each part was made with, so that the
next run takes from the artifact what it would make again.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from freewidth.errors import InvalidInputError
from scripts import artifact, ledger

RECORD = "made.json"


@dataclass(frozen=True)
class Earlier:
    """An artifact that was made before.

    Attributes:
        arrays: its arrays, by name.
        said: what each was made with, as :func:`settle` was told.
    """

    arrays: Mapping[str, NDArray]
    said: Mapping[str, Any]

    @classmethod
    def at(cls, path: Path) -> "Earlier":
        """The one at ``path``; one without arrays if none, or no record of it, can be trusted."""
        try:
            record = ledger.read_json(path.with_suffix("") / RECORD)
            _, arrays = artifact.load(path)
            if record["file"] == ledger.digest(path):
                return cls(arrays, record["parts"])
        except (FileNotFoundError, InvalidInputError, KeyError, TypeError):
            pass
        return cls({}, {})

    def rows(self, name: str, made: Any, wanted: range) -> NDArray | None:
        """Those of an array, if they are there and would be made the same, with ``made``."""
        found = self.arrays.get(name)
        if found is None or len(found) < wanted.stop or self.said.get(name) != made:
            return None
        return found[wanted.start : wanted.stop]


def settle(path: Path, said: Mapping[str, Any]) -> None:
    """Say of each part what it was made with, and remove the parts: they are in the artifact."""
    folder = path.with_suffix("")
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"file": ledger.digest(path), "parts": said}, indent=1, sort_keys=True)
    (folder / RECORD).write_text(text + "\n", encoding="utf-8")
    ledger.enter(folder / RECORD)
    for pattern in ("*.npz", ".*.part"):  # parts, and drafts of steps that were killed
        for part in folder.rglob(pattern):
            part.unlink(missing_ok=True)
    for empty in sorted((each for each in folder.rglob("*") if each.is_dir()), reverse=True):
        with suppress(OSError):  # somebody keeps something there
            empty.rmdir()
