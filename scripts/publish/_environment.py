"""What the bits of a result depend on beside the seed: machine, versions, instructions; code."""

import hashlib
import platform
import subprocess
import tomllib
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

import numpy  # noqa: F401 - loads the library that is asked about
from threadpoolctl import threadpool_info

from scripts.fingerprint import ROOT
from scripts.ledger import digest

NAMED = ("numpy", "scipy", "matplotlib")
LOCK = ROOT / "envs/run.lock"
SOURCES = ("claims", "config", "freewidth", "notebooks", "scripts", "workflow")
WRITTEN = {".css", ".j2", ".js", ".py", ".rst", ".smk", ".yaml"}  # of them: not what runs record


class Head(NamedTuple):
    """A commit by its whole name, and whether files differ from it."""

    name: str
    changed: bool


def here() -> dict[str, str]:
    """In words: the same code gives the same bits where all of this is the same."""
    kernels = {each["architecture"] for each in threadpool_info() if "architecture" in each}
    return {
        "machine": f"{platform.system()} {platform.machine()}",
        "C library": " ".join(platform.libc_ver()).strip() or "another",
        "Python": platform.python_version(),
        **{name: metadata.version(name) for name in NAMED},
        "OpenBLAS for": ", ".join(sorted(kernels)) or "unknown",
        "envs/run.lock": digest(LOCK)[:16] if LOCK.exists() else "none",
    }


def code(folder: Path = ROOT) -> str:
    """A digest of all sources: files carry fingerprints of those that they were made by."""
    paths = [path for name in SOURCES for path in (folder / name).rglob("*")]
    written = sorted(path for path in [*paths, folder / "Snakefile"] if _is_source(path))
    found = hashlib.blake2b(digest_size=8)
    for path in written:
        found.update(f"{path.relative_to(folder).as_posix()} {digest(path)}\n".encode())
    return found.hexdigest()


def _is_source(path: Path) -> bool:
    return path.is_file() and (path.suffix in WRITTEN or path.name == "Snakefile")


def version(folder: Path = ROOT) -> str:
    """Of the project, as its own file has it."""
    return tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]["version"]


def commit(folder: Path = ROOT) -> str:
    """The commit that lies in a folder, with a word if files differ from it; "unknown" if none."""
    found = head(folder)
    return found.name + (" with changes" if found.changed else "") if found else "unknown"


def head(folder: Path) -> Head | None:
    """The commit that lies in a folder, None where Git does not say."""

    def git(*words):
        command = ["git", "-C", str(folder), *words]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    try:
        changed = git("status", "--porcelain", "--untracked-files=no")
        return Head(git("rev-parse", "HEAD"), bool(changed))
    except (OSError, subprocess.CalledProcessError):
        return None
