"""Gather blocks of samples: one artifact per case, which knows nothing of blocks."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from freewidth import artifact
from scripts._entry import run
from workflow import plan


def gather(samples: Path, design: plan.Design) -> dict[str, NDArray]:
    """Eigenvalues of all networks of a case, shape (networks, n_L), by the name they get."""
    gathered = {}
    for activation in design.activations:
        for depth in design.depths:
            rows = {width: [] for width, _ in design.widths}
            for width, number, _ in design.blocks():
                path = samples / plan.sample(activation, depth, width, number)
                rows[width].append(artifact.load(path)[1]["eigenvalues"])
            for width, parts in rows.items():
                gathered[f"{activation}/L{depth}/n{width}"] = np.concatenate(parts)
    return gathered


def main(*, grid: str, dependences: list, ensemble: str, design: dict) -> None:
    """Make ``results/spectra`` of an ensemble from its samples."""
    design = plan.Design.of(design)
    for dependence in dependences:
        gathered = gather(plan.folder("samples", grid, dependence) / ensemble, design)
        params = {"dependence": dependence, "ensemble": ensemble, "seed": design.seed}
        path = plan.folder("spectra", grid, dependence) / f"{ensemble}.npz"
        artifact.save(path, params | design.numbers, **gathered)


if __name__ == "__main__":
    run(main)
