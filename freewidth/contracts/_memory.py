"""Which contents of entries passed their checks before: lines of a file in the user's cache."""

import os
import sys
from collections.abc import Iterator, MutableSet
from contextlib import suppress
from pathlib import Path

MOST = 4000  # lines that are kept


def cache() -> Path:
    """The folder for what can be made again: ``$XDG_CACHE_HOME/freewidth``, or as is usual here."""
    usual = "~/Library/Caches" if sys.platform == "darwin" else "~/.cache"
    return Path(os.environ.get("XDG_CACHE_HOME") or usual).expanduser() / "freewidth"


class Passed(MutableSet[str]):
    """Digests, each a line of a file; where it cannot be read or written, nothing is remembered."""

    def __init__(self, fresh: bool = False):
        """What the file says; nothing if ``fresh``, but what passes is written down."""
        self.path = cache() / "contracts"
        lines: list[str] = []
        with suppress(OSError):
            lines = self.path.read_text(encoding="ascii", errors="replace").split()
        self._known = set() if fresh else set(lines[-MOST:])
        if len(lines) > 2 * MOST:
            with suppress(OSError):
                self.path.write_text("".join(f"{line}\n" for line in lines[-MOST:]))

    def __contains__(self, content: object) -> bool:
        return content in self._known

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def add(self, content: str) -> None:
        """Remember it: one short write, whole even where others do the same."""
        self._known.add(content)
        with suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab", buffering=0) as file:
                file.write(f"{content}\n".encode())

    def discard(self, content: str) -> None:
        """Forget it, in this process."""
        self._known.discard(content)
