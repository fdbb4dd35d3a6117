"""Spectra of one network of a study at all its widths.

Networks are drawn in blocks, which lie in a folder beside the artifact until all are in it. What is
in an artifact that lies there is taken from it: one more width, or more networks, cost only
themselves. Each network has a random stream of its own, named by what it is, so that neither
blocks nor names in the study change numbers.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from freewidth import npz
from freewidth.residual_network import ResidualNetwork
from freewidth.rng import stream
from freewidth.sample import residual_eigenvalues, spectra
from scripts import _options, _parts, artifact
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


def described(given: Namespace, width: int) -> dict[str, Any]:
    """All that determines the networks of one width, but how many there are."""
    numbers = given_input(given.net)
    return npz.plain(
        {
            "network": given.net.data,
            "input": None if numbers is None else numbers.tolist(),
            "width": width,
            "seed": given.seed,
            "code": given.code,
        }
    )


def gather(given: Namespace) -> tuple[dict[str, NDArray], dict[str, Any]]:
    """Eigenvalues of all networks, shape (networks, n_L), by ``n128``; what each was made with."""
    earlier = _parts.Earlier.at(given.out)
    rows: dict[str, list[NDArray]] = {}
    now: dict[str, Any] = {}
    for width, replicates in given.sizes.blocks():
        name = f"n{width}"
        now[name] = now.get(name) or described(given, width)
        found = earlier.rows(name, now[name], replicates)
        if found is None:
            found = _block(given, replicates, now[name])
        rows.setdefault(name, []).append(found)
    return {name: np.concatenate(parts) for name, parts in rows.items()}, now


def _block(given: Namespace, replicates: range, made: dict[str, Any]) -> NDArray:
    """Eigenvalues of a block, drawn unless they lie beside the artifact."""
    path = given.out.with_suffix("") / f"n{made['width']}-{replicates.start}.npz"
    params = made | {"replicates": [replicates.start, replicates.stop]}

    def drawn():
        numbers = given_input(given.net)
        return {"eigenvalues": draw(given.net, made["width"], replicates, given.seed, numbers)}

    return artifact.kept(path, params, "spectra", drawn)["eigenvalues"]


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
    arrays, made = gather(given)
    artifact.save(given.out, params, **arrays)
    _parts.settle(given.out, made)


if __name__ == "__main__":
    run(main)
