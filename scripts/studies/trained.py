"""Trained networks: their spectra, what was fitted to them, and sampled matrices as controls."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from claims.hessians._trained import TrainedStudy
from freewidth.stats.fits.trial import Trial
from freewidth.symmetric.trained.lanczos import Quadrature
from freewidth.symmetric.trained.snapshot import Snapshot
from scripts import artifact, lanczos, tables
from scripts.trials import load, snapshots


def study(runs: list[str], trials: list[str], sweep: str, sampled: str) -> TrainedStudy:
    """What claims are judged by; all arguments are paths of artifacts."""
    return TrainedStudy(
        snapshots=[shot for path in runs for shot in snapshots(path)],
        trials=[trial for path in trials for trial in load(path)],
        sweep=snapshots(sweep),
        sampled=artifact.load(sampled)[1],
    )


@dataclass(frozen=True)
class Shelf:
    """What figures and notebooks read, each part when it is asked for.

    Attributes:
        root: the folder ``results``.
        index: where things lie, relative to the folder of ``root``.
    """

    root: Path
    index: Mapping

    def _at(self, path):
        return str(self.root.parent / path)

    @cached_property
    def study(self) -> TrainedStudy:
        """What claims are judged by."""
        paths = self.index["study"]
        places = {k: self._at(v) for k, v in paths.items() if isinstance(v, str)}
        many = {k: [self._at(p) for p in v] for k, v in paths.items() if not isinstance(v, str)}
        return study(**places, **many)

    @cached_property
    def tables(self) -> dict[str, dict]:
        """Solved laws by family and shape."""
        return {name: tables.load(self._at(path)) for name, path in self.index["tables"].items()}

    def lanczos(self, name: str) -> tuple[dict, dict[str, Quadrature]]:
        """Parameters with exact eigenvalues, and quadratures by name."""
        return lanczos.restore(self._at(self.index["lanczos"][name]))

    def runs(self, network: str) -> list[Snapshot]:
        """Snapshots of all runs of one case."""
        return snapshots(self._at(self._named("runs", network)))

    def trials(self, network: str, when: str = "trained") -> dict[str, dict[str, Trial]]:
        """Trials of one case by matrix and family."""
        found: dict[str, dict[str, Trial]] = {}
        for trial in load(self._at(self._named("trials", network))):
            if trial.case["when"] == when:
                found.setdefault(str(trial.case["matrix"]), {})[trial.family] = trial
        return found

    def _named(self, stage, network):
        return next(path for path in self.index["study"][stage] if Path(path).stem == network)


def find(root: Path) -> Shelf:
    """The shelf under the folder ``results``."""
    path = root / "trained" / "index.json"
    return Shelf(root, json.loads(path.read_text(encoding="utf-8")))
