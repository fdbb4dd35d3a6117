"""Sampled spectra of one kind of weights against their limit laws and the laws that rival them."""

from argparse import ArgumentParser
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path

from freewidth.compare import Comparison, compare
from freewidth.freeprob import Law
from freewidth.network import Network
from scripts import artifact
from scripts._step import run
from scripts.spectra import _kinds, _rivals, results


def rivals(net: Network, laws: str | Path, names: Sequence[str]) -> dict[str, Law]:
    """The laws of rival kinds of weights, and those named."""
    others = {kind: results.law(laws, net, kind) for kind in _kinds.rivals(net)}
    return others | {name: results.law(laws, net, of=name) for name in names}


def comparisons(
    params: Mapping, spectra: str | Path, laws: Mapping[str, Path], names: Sequence[str]
) -> Iterator[Comparison]:
    """Every network of an artifact of spectra, all ways to draw D of one after the other.

    ``laws`` are artifacts by activation.
    """
    for activation, network in product(params["activations"], params["networks"]):
        net = Network(params["ensemble"], activation, **network)
        own, others = results.law(laws[activation], net), rivals(net, laws[activation], names)
        for dependence in params["dependences"]:
            found = results.spectra(spectra, dependence, activation, net.depth)
            yield compare(net, found, own, others, dependence)


def main(words: Sequence[str]) -> None:
    """Write the comparisons of all networks."""
    parser = ArgumentParser(prog="python -m scripts.spectra.compare", description=__doc__)
    parser.add_argument("spectra", type=Path, help="what scripts.spectra.sample wrote")
    parser.add_argument("out", type=Path, help="the artifact to write")
    parser.add_argument("--laws", type=Path, nargs="+", required=True, help="of all activations")
    parser.add_argument("--rivals", nargs="*", choices=_rivals.RIVALS, default=[])
    given = parser.parse_args(words)
    params = artifact.parameters(given.spectra)
    laws = {artifact.parameters(path)["activation"]: path for path in given.laws}
    arrays: dict = {}
    names: dict = {}
    for found in comparisons(params, given.spectra, laws, given.rivals):
        key = f"{found.dependence}/{found.net.activation}/L{found.net.depth}"
        names[key] = found.names
        arrays |= {f"{key}/{name}": values for name, values in found.arrays().items()}
    artifact.save(given.out, params | {"names": names, "rivals": given.rivals}, **arrays)


if __name__ == "__main__":
    run(main)
