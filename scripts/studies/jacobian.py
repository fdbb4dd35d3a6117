"""Jacobian spectra: all comparisons of all grids."""

import json
from pathlib import Path

from claims import Study
from scripts import _study


def study(compared: dict[str, dict[str, list[str]]]) -> Study:
    """``compared`` lists the artifacts by grid and dependence."""
    return {
        (grid, comparison.net.ensemble, activation, depth, dependence): comparison
        for grid, by_dependence in compared.items()
        for dependence, paths in by_dependence.items()
        for path in paths
        for activation, depth, comparison in _study.comparisons(path)
    }


def find(root: Path) -> Study:
    """The same from the folder ``results``."""
    index = json.loads((root / "compare" / "index.json").read_text(encoding="utf-8"))
    return study(
        {
            grid: {d: [str(root.parent / path) for path in paths] for d, paths in some.items()}
            for grid, some in index.items()
        }
    )
