"""Limit laws of one activation: both kinds of weights, every depth, and the off-by-one rival."""

from collections.abc import Iterator

from freewidth import artifact
from freewidth.network import Network, shifted
from freewidth.theory import law
from scripts._entry import run
from scripts._study import KINDS, representative


def networks(activation: str, depths: list[int], numbers: dict) -> Iterator[tuple[str, Network]]:
    """Pairs (name in the artifact, network) of all laws to solve for."""
    for kind in KINDS:
        for depth in depths:
            net = Network(representative(kind), activation, depth, **numbers)
            yield f"{kind}/L{depth}", net
            yield f"{kind}/L{depth}/shifted", shifted(net)


def main(*, activation: str, depths: list[int], numbers: dict, path: str) -> None:
    """Solve, and store every law's arrays under its name."""
    laws = {name: law(net) for name, net in networks(activation, depths, numbers)}
    arrays = {f"{name}/{k}": v for name, each in laws.items() for k, v in each.arrays().items()}
    artifact.save(path, {"activation": activation, "depths": depths, **numbers}, **arrays)


if __name__ == "__main__":
    run(main)
