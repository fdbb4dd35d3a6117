"""Checksums of everything that was made, in the format of ``sha256sum``."""

import hashlib
from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from pathlib import Path

from scripts._step import run


def lines(paths: Iterable[str]) -> list[str]:
    """One line per file, sorted by path."""
    return [
        f"{hashlib.sha256(Path(path).read_bytes()).hexdigest()}  {path}"
        for path in sorted(set(paths))
    ]


def main(words: Sequence[str]) -> None:
    """List the files that are named; ``sha256sum --check`` reads the list."""
    parser = ArgumentParser(prog="python -m scripts.publish.manifest", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("files", nargs="+")
    given = parser.parse_args(words)
    given.out.write_text("\n".join(lines(given.files)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    run(main)
