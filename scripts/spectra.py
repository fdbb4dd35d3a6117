"""Gather blocks of samples: one artifact per case, which knows nothing of blocks."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scripts import artifact
from scripts._entry import run
from workflow.grids import Design, folder, sample


def gather(samples: Path, design: Design) -> dict[str, NDArray]:
    """Eigenvalues of all networks of a case, shape (networks, n_L), by the name they get."""
    gathered = {}
    for activation in design.activations:
        for depth in design.depths:
            rows = {width: [] for width, _ in design.widths}
            for width, number, _ in design.blocks():
                path = samples / sample(activation, depth, width, number)
                rows[width].append(artifact.load(path)[1]["eigenvalues"])
            for width, parts in rows.items():
                gathered[f"{activation}/L{depth}/n{width}"] = np.concatenate(parts)
    return gathered


def main(*, cases: list[dict], designs: dict[str, dict]) -> None:
    """Make ``results/spectra`` of some cases (grid, dependence, ensemble) from their samples."""
    for case in cases:
        design = Design.of(designs[case["grid"]])
        samples = folder("samples", case["grid"], case["dependence"]) / case["ensemble"]
        path = folder("spectra", case["grid"], case["dependence"]) / f"{case['ensemble']}.npz"
        artifact.save(path, case | {"seed": design.seed}, **gather(samples, design))


if __name__ == "__main__":
    run(main)
