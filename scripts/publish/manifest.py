"""Checksums of everything that was made, in the format of ``sha256sum``."""

from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from pathlib import Path

from scripts._step import run
from scripts.ledger import digest, enter, named, trusted


def lines(paths: Iterable[str]) -> list[str]:
    """One line per file, sorted by path.

    Raises:
        InvalidInputError: a file is not what was made.
    """
    return [f"{digest(trusted(path))}  {named(path)}" for path in sorted(set(paths))]


def main(words: Sequence[str]) -> None:
    """List the files that are named; ``sha256sum --check`` reads the list."""
    parser = ArgumentParser(prog="python -m scripts.publish.manifest", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("files", nargs="+")
    given = parser.parse_args(words)
    given.out.write_text("\n".join(lines(given.files)) + "\n", encoding="utf-8")
    enter(given.out)


if __name__ == "__main__":
    run(main)
