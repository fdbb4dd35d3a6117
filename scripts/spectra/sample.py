"""Spectra of finite networks with one kind of weights, on one grid.

Networks are drawn in blocks, which lie beside the artifact (``OUT`` without its suffix). A block on
disk is kept if it is what would be drawn again: same seed, network, width, replicates and code.
Each network has a random stream of its own, so blocks never change numbers.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from freewidth.errors import InvalidInputError
from freewidth.network import Network, shifted
from freewidth.rng import stream
from freewidth.sample import spectra
from scripts import _options, artifact
from scripts._step import run
from scripts.spectra.grids import DEPENDENCES, Architecture, Sizes

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
    found = spectra(
        source, width, streams, independent=dependence != "true", floor=FLOOR, device=device
    )
    return {"eigenvalues": found.eigenvalues, "method": found.methods, "floor": found.floors}


def keep(
    path: Path, net: Network, dependence: str, width: int, number: int, replicates: range, **made
) -> NDArray:
    """Eigenvalues of the block at ``path``, drawn if need be; ``made``: seed, code, device."""
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
    found = kept(path, params)
    if found is None:
        found = draw(net, dependence, width, replicates, made["seed"], made["device"])
        artifact.save(path, params, **found)
    return found["eigenvalues"]


def kept(path: Path, params: Mapping) -> dict | None:
    """The arrays of the file if it is whole and was made with exactly these parameters."""
    try:
        seen, arrays = artifact.load(path)
    except (FileNotFoundError, InvalidInputError):
        return None
    return arrays if seen == params else None


def gather(given: Namespace, folder: Path) -> dict[str, NDArray]:
    """Eigenvalues of all networks, shape (networks, n_L), by ``DEPENDENCE/ACTIVATION/L3/n128``."""
    gathered = {}
    networks = product(given.dependences, given.activations, given.architecture.networks)
    for dependence, activation, network in networks:
        net = Network(given.ensemble, activation, **network)
        rows: dict[int, list] = {width: [] for width, _ in given.sizes.widths}
        for width, block in _blocks(given, folder, dependence, net):
            rows[width].append(block)
        for width, parts in rows.items():
            gathered[f"{dependence}/{activation}/L{net.depth}/n{width}"] = np.concatenate(parts)
    return gathered


def _blocks(given, folder, dependence, net) -> Iterator[tuple[int, NDArray]]:
    made = {"seed": given.seed, "code": given.code[net.activation], "device": given.device}
    for width, number, replicates in given.sizes.blocks():
        path = folder / dependence / net.activation / f"L{net.depth}-n{width}-b{number}.npz"
        yield width, keep(path, net, dependence, width, number, replicates, **made)


def options(words: Sequence[str]) -> Namespace:
    """What the command line asks for."""
    parser = ArgumentParser(prog="python -m scripts.spectra.sample", description=__doc__)
    parser.add_argument("out", type=Path, help="the artifact to write")
    parser.add_argument("--grid", required=True, help="name of the grid, for the record")
    parser.add_argument("--ensemble", required=True)
    parser.add_argument("--activations", nargs="+", required=True)
    parser.add_argument("--dependences", nargs="+", choices=DEPENDENCES, required=True)
    parser.add_argument("--seed", type=int, required=True, help="master seed")
    parser.add_argument("--device", default="cpu", help="where matrices are multiplied and solved")
    parser.add_argument(
        "--code",
        nargs="+",
        required=True,
        metavar="ACTIVATION=DIGEST",
        help="fingerprint of the code that draws; blocks drawn by other code are drawn again",
    )
    _options.add(parser, Architecture)
    _options.add(parser, Sizes)
    given = parser.parse_args(words)
    given.architecture = _options.read(Architecture, given)
    given.sizes = _options.read(Sizes, given)
    given.code = dict(word.partition("=")[::2] for word in given.code)
    if missing := set(given.activations) - given.code.keys():
        parser.error(f"--code has no digest for {', '.join(sorted(missing))}")
    return given


def main(words: Sequence[str]) -> None:
    """Write the spectra of every network, dependence by dependence."""
    given = options(words)
    params = {
        "grid": given.grid,
        "ensemble": given.ensemble,
        "activations": given.activations,
        "dependences": given.dependences,
        "networks": given.architecture.networks,
        "seed": given.seed,
    }
    artifact.save(given.out, params, **gather(given, given.out.with_suffix("")))


if __name__ == "__main__":
    run(main)
