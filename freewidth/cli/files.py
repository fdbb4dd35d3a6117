"""Writing an output so that it is either there and whole, or as it was."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

import click

from freewidth.cli.errors import USAGE, failure

STANDARD = Path("-")  # standard input or output
DRAFTS: set[str] = set()  # folders of outputs under way


def writable(path: Path, force: bool) -> None:
    """Refuse at once what would fail after the work is done.

    Raises:
        click.ClickException: the folder is missing or read-only, the path is no file that can be
            written, or the file exists and ``force`` is off.
    """
    if path == STANDARD:
        return
    if not path.parent.is_dir():
        raise failure(f"the folder {path.parent} does not exist", USAGE)
    if path.is_dir():
        raise failure(f"{path} is a folder; name a file in it", USAGE)
    if path.is_symlink() and not path.exists():
        raise failure(f"{path} is a link to nothing; name the file itself", USAGE)
    if path.exists() and not (path.is_file() or is_stream(path)):
        raise failure(f"{path} is no regular file and no stream; name another", USAGE)
    if path.is_file() and not force:
        raise failure(f"{path} exists; use --force to overwrite it", USAGE)
    place = path if in_place(path) else path.parent
    if not os.access(place, os.W_OK):
        raise failure(f"{place} is not writable", USAGE)


def is_stream(path: Path) -> bool:
    """Whether bytes written there flow on: a FIFO, or a character device such as a terminal."""
    mode = path.stat().st_mode
    return stat.S_ISFIFO(mode) or stat.S_ISCHR(mode)


def in_place(path: Path) -> bool:
    """Whether something that must not be replaced has this name: a link, or no regular file."""
    return path.is_symlink() or (path.exists() and not path.is_file())


@contextmanager
def whole(path: Path, force: bool, suffix: str = "") -> Iterator[Path]:
    """A file to write, which becomes ``path`` when the block ends well.

    A regular file is replaced in one step. Into a stream or through a link the bytes are copied,
    and to standard output if ``path`` is "-": what has that name stays what it is. ``suffix`` is
    that of the file to write, if ``path`` has none.
    """
    writable(path, force)
    kept = path == STANDARD or in_place(path)
    folder = mkdtemp(prefix=".freewidth-", dir=None if kept else path.parent)
    DRAFTS.add(folder)
    try:
        draft = Path(folder) / f"draft{path.suffix or suffix}"
        yield draft
        _put(draft, path, force)
    finally:
        rmtree(folder, ignore_errors=True)
        DRAFTS.discard(folder)


def _put(draft, path, force):
    if path == STANDARD:
        with click.open_file("-", "wb") as out:
            out.write(draft.read_bytes())
            out.flush()
        return
    writable(path, force)  # it may have appeared meanwhile
    if in_place(path):
        path.write_bytes(draft.read_bytes())
    else:
        os.replace(draft, path)


def discard() -> None:
    """Remove what is half written, when the process has to end at once."""
    for folder in tuple(DRAFTS):
        rmtree(folder, ignore_errors=True)
