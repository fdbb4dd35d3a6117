"""Experiments on finite networks: their draws by experiment and case."""

import json
from pathlib import Path

from claims.finite._experiments import Experiments
from freewidth.sample.finite.draws import Draws
from scripts._draws import load


def study(paths: list[str]) -> Experiments:
    """What claims are judged by; ``paths`` are those of all artifacts."""
    found = map(load, paths)
    return {(draws.experiment, draws.case): draws for draws in found}


class Shelf:
    """What figures and notebooks read: ``shelf[experiment]`` holds its draws by case."""

    def __init__(self, root: Path):
        self._root = root.parent
        path = root / "experiments" / "index.json"
        self._index = json.loads(path.read_text(encoding="utf-8"))

    def __getitem__(self, experiment: str) -> dict[str, Draws]:
        paths = self._index[experiment]
        return {case: load(str(self._root / path)) for case, path in paths.items()}

    def study(self, *experiments: str) -> Experiments:
        """The draws of some experiments as claims want them."""
        return {(e, case): draws for e in experiments for case, draws in self[e].items()}


def find(root: Path) -> Shelf:
    """The shelf under the folder ``results``."""
    return Shelf(root)
