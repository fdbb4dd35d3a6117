"""Write down where things lie, for readers that must not be told by the command line."""

import json
from pathlib import Path

from scripts._entry import run


def main(*, content: dict, path: str) -> None:
    """``content`` as JSON."""
    Path(path).write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    run(main)
