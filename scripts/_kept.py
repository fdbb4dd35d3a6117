"""Files that a step keeps because it would make them again: it makes many, and most do not change.

Beside what is made lies a record (JSON). It says under ``made_from`` what it was made from: the
fingerprint of the code, the digests of the results that it may show, and what else matters; and
under ``files`` the digests of what was written, so that a file that was cut off or changed later is
made again.
"""

import json
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from scripts import ledger
from scripts.fingerprint import fingerprint


def made_from(modules: Iterable[str], results: Iterable[str], **rest: object) -> dict:
    """What a file is made from, as data that JSON holds; ``modules`` are dotted names of ours."""
    found = {ledger.named(path): _once(ledger.trusted(path)) for path in sorted(results)}
    return {"code": fingerprint(*modules), "results": found, **rest}


def digest(path: str | Path) -> str:
    """Sixteen hex digits of a file's SHA-256."""
    return ledger.digest(path)[:16]


_once = cache(digest)  # results do not change while a step reads them


def kept(record: Path, made: dict, files: Iterable[Path]) -> bool:
    """Whether ``files`` are what the record says, made from ``made``; they then count as new."""
    files = list(files)
    try:
        found = ledger.read_json(record)
        same = found["made_from"] == made and found["files"] == _digests(files)
    except (OSError, ValueError, KeyError, TypeError):
        return False
    if same:
        for path in (record, *files):
            path.touch()  # newer than what it was checked against
    return same


def write(record: Path, content: dict, made: dict, files: Iterable[Path]) -> None:
    """``content`` as JSON, with what ``files``, which are written already, were made from.

    All are entered into the ledger.
    """
    files = list(files)
    content = content | {"made_from": made, "files": _digests(files)}
    text = json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False)
    record.write_text(text + "\n", encoding="utf-8")
    ledger.enter(*files, record)


def keep(path: Path, made: dict, save: Callable[[Path], None]) -> None:
    """The file at ``path``, with a record of its name beside it: kept, or saved again."""
    record = path.with_suffix(".json")
    if not kept(record, made, [path]):
        save(path)
        write(record, {}, made, [path])


def _digests(files):
    return {path.name: digest(path) for path in files}
