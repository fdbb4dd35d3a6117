"""Spectra of finite networks with one kind of weights, on one grid.

Networks are drawn in blocks, which lie beside the artifact (``OUT`` without its suffix) until all
are there; then they are in the artifact, and a record in their place says what each was made with.
What would be drawn again is taken from there: same seed, network, width, replicate and code. Each
network has a random stream of its own, so blocks never change numbers.

Several jobs can share the work. With ``--part 3 --of 10`` every tenth block is drawn, from the
fourth on, into an artifact of its own; with ``--parts FILES`` blocks are taken from such artifacts.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from freewidth import npz
from freewidth.errors import InvalidInputError
from freewidth.network import Network, shifted
from freewidth.rng import stream
from freewidth.sample import spectra
from scripts import _options, _parts, artifact
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


def described(net: Network, dependence: str, width: int, **made) -> dict:
    """What determines eigenvalues but for the replicate, as JSON has it; ``made``: see Block."""
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
        **made,
    }
    return npz.plain(params)


@dataclass(frozen=True)
class Block:
    """Networks that are drawn together.

    Attributes:
        net, dependence, width, replicates: which.
        number: of the block, among those of its place.
        path: where it lies until all are there.
        made: seed, fingerprint of the code, and device.
    """

    net: Network
    dependence: str
    width: int
    replicates: range
    number: int
    path: Path
    made: dict

    @property
    def place(self) -> str:
        """What it is part of: ``DEPENDENCE/ACTIVATION/L3/n128``."""
        return f"{self.dependence}/{self.net.activation}/L{self.net.depth}/n{self.width}"

    @property
    def key(self) -> str:
        """Its name among several: ``DEPENDENCE/ACTIVATION/L3/n128/b0``."""
        return f"{self.place}/b{self.number}"

    @property
    def params(self) -> dict:
        """See :func:`described`."""
        return described(self.net, self.dependence, self.width, **self.made)

    @property
    def said(self) -> dict:
        """All that determines it, and its number."""
        own = {"block": self.number, "replicates": [self.replicates.start, self.replicates.stop]}
        return self.params | own

    def among(self, earlier: _parts.Earlier) -> NDArray | None:
        """Its eigenvalues, if they are there and would be drawn the same."""
        return earlier.rows(self.place, self.params, self.replicates)

    def eigenvalues(self, earlier: _parts.Earlier) -> NDArray:
        """Shape (networks, n_L): what was drawn before, or drawn now."""
        found = self.among(earlier)
        if found is not None:
            return found
        here = self.made["device"] == "cpu"  # nothing else is told from others of its name
        drawn = artifact.kept(self.path, self.said, "spectra", self._draw, cached=here)
        return drawn["eigenvalues"]

    def _draw(self):
        how = self.made["seed"], self.made["device"]
        return draw(self.net, self.dependence, self.width, self.replicates, *how)


def blocks(given: Namespace, folder: Path) -> Iterator[Block]:
    """All of them; those of a place one after the other."""
    networks = product(given.dependences, given.activations, given.architecture.networks)
    for dependence, activation, network in networks:
        net = Network(given.ensemble, activation, **network)
        made = {"seed": given.seed, "code": given.code[activation], "device": given.device}
        for width, number, replicates in given.sizes.blocks():
            path = folder / dependence / activation / f"L{net.depth}-n{width}-b{number}.npz"
            yield Block(net, dependence, width, replicates, number, path, made)


def gather(
    wanted: Sequence[Block], parts: Sequence[Path], earlier: _parts.Earlier
) -> dict[str, NDArray]:
    """Eigenvalues of all networks, shape (networks, n_L), by ``DEPENDENCE/ACTIVATION/L3/n128``.

    Raises:
        InvalidInputError: an artifact with blocks was made with other options.
    """
    drawn: dict[str, NDArray] = {}
    known = {block.key: block.said for block in wanted} if parts else {}
    for path in parts:
        params, arrays = artifact.load(path)
        if any(said != known.get(key) for key, said in params["blocks"].items()):
            raise InvalidInputError(f"{path} was made with other options; delete it")
        drawn |= arrays
    rows: dict[str, list] = {}
    for block in wanted:
        found = drawn.get(block.key)
        found = block.eigenvalues(earlier) if found is None else found
        rows.setdefault(block.place, []).append(found)
    return {place: np.concatenate(found) for place, found in rows.items()}


def share(given: Namespace, folder: Path) -> list[Block]:
    """The blocks of one job of several."""
    return list(islice(blocks(given, folder), given.part, None, given.of))


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
    parser.add_argument("--part", type=int, metavar="K", help="draw a share of the blocks alone")
    parser.add_argument("--of", type=int, default=1, metavar="N", help="as many shares there are")
    parser.add_argument("--parts", type=Path, nargs="*", default=[], help="blocks that were drawn")
    _options.add(parser, Architecture)
    _options.add(parser, Sizes)
    given = parser.parse_args(words)
    given.architecture = _options.read(Architecture, given)
    given.sizes = _options.read(Sizes, given)
    given.code = dict(word.partition("=")[::2] for word in given.code)
    if missing := set(given.activations) - given.code.keys():
        parser.error(f"--code has no digest for {', '.join(sorted(missing))}")
    if given.part is not None and not 0 <= given.part < given.of:
        parser.error(f"--part {given.part} is none of {given.of}, which count from 0")
    return given


def main(words: Sequence[str]) -> None:
    """Write the spectra of every network, dependence by dependence, or one share of the blocks."""
    given = options(words)
    if given.part is not None:
        folder = given.out.parents[3] / "spectra" / given.grid / given.ensemble
        own, earlier = share(given, folder), _parts.Earlier.at(folder.with_suffix(".npz"))
        params = {"grid": given.grid, "blocks": {block.key: block.said for block in own}}
        artifact.save(given.out, params, **{block.key: block.eigenvalues(earlier) for block in own})
        return
    folder = given.out.with_suffix("")
    params = {
        "grid": given.grid,
        "ensemble": given.ensemble,
        "activations": given.activations,
        "dependences": given.dependences,
        "networks": given.architecture.networks,
        "seed": given.seed,
    }
    earlier = _parts.Earlier.at(given.out)
    wanted = list(blocks(given, folder))
    there = [block for block in wanted if block.among(earlier) is not None]
    print(f"{len(there)} of {len(wanted)} blocks were there already")
    artifact.save(given.out, params, **gather(wanted, given.parts, earlier))
    _parts.settle(given.out, {block.place: block.params for block in wanted})


if __name__ == "__main__":
    run(main)
