"""Figures as files: a PNG, and a record with its caption beside it."""

import json
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from freewidth import plotting
from scripts import ledger


def keep(path: Path, figure: Figure, caption: str) -> None:
    """Write both, and enter them into the ledger."""
    path.parent.mkdir(parents=True, exist_ok=True)
    plotting.save(figure, path)
    ledger.enter(path)
    write_json(path.with_suffix(".json"), {"caption": caption})


def write_json(path: Path, content: Any) -> None:
    """As text of which equal content gives equal bytes; entered into the ledger."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")
    ledger.enter(path)
