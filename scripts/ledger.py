"""What was made here, and what it was when it was made: a checksum for every file, and the gate.

Whoever makes a file under ``results`` or ``figures`` enters it into the ledger beside them,
``results/made.sha256`` (a line for a file, as ``sha256sum`` writes it; of several the last counts).
Whoever reads one asks for it through :func:`trusted`, which refuses what is not as it was entered
or says of itself that it belongs elsewhere. Files under neither folder are nobody's here: they are
not entered, and read as they are.

Only the standard library is used, so that files can be looked at where nothing is installed.
"""

import hashlib
import json
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from freewidth.errors import InvalidInputError

NAME = "results/made.sha256"
HOMES = ("results", "figures")  # folders that stand beside each other
PARAMS = "params.json"  # member of an artifact that says what it holds
DAMAGE = (zipfile.BadZipFile, EOFError, KeyError, OSError, ValueError, RecursionError)
MISSING, CUT, CHANGED, STRANGE = (
    "missing",
    "cut short",
    "changed since it was made",
    "no step of this workflow entered it",
)
# What the path of an artifact says, from its folder on, and where its parameters say the same.
WORDS = {
    "spectra": ("grid", "ensemble"),
    "compare": ("grid", "ensemble"),
    "laws": ("grid", "activation"),
    "finite": ("experiment",),
}
ENDS = {".png": b"IEND\xaeB`\x82", ".html": b"</html>", ".pdf": b"%%EOF"}  # white space apart


def digest(path: str | Path) -> str:
    """SHA-256 of a file, in hex."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def place(path: str | Path) -> tuple[Path, str] | None:
    """The folder above ``results`` and ``figures``, and the path from there; None elsewhere."""
    parts = Path(path).absolute().parts
    at = max((i for i, part in enumerate(parts[:-1]) if part in HOMES), default=None)
    return None if at is None else (Path(*parts[:at]), "/".join(parts[at:]))


def named(path: str | Path) -> str:
    """What a file is called wherever it lies, as a copy of what is in a bucket does elsewhere.

    The path from the folder above ``results`` and ``figures``; elsewhere the path itself.
    """
    found = place(path)
    return found[1] if found else str(path)


def enter(*paths: str | Path) -> None:
    """Write down what files are now; one short write each, whole even where steps run at once."""
    for path in paths:
        found = place(path)
        if found is not None:
            root, name = found
            line = f"\n{digest(path)}  {name}\n"  # begins a line: the last may have been cut off
            (root / NAME).parent.mkdir(parents=True, exist_ok=True)
            with (root / NAME).open("ab", buffering=0) as file:
                file.write(line.encode())


def entered(root: str | Path) -> dict[str, str]:
    """Checksum by path of all that was made under ``root``; empty if there is no ledger."""
    try:
        text = Path(root, NAME).read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return {}
    return parsed(text)


def parsed(text: str) -> dict[str, str]:
    """Checksum by path of a text as ``sha256sum`` writes it; lines of another form are skipped.

    So are paths that lead out of the folders that the ledger is for.
    """
    lines = (line.partition("  ") for line in text.splitlines())
    return {name: value for value, _, name in lines if len(value) == 64 and _is_inside(name)}


def _is_inside(name: str) -> bool:
    parts = name.split("/")
    return parts[0] in HOMES and len(parts) > 1 and ".." not in parts


def tidy(root: str | Path) -> None:
    """One line for each file, sorted; only while nothing else runs under ``root``."""
    known = entered(root)
    if known:
        path = Path(root, NAME)
        draft = path.with_suffix(".part")
        draft.write_text("".join(f"{v}  {k}\n" for k, v in sorted(known.items())), encoding="utf-8")
        draft.replace(path)


def fault(root: str | Path, name: str, known: Mapping[str, str], seed: int | None = None) -> str:
    """What is wrong with the file ``name`` under ``root``; empty if nothing is.

    ``known`` is the ledger (:func:`entered`), ``seed`` the master seed of the run.
    """
    path = Path(root, name)
    if not path.is_file():
        return MISSING
    if known.get(name) == digest(path):
        return foreign(path, seed)
    return CUT if is_cut(path) else CHANGED if name in known else STRANGE


def is_cut(path: Path) -> bool:
    """Whether a file breaks off before its end, as far as its format shows that."""
    if path.suffix == ".npz":
        return not zipfile.is_zipfile(path)
    if path.suffix in (".json", ".ipynb"):
        return _json(path) is None
    return path.suffix in ENDS and not path.read_bytes().rstrip().endswith(ENDS[path.suffix])


def foreign(path: str | Path, seed: int | None = None) -> str:
    """What an artifact, finding or record says that its path, or the run, does not; or nothing."""
    path = Path(path)
    found = place(path) if path.suffix in (".npz", ".json") else None
    if found is None:
        return ""
    wanted = _words(found[1])
    if not wanted and seed is None:
        return ""
    says = _params(path) if path.suffix == ".npz" else _json(path)
    if not isinstance(says, dict):
        return CUT
    if seed is not None and "seed" in says:
        wanted["seed"] = seed
    other = {key: says.get(key) for key, value in wanted.items() if says.get(key) != value}
    return "; ".join(f"says {key} {_short(v)}, not {wanted[key]}" for key, v in other.items())


def _short(value: object) -> str:
    return json.dumps(value)[:60]


def _words(name: str) -> dict[str, Any]:
    """What a file's path says it is, by the names of parameters."""
    home, *folders, last = Path(name).parts
    stem = Path(last).stem
    if home != "results" or not folders:
        return {}
    stage, suffix = folders[0], Path(last).suffix
    if suffix == ".json":
        return {"name": stem.partition("-")[0]} if stage in ("claims", "notebooks") else {}
    given = [*folders[1:], stem.partition("-")[0] if stage == "laws" else stem]
    keys = WORDS.get(stage, ())
    if stage == "hessians":
        return {"name": stem}
    return dict(zip(keys, given, strict=True)) if len(keys) == len(given) else {}


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):  # nested without end: not ours
        return None


def _params(path: Path) -> Any:
    try:
        with zipfile.ZipFile(path) as archive:
            return json.loads(archive.read(PARAMS))
    except DAMAGE:
        return None


def trusted(path: str | Path) -> Path:
    """The path, if the file is what was entered, or lies where there is no ledger.

    Raises:
        FileNotFoundError: there is no such file.
        InvalidInputError: it is not; the message names it and says why.
    """
    path, found = Path(path), place(path)
    state = path.stat()
    if found is not None and (why := _looked_at(*found, state.st_mtime_ns, state.st_size)):
        raise InvalidInputError(f"{path}: {why}; `python3 reproduce.py` makes it again")
    return path


@cache  # a step reads a file more than once
def _looked_at(root: Path, name: str, _mtime: int, _size: int) -> str:
    why = fault(root, name, _remembered(root))
    if why in (CUT, CHANGED, STRANGE):  # entered since, or there is no ledger
        _remembered.cache_clear()
        known = _remembered(root)
        why = fault(root, name, known) if known else foreign(root / name)
    return why


_remembered = cache(entered)


def read_json(path: str | Path) -> Any:
    """What a JSON file holds, if it is to be trusted.

    Raises:
        FileNotFoundError: there is no such file.
        InvalidInputError: it is not what was made, or no JSON; the message names it.
    """
    try:
        return json.loads(trusted(path).read_text(encoding="utf-8"))
    except InvalidInputError:
        raise
    except (ValueError, RecursionError) as error:
        raise InvalidInputError(
            f"{path} is no readable JSON ({error}); delete it and run the step that makes it again"
        ) from None
