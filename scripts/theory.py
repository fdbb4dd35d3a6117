"""Limit laws: of both kinds of weights, and of the rivals that comparisons are made with."""

from collections.abc import Iterator

from freewidth.jacobian import law
from freewidth.network import Network
from scripts import artifact
from scripts._entry import run
from scripts._study import KINDS, OWN, RIVALS, place, representative


def networks(
    activation: str, networks: list[dict], rivals: list[str]
) -> Iterator[tuple[str, Network]]:
    """Pairs (place in the artifact, network) of all laws to solve for."""
    for kind in KINDS:
        for network in networks:
            net = Network(representative(kind), activation, **network)
            yield place(kind, net.depth, OWN), net
            for rival in rivals:
                yield place(kind, net.depth, rival), RIVALS[rival](net)


def main(*, cases: list[dict]) -> None:
    """Solve, and store every law's arrays under its place; see :func:`networks`."""
    for case in cases:
        path = case.pop("path")
        laws = {name: law(net) for name, net in networks(**case)}
        arrays = {f"{name}{k}": v for name, each in laws.items() for k, v in each.arrays().items()}
        artifact.save(path, case, **arrays)


if __name__ == "__main__":
    run(main)
