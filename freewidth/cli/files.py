"""Writing a file so that it is either there and whole, or not there."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from freewidth.cli.errors import USAGE, failure


def writable(path: Path, force: bool) -> None:
    """Refuse at once what would fail after the work is done.

    Raises:
        click.ClickException: the folder is missing, or the file exists and ``force`` is off.
    """
    if not path.parent.is_dir():
        raise failure(f"the folder {path.parent} does not exist", USAGE)
    if path.is_dir():
        raise failure(f"{path} is a folder; name a file in it", USAGE)
    if path.exists() and not force:
        raise failure(f"{path} exists; use --force to overwrite it", USAGE)


@contextmanager
def whole(path: Path, force: bool) -> Iterator[Path]:
    """Path of a temporary neighbour that becomes ``path`` when the block ends well."""
    writable(path, force)
    draft = path.with_name(f".{path.stem}-{os.getpid()}{path.suffix}")
    try:
        yield draft
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
