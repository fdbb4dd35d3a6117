"""Spectra of one network of a study at all its widths.

Networks are drawn in blocks, which lie in ``blocks/NAME`` beside the folder of the artifact and are
kept: one more width, or more networks, cost only themselves. Each network has a random stream of
its own, named by what it is, so that neither blocks nor names in the study change numbers.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from freewidth.residual_network import ResidualNetwork
from freewidth.rng import stream
from freewidth.sample import residual_eigenvalues, spectra
from scripts import _options, artifact
from scripts._step import run
from scripts.study import architecture
from scripts.study.architecture import Architecture
from scripts.study.inputs import given_input

FLOOR = 1e-18  # of the largest eigenvalue: far below what any figure shows or statistic sees
BLOCK = 50  # networks of a file


@dataclass(frozen=True)
class Sizes:
    """How many networks are drawn.

    Attributes:
        widths: pairs (n_0, number of networks).
    """

    widths: tuple[tuple[int, ...], ...]

    def blocks(self) -> Iterator[tuple[int, range]]:
        """(width, replicates), block by block."""
        for width, count in self.widths:
            for start in range(0, count, BLOCK):
                yield width, range(start, min(start + BLOCK, count))


def draw(
    net: Architecture, width: int, replicates: range, seed: int, given: NDArray | None
) -> NDArray:
    """Sorted eigenvalues of J J^T, shape (len(replicates), n_L)."""
    words = [word for word in net.words if word != net.input]
    streams = [stream(seed, "study", *words, width, replicate) for replicate in replicates]
    network = net.network
    if isinstance(network, ResidualNetwork):
        return np.concatenate([residual_eigenvalues(network, width, rng) for rng in streams])
    return spectra(network, width, streams, net.at(width, given), floor=FLOOR).eigenvalues


def block(given: Namespace, path: Path, width: int, replicates: range) -> NDArray:
    """Eigenvalues of the block at ``path``, drawn unless they lie there."""
    numbers = given_input(given.net)
    params = {
        "network": given.net.data,
        "input": None if numbers is None else numbers.tolist(),
        "width": width,
        "replicates": [replicates.start, replicates.stop],
        "seed": given.seed,
        "code": given.code,
    }

    def drawn():
        return {"eigenvalues": draw(given.net, width, replicates, given.seed, numbers)}

    return artifact.kept(path, params, "spectra", drawn)["eigenvalues"]


def gather(given: Namespace) -> dict[str, NDArray]:
    """Eigenvalues of all networks, shape (networks, n_L), by ``n128``."""
    folder = given.out.parent.parent / "blocks" / given.out.name.removesuffix(".npz")
    rows: dict[str, list[NDArray]] = {}
    for width, replicates in given.sizes.blocks():
        path = folder / f"n{width}-{replicates.start}.npz"
        rows.setdefault(f"n{width}", []).append(block(given, path, width, replicates))
    return {name: np.concatenate(parts) for name, parts in rows.items()}


def options(words: Sequence[str]) -> Namespace:
    """What the command line asks for."""
    parser = ArgumentParser(prog="python -m scripts.study.sample", description=__doc__)
    parser.add_argument("out", type=Path, help="results/spectra/NAME.npz")
    parser.add_argument("--seed", type=int, required=True, help="master seed")
    parser.add_argument("--code", required=True, help="fingerprint; blocks of another are redrawn")
    architecture.add(parser)
    _options.add(parser, Sizes)
    given = parser.parse_args(words)
    given.net, given.sizes = architecture.read(given), _options.read(Sizes, given)
    return given


def main(words: Sequence[str]) -> None:
    """Write the spectra of every width."""
    given = options(words)
    params = {"network": given.net.data, "label": given.net.label, "seed": given.seed}
    artifact.save(given.out, params, **gather(given))


if __name__ == "__main__":
    run(main)
