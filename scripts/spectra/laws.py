"""Limit laws of the networks of grids: of every kind of weights, of rivals, with small errors.

    python -m scripts.spectra.laws results/laws/main/tanh.npz \\
        --grid main --depths 2 3 --sigma-w2 1.0 --sigma-b2 0.1 --q0 1.0 --rivals shifted

A file holds the laws of one activation with i.i.d. and with Haar weights; those with a further kind
of weights lie in one of their own, ACTIVATION-KIND.npz. What would come out the same is kept.
"""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import starmap
from pathlib import Path

from numpy.typing import NDArray

from freewidth import cache
from freewidth.jacobian import law
from freewidth.network import Network
from freewidth.perturbed import INGREDIENTS
from scripts import _kept, _options, artifact
from scripts._step import run
from scripts.folders import module
from scripts.spectra._kinds import KINDS, representative
from scripts.spectra._rivals import LAWS, OWN, RIVALS, mistaken, perturbed, place
from scripts.spectra.grids import Architecture


@dataclass(frozen=True)
class Solved:
    """What one file holds.

    Attributes:
        activation: of the networks.
        kinds: of their weights.
        architecture: of the networks, beside that.
        rivals: names of laws that each of them is to be told apart from.
        perturbed: ingredients of laws that are solved with errors, too.
    """

    activation: str
    kinds: tuple[str, ...]
    architecture: Architecture
    rivals: tuple[str, ...]
    perturbed: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        path: Path,
        architecture: Architecture,
        rivals: Sequence[str],
        perturbed: Sequence[str] = (),
    ) -> "Solved":
        """What the file of this name holds."""
        activation, _, kind = path.stem.partition("-")
        kinds = (kind,) if kind else KINDS
        return cls(activation, kinds, architecture, tuple(rivals), tuple(perturbed))

    def networks(self) -> Iterator[tuple[str, Network]]:
        """Pairs (place in the artifact, network) of all laws to solve for."""
        for kind in self.kinds:
            for network in self.architecture.networks:
                net = Network(representative(kind), self.activation, **network)
                yield place(kind, net.depth, OWN), net
                wrong = starmap(mistaken, perturbed(net, self.perturbed))
                for other in (*self.rivals, *wrong):
                    yield place(kind, net.depth, other), LAWS[other](net)

    def made(self) -> dict:
        """What it is made from; ensembles of further kinds say which singular values they have."""
        modules = [
            "scripts.spectra.laws",
            module(self.activation, "freewidth/activations"),
            module(self.architecture.bias, "freewidth/biases"),
        ]
        further = [representative(kind) for kind in self.kinds if kind not in KINDS]
        modules += [module(ensemble, "freewidth/ensembles") for ensemble in further]
        words = _options.words(self.architecture)
        others = {"rivals": list(self.rivals), "perturbed": list(self.perturbed)}
        return _kept.made_from(modules, [], architecture=words, **others)

    def save(self, path: Path) -> None:
        """Store every law's arrays under its place, solved unless the cache has them."""
        params = {
            "grid": path.parent.name,
            "activation": self.activation,
            "kinds": self.kinds,
            "networks": self.architecture.networks,
            "rivals": self.rivals,
            "perturbed": self.perturbed,
        }
        meaning = {**self.made(), "activation": self.activation, "kinds": self.kinds}
        artifact.save(path, params, **cache.taken("laws", meaning, self.solved).arrays)

    def solved(self) -> tuple[dict, dict[str, NDArray]]:
        """Nothing to say, and the arrays of all laws; see :meth:`networks`."""
        laws = {name: law(net).arrays() for name, net in self.networks()}
        return {}, {f"{name}{k}": v for name, each in laws.items() for k, v in each.items()}


def options(words: Sequence[str]) -> dict[Path, Solved]:
    """The files that the command line asks for, and what each of them holds."""
    one = ArgumentParser(prog="--grid", usage="--grid NAME [options]", add_help=False)
    one.add_argument("name", metavar="NAME", help="the folder of its files")
    one.add_argument("--rivals", nargs="*", choices=RIVALS, default=[])
    wrong = "also with errors of these"
    one.add_argument("--perturbed", nargs="*", choices=INGREDIENTS, default=[], help=wrong)
    _options.add(one, Architecture)
    parser = ArgumentParser(
        prog="python -m scripts.spectra.laws",
        description=__doc__,
        epilog=f"A grid, as often as there are grids:\n\n{one.format_help()}",
        formatter_class=RawDescriptionHelpFormatter,
    )
    parser.add_argument("out", type=Path, nargs="+", help="results/laws/GRID/ACTIVATION[-KIND].npz")
    first, *rest = _options.sections(words, "--grid")
    outs = parser.parse_args(first).out
    grids = {given.name: given for given in map(one.parse_args, rest)}
    if unknown := sorted({path.parent.name for path in outs} - grids.keys()):
        parser.error(f"no --grid says what networks of {', '.join(unknown)} are")
    return {path: _solved(path, grids[path.parent.name]) for path in outs}


def _solved(path, given):
    return Solved.of(path, _options.read(Architecture, given), given.rivals, given.perturbed)


def main(words: Sequence[str]) -> None:
    """Write every file that is named, unless it would come out the same."""
    for path, solved in options(words).items():
        _kept.keep(path, solved.made(), solved.save)


if __name__ == "__main__":
    run(main)
