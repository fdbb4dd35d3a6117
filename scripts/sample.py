"""Spectra of finite networks, in blocks of networks.

A block on disk is kept if it is what would be drawn again: same seed, network, width, replicates
and code. Each network has a random stream of its own, so blocks never change numbers.
"""

from collections.abc import Mapping
from itertools import product
from pathlib import Path

from freewidth.errors import InvalidInputError
from freewidth.network import Network, shifted
from freewidth.rng import stream
from freewidth.sample import sample as draw_spectra
from scripts import artifact
from scripts._entry import run
from workflow.grids import Design, folder, sample

FLOOR = 1e-18  # of the largest eigenvalue: far below what any figure shows or statistic sees


def draw(
    net: Network, dependence: str, width: int, replicates: range, seed: int, device: str = "cpu"
) -> dict:
    """Arrays of a block: eigenvalues, shape (len(replicates), n_L), and how each row was found.

    Rows are right down to ``floor`` times their largest eigenvalue, with the ``method`` used.
    """
    source = shifted(net) if dependence == "shifted" else net
    special = (*(net.widths or ()), *((net.bias,) if net.bias != "gaussian" else ()))
    numbers = (net.depth, net.sigma_w2, net.sigma_b2, net.q0, *special, width)
    case = ("spectrum", dependence, net.ensemble, net.activation, *numbers)
    streams = [stream(seed, *case, replicate) for replicate in replicates]
    found = draw_spectra(
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
        "ratios": net.widths,
        "bias": net.bias,
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


def main(*, cases: list[dict], designs: dict[str, dict]) -> None:
    """Make ``results/samples`` of some cases: grid, dependence, ensemble, and the code that draws
    them by activation. ``designs`` are those of the grids.
    """
    for case in cases:
        design = Design.of(designs[case["grid"]])
        samples = folder("samples", case["grid"], case["dependence"]) / case["ensemble"]
        for activation, network in product(design.activations, design.networks):
            net = Network(case["ensemble"], activation, **network)
            code = case["code"][activation]
            made = {"seed": design.seed, "code": code, "device": design.device}
            for width, number, replicates in design.blocks():
                path = samples / sample(activation, net.depth, width, number)
                keep(path, net, case["dependence"], width, number, replicates, **made)


if __name__ == "__main__":
    run(main)
