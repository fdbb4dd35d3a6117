"""Spectra of the networks of one case, in blocks of networks, and all of them gathered.

A block on disk is kept if it is what would be drawn again: same seed, network, width, replicates
and code. Each network has a random stream of its own, so blocks never change numbers.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from freewidth import artifact, simulate
from freewidth.errors import InvalidInputError
from freewidth.network import Network, shifted
from freewidth.rng import stream
from scripts._entry import run
from workflow import plan

FLOOR = 1e-18  # of the largest eigenvalue: far below what any figure shows or statistic sees


def draw(net: Network, dependence: str, width: int, replicates: range, seed: int) -> dict:
    """Arrays of a block: eigenvalues, shape (len(replicates), n_L), and how each row was found.

    Rows are right down to ``floor`` times their largest eigenvalue, with the ``method`` used.
    """
    source = shifted(net) if dependence == "shifted" else net
    numbers = (net.depth, net.sigma_w2, net.sigma_b2, net.q0, width)
    case = ("spectrum", dependence, net.ensemble, net.activation, *numbers)
    streams = [stream(seed, *case, replicate) for replicate in replicates]
    found = simulate.sample(source, width, streams, independent=dependence != "true")
    return {"eigenvalues": found.eigenvalues, "method": found.methods, "floor": found.floors}


def stored(path: Path, params: Mapping) -> NDArray | None:
    """The eigenvalues in a block made with exactly these parameters, or None."""
    try:
        found, arrays = artifact.load(path)
    except (FileNotFoundError, InvalidInputError):
        return None
    return arrays.get("eigenvalues") if found == params else None


def block(
    path: Path, net: Network, dependence: str, width: int, number: int, replicates: range, **made
) -> NDArray:
    """Eigenvalues of one block, kept or drawn and written; ``made`` holds its seed and code."""
    params = {
        "dependence": dependence,
        "ensemble": net.ensemble,
        "activation": net.activation,
        "depth": net.depth,
        "sigma_w2": net.sigma_w2,
        "sigma_b2": net.sigma_b2,
        "q0": net.q0,
        "width": width,
        "block": number,
        "replicates": [replicates.start, replicates.stop],
        **made,
    }
    values = stored(path, params)
    if values is None:
        arrays = draw(net, dependence, width, replicates, made["seed"])
        artifact.save(path, params, **arrays)
        return arrays["eigenvalues"]
    path.touch()  # newer than what it was checked against
    return values


def case(folder: Path, dependence: str, ensemble: str, design: plan.Design, code: dict) -> dict:
    """Eigenvalues of all networks of a case, shape (networks, n_L), by the name they get."""
    gathered = {}
    for activation in design.activations:
        made = {"seed": design.seed, "code": code[activation]}
        for depth in design.depths:
            net = Network(ensemble, activation, depth, **design.numbers)
            rows = {width: [] for width, _ in design.widths}
            for width, number, replicates in design.blocks():
                path = folder / plan.sample(activation, depth, width, number)
                rows[width].append(block(path, net, dependence, width, number, replicates, **made))
            for width, parts in rows.items():
                gathered[f"{activation}/L{depth}/n{width}"] = np.concatenate(parts)
    return gathered


def main(*, grid: str, dependences: list, ensemble: str, design: dict, code: dict) -> None:
    """Make ``results/samples`` and ``results/spectra`` of an ensemble; ``code`` by activation."""
    design = plan.Design.of(design)
    for dependence in dependences:
        samples = plan.folder("samples", grid, dependence) / ensemble
        gathered = case(samples, dependence, ensemble, design, code)
        params = {"dependence": dependence, "ensemble": ensemble, "seed": design.seed}
        path = plan.folder("spectra", grid, dependence) / f"{ensemble}.npz"
        artifact.save(path, params | design.numbers, **gathered)


if __name__ == "__main__":
    run(main)
