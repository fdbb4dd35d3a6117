"""Trained networks: their spectra, what was fitted to them, and sampled matrices as controls."""

from freewidth import artifact
from freewidth.claims._trained import TrainedStudy
from scripts.trials import load, snapshots


def study(runs: list[str], trials: list[str], sweep: str, sampled: str) -> TrainedStudy:
    """All paths of artifacts."""
    return TrainedStudy(
        snapshots=[shot for path in runs for shot in snapshots(path)],
        trials=[trial for path in trials for trial in load(path)],
        sweep=snapshots(sweep),
        sampled=artifact.load(sampled)[1],
    )
