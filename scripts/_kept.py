"""Files that a step keeps because it would make them again: it makes many, and most do not change.

Beside what is made lies a record (JSON) that says under ``made_from`` what it was made from: the
fingerprint of the code, the digests of the results that it may show, and what else matters.
"""

import hashlib
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from scripts.fingerprint import fingerprint


def made_from(modules: Iterable[str], results: Iterable[str], **rest: object) -> dict:
    """What a file is made from, as data that JSON holds; ``modules`` are dotted names of ours."""
    found = {path: digest(path) for path in sorted(results)}
    return {"code": fingerprint(*modules), "results": found, **rest}


@cache
def digest(path: str) -> str:
    """Sixteen hex digits of a file's SHA-256."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:16]


def kept(record: Path, made: dict, files: Iterable[Path]) -> bool:
    """Whether the record says ``made`` and all ``files`` are there; they then count as new."""
    files = [record, *files]
    try:
        same = json.loads(record.read_text(encoding="utf-8"))["made_from"] == made
    except (OSError, ValueError, KeyError, TypeError):
        return False
    if not same or not all(path.is_file() for path in files):
        return False
    for path in files:
        path.touch()  # newer than what it was checked against
    return True


def write(record: Path, content: dict) -> None:
    """``content`` as JSON."""
    text = json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False)
    record.write_text(text + "\n", encoding="utf-8")
