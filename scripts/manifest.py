"""Checksums of everything that was made, in the format of ``sha256sum``."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from scripts._entry import run
from workflow import plan


def lines(paths: Iterable[str]) -> list[str]:
    """One line per file, sorted by path."""
    return [
        f"{hashlib.sha256(Path(path).read_bytes()).hexdigest()}  {path}" for path in sorted(paths)
    ]


def main(*, config: dict, path: str) -> None:
    """List every artifact of a configuration; ``sha256sum --check`` reads the list."""
    Path(path).write_text("\n".join(lines(plan.artifacts(config))) + "\n", encoding="utf-8")


if __name__ == "__main__":
    run(main)
