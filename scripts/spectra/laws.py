"""Limit laws of one activation on one grid: of every kind of weights, and of rivals."""

from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from pathlib import Path

from freewidth.jacobian import law
from freewidth.network import Network
from scripts import _options, artifact
from scripts._step import run
from scripts.spectra._kinds import KINDS, representative
from scripts.spectra._rivals import OWN, RIVALS, place
from scripts.spectra.grids import Architecture


def networks(
    activation: str, kinds: Sequence[str], networks: list[dict], rivals: Sequence[str]
) -> Iterator[tuple[str, Network]]:
    """Pairs (place in the artifact, network) of all laws to solve for."""
    for kind in kinds:
        for network in networks:
            net = Network(representative(kind), activation, **network)
            yield place(kind, net.depth, OWN), net
            for rival in rivals:
                yield place(kind, net.depth, rival), RIVALS[rival](net)


def main(words: Sequence[str]) -> None:
    """Solve, and store every law's arrays under its place; see :func:`networks`."""
    parser = ArgumentParser(prog="python -m scripts.spectra.laws", description=__doc__)
    parser.add_argument("out", type=Path, help="the artifact to write")
    parser.add_argument("--activation", required=True)
    parser.add_argument("--kinds", nargs="+", default=KINDS, help="of weights")
    parser.add_argument("--rivals", nargs="*", choices=RIVALS, default=[])
    _options.add(parser, Architecture)
    given = parser.parse_args(words)
    every = _options.read(Architecture, given).networks
    nets = networks(given.activation, given.kinds, every, given.rivals)
    laws = {name: law(net) for name, net in nets}
    arrays = {f"{name}{k}": v for name, each in laws.items() for k, v in each.arrays().items()}
    params = {"activation": given.activation, "networks": every, "rivals": given.rivals}
    artifact.save(given.out, params, **arrays)


if __name__ == "__main__":
    run(main)
