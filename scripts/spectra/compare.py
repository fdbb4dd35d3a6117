"""Sampled spectra against their limit laws and the laws that rival them.

    python -m scripts.spectra.compare results/compare/main/gaussian.npz \\
        --spectra results/spectra/main/gaussian.npz --laws results/laws/main/*.npz \\
        --rivals main shifted

One file for each ensemble on each grid; one that would come out the same is kept.
"""

from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import product
from pathlib import Path

from freewidth.compare import Comparison, compare
from freewidth.freeprob import Law
from freewidth.network import Network
from scripts import _kept, artifact
from scripts._step import run
from scripts.folders import module
from scripts.spectra import _kinds, _rivals, results

Laws = Mapping[str, Path]  # files of one grid, by their stems


def against(net: Network, laws: Laws, names: Sequence[str]) -> tuple[Law, dict[str, Law]]:
    """The limit law of a network, and its rivals: of other kinds of weights, and those named."""
    net = replace(net, ensemble=_kinds.representative(_kinds.kind_of(net)))  # one law for a kind
    others = {kind: _law(_file(net, laws, kind), net, kind) for kind in _kinds.rivals(net)}
    own = _file(net, laws, _kinds.kind_of(net))
    others |= {name: _law(own, net, of=name) for name in names}
    return _law(own, net), others


def perturbed(net: Network, laws: Laws) -> dict[str, dict[float, Law]]:
    """Its laws with errors, by ingredient and factor: those that were solved."""
    net = replace(net, ensemble=_kinds.representative(_kinds.kind_of(net)))
    path = _file(net, laws, _kinds.kind_of(net))
    found: dict[str, dict[float, Law]] = {}
    for name, factor in _rivals.perturbed(net, _ingredients(path)):
        law = _law(path, net, of=_rivals.mistaken(name, factor))
        found.setdefault(name, {})[factor] = law
    return found


@cache
def _ingredients(path):
    return artifact.parameters(path)["perturbed"]


def _file(net, laws, kind):
    return laws[_kinds.stem(net.activation, kind)]


@lru_cache(maxsize=1024)  # more than a grid has: networks of one kind share them
def _law(path, net, kind=None, of=_rivals.OWN):
    return results.law(path, net, kind, of)


@dataclass(frozen=True)
class Compared:
    """What one file is made from.

    Attributes:
        spectra: the artifact of sampled spectra.
        params: its parameters.
        laws: files of the laws they are compared with.
        rivals: names of rivals beside the laws of other kinds of weights.
    """

    spectra: Path
    params: Mapping
    laws: Laws
    rivals: tuple[str, ...]

    @classmethod
    def of(cls, spectra: Path, laws: Laws, rivals: Sequence[str]) -> "Compared":
        """With those ``laws`` of its grid that spectra are compared with."""
        params = artifact.parameters(spectra)
        kinds = _kinds.compared(params["ensemble"])
        stems = {_kinds.stem(phi, kind) for phi in params["activations"] for kind in kinds}
        return cls(spectra, params, {stem: laws[stem] for stem in sorted(stems)}, tuple(rivals))

    def made(self) -> dict:
        """What it is made from."""
        bias = self.params["networks"][0].get("bias", "gaussian")
        modules = [
            "scripts.spectra.compare",
            module(self.params["ensemble"], "freewidth/ensembles"),
            module(bias, "freewidth/biases"),
        ]
        paths = map(str, (self.spectra, *self.laws.values()))
        return _kept.made_from(modules, paths, rivals=list(self.rivals))

    def comparisons(self) -> Iterator[Comparison]:
        """Every network, all ways to draw D of one after the other."""
        params = self.params
        for activation, network in product(params["activations"], params["networks"]):
            net = Network(params["ensemble"], activation, **network)
            law, others = against(net, self.laws, self.rivals)
            wrong = perturbed(net, self.laws)
            for dependence in params["dependences"]:
                found = results.spectra(self.spectra, dependence, activation, net.depth)
                yield compare(net, found, law, others, dependence, wrong)

    def save(self, path: Path) -> None:
        """Compare, and store."""
        arrays: dict = {}
        names: dict = {}
        for found in self.comparisons():
            key = f"{found.dependence}/{found.net.activation}/L{found.net.depth}"
            names[key] = found.names
            arrays |= {f"{key}/{name}": values for name, values in found.arrays().items()}
        artifact.save(path, {**self.params, "names": names, "rivals": self.rivals}, **arrays)


def options(words: Sequence[str]) -> Namespace:
    """What the command line asks for: ``rivals`` by grid, other files by (grid, stem)."""
    parser = ArgumentParser(
        prog="python -m scripts.spectra.compare",
        description=__doc__,
        formatter_class=RawDescriptionHelpFormatter,
    )
    parser.add_argument("out", nargs="+", type=Path, help="results/compare/GRID/ENSEMBLE.npz")
    parser.add_argument("--spectra", nargs="+", type=Path, required=True, help="one for each")
    parser.add_argument("--laws", nargs="+", type=Path, required=True, help="of all activations")
    parser.add_argument(
        "--rivals",
        nargs="+",
        action="append",
        default=[],
        metavar=("GRID", "NAME"),
        help=f"rivals on a grid, once for each: of {', '.join(_rivals.RIVALS)}",
    )
    given = parser.parse_args(words)
    given.rivals = {grid: names for grid, *names in given.rivals}
    if unknown := sorted(set().union(*given.rivals.values()) - _rivals.RIVALS.keys()):
        parser.error(f"no rival {', '.join(unknown)}; there are {', '.join(_rivals.RIVALS)}")
    given.spectra = {_key(path): path for path in given.spectra}
    if unknown := [str(path) for path in given.out if _key(path) not in given.spectra]:
        parser.error(f"no --spectra of the grid and the name of {', '.join(unknown)}")
    return given


def _key(path):
    return path.parent.name, path.stem


def by_grid(laws: Iterable[Path]) -> dict[str, dict[str, Path]]:
    """Files of laws by grid and stem."""
    found: dict[str, dict[str, Path]] = {}
    for path in laws:
        found.setdefault(path.parent.name, {})[path.stem] = path
    return found


def main(words: Sequence[str]) -> None:
    """Write every file that is named, unless it would come out the same."""
    given = options(words)
    laws = by_grid(given.laws)
    for path in given.out:
        grid = path.parent.name
        found = Compared.of(given.spectra[_key(path)], laws[grid], given.rivals.get(grid, []))
        _kept.keep(path, found.made(), found.save)


if __name__ == "__main__":
    run(main)
