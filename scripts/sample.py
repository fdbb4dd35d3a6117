"""Spectra of finite networks, in blocks of networks.

A block on disk is kept if it is what would be drawn again: same seed, network, width, replicates
and code. Each network has a random stream of its own, so blocks never change numbers.
"""

from collections.abc import Mapping
from itertools import product
from pathlib import Path

from freewidth import artifact, simulate
from freewidth.errors import InvalidInputError
from freewidth.network import Network, shifted
from freewidth.rng import stream
from scripts._entry import run
from workflow import plan

FLOOR = 1e-18  # of the largest eigenvalue: far below what any figure shows or statistic sees


def draw(
    net: Network, dependence: str, width: int, replicates: range, seed: int, device: str = "cpu"
) -> dict:
    """Arrays of a block: eigenvalues, shape (len(replicates), n_L), and how each row was found.

    Rows are right down to ``floor`` times their largest eigenvalue, with the ``method`` used.
    """
    source = shifted(net) if dependence == "shifted" else net
    numbers = (net.depth, net.sigma_w2, net.sigma_b2, net.q0, width)
    case = ("spectrum", dependence, net.ensemble, net.activation, *numbers)
    streams = [stream(seed, *case, replicate) for replicate in replicates]
    found = simulate.sample(
        source, width, streams, independent=dependence != "true", floor=FLOOR, device=device
    )
    return {"eigenvalues": found.eigenvalues, "method": found.methods, "floor": found.floors}


def keep(
    path: Path, net: Network, dependence: str, width: int, number: int, replicates: range, **made
) -> None:
    """Leave the block at ``path`` as it is, or draw it; ``made`` is seed, code and device."""
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
    if holds(path, params):
        path.touch()  # newer than what it was checked against
    else:
        arrays = draw(net, dependence, width, replicates, made["seed"], made["device"])
        artifact.save(path, params, **arrays)


def holds(path: Path, params: Mapping) -> bool:
    """Whether the file is whole and was made with exactly these parameters."""
    try:
        return artifact.load(path)[0] == params
    except (FileNotFoundError, InvalidInputError):
        return False


def main(*, grid: str, dependences: list, ensemble: str, design: dict, code: dict) -> None:
    """Make ``results/samples`` of an ensemble; ``code`` is what draws them, by activation."""
    design = plan.Design.of(design)
    for dependence, activation in product(dependences, design.activations):
        samples = plan.folder("samples", grid, dependence) / ensemble
        made = {"seed": design.seed, "code": code[activation], "device": design.device}
        for depth in design.depths:
            net = Network(ensemble, activation, depth, **design.numbers)
            for width, number, replicates in design.blocks():
                path = samples / plan.sample(activation, depth, width, number)
                keep(path, net, dependence, width, number, replicates, **made)


if __name__ == "__main__":
    run(main)
