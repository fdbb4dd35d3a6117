r"""Train networks until some count, and look at the spectra of their Hessians.

Every network is trained again and again, TRIES times at most, until RUNS of it have learnt the data
and have no dead unit. One data set:

    python -m scripts.hessians.cells results/hessians/cells/teacher4.npz \
        --data teacher4 --network tanh 18 18 --network relu 18 18 --runs 2 --tries 6 \
        --epochs 60 --rate 0.05 --seed 2020

With --matched every network is trained on as many samples as it has parameters.
"""

import argparse
import os
from collections.abc import Iterable, Iterator, Sequence

from freewidth.activations import ACTIVATIONS
from freewidth.errors import InvalidInputError
from freewidth.rng import stream
from freewidth.symmetric.trained import made
from freewidth.symmetric.trained.cell import Run, counts, look
from freewidth.symmetric.trained.data import FILES, Dataset
from freewidth.symmetric.trained.data import load as load_data
from freewidth.symmetric.trained.mlp import MLP
from freewidth.symmetric.trained.training import train
from scripts import artifact
from scripts._step import run
from scripts.hessians import _numbered, _options, _stored

Shape = tuple[str, tuple[int, ...]]  # activation, hidden sizes


def options() -> argparse.ArgumentParser:
    """The command line of the step."""
    parser = _options.parser("cells", __doc__)
    names = f"{', '.join(FILES)}, {', '.join(f'{kind}C' for kind in made.MADE)} with C classes"
    parser.add_argument("--data", required=True, help=f"data set: {names}")
    parser.add_argument(
        "--network",
        required=True,
        action="append",
        nargs="+",
        metavar=("ACTIVATION", "N"),
        help="activation and sizes of hidden layers, once for each network",
    )
    parser.add_argument("--matched", action="store_true", help="as many samples as parameters")
    parser.add_argument("--runs", required=True, type=int, help="networks of each that must count")
    parser.add_argument("--tries", required=True, type=int, help="networks trained at most")
    parser.add_argument("--epochs", required=True, type=int, help="passes through the data")
    _options.add_rate(parser)
    _options.add_seed(parser)
    return parser


def main(argv: Sequence[str] | None = None) -> None:
    """Train all networks and write those that count to one file."""
    parser = options()
    given = parser.parse_args(argv)
    with _options.refused(parser):
        kinds = []
        for activation, hidden in map(shape, given.network):
            data = dataset(given.data, given.seed, activation, hidden if given.matched else None)
            kinds.append((network(data, activation, hidden), data))

        def trained():
            how = given.runs, given.tries, given.epochs, given.rate, given.seed
            return content(given.data, [run for kind in kinds for run in runs(*kind, *how)])

        _stored.save("cells", given, trained)


def shape(words: Sequence[str]) -> Shape:
    """Activation and hidden sizes of ``tanh 18 18``.

    Raises:
        InvalidInputError: no such activation, or sizes that are no whole numbers.
    """
    activation, *sizes = words
    if activation not in ACTIVATIONS or not all(size.isdecimal() for size in sizes):
        raise InvalidInputError(
            f"--network {' '.join(words)}: an activation ({', '.join(ACTIVATIONS)}) and whole "
            "numbers are needed"
        )
    return activation, tuple(map(int, sizes))


def network(data: Dataset, activation: str, hidden: Sequence[int]) -> MLP:
    """From the inputs of ``data`` through hidden layers to its classes."""
    return MLP((data.x.shape[1], *hidden, data.classes), activation)


def dataset(
    name: str, seed: int, activation: str = "", matched: Sequence[int] | None = None
) -> Dataset:
    """A data set, drawn by the master seed if it is none of the real ones.

    ``matched`` are the hidden sizes of a network with as many parameters as samples are wanted.

    Raises:
        InvalidInputError: there is none of this name, or it has too few samples.
    """
    if name in FILES:
        data = load_data(name)
        return data if matched is None else load_data(name, _parameters(data, activation, matched))
    data = made.make(name, stream(seed, "data", name))
    if matched is None:
        return data
    return made.make(name, stream(seed, "data", name), _parameters(data, activation, matched))


def _parameters(data: Dataset, activation: str, hidden: Sequence[int]) -> int:
    return network(data, activation, hidden).parameters


def runs(
    mlp: MLP, data: Dataset, wanted: int, tries: int, epochs: int, rate: float, seed: int
) -> list[Run]:
    """The first ``wanted`` runs that count, of ``tries`` at most; none if there are fewer."""
    found: list[Run] = []
    for replicate in range(tries):
        what = "cell", data.name, len(data), mlp.label, replicate
        theta = train(mlp, data, stream(seed, *what), [epochs], rate).thetas[-1]
        if counts(mlp, theta, data):
            found.append(look(mlp, theta, data, replicate, stream(seed, *what, "probes")))
        if len(found) == wanted:
            return found
    print(f"{mlp.label} on {data.name}: {len(found)} of {tries} runs count; left out")
    return []


def content(data: str, found: Sequence[Run]) -> _stored.Content:
    """Of the artifact that holds these runs."""
    arrays = _numbered.join({"hessian": run.hessian} for run in found)
    return {"data": data, "runs": [run.params() for run in found]}, arrays


def load(path: str | os.PathLike) -> list[Run]:
    """The runs in an artifact."""
    params, arrays = artifact.load(path)
    parts = zip(params["runs"], _numbered.split(arrays), strict=True)
    return [Run.restore(plain, own["hessian"]) for plain, own in parts]


def cells(found: Iterable[Run]) -> Iterator[tuple[str, list[Run]]]:
    """Runs of the same data and architecture together."""
    groups: dict[str, list[Run]] = {}
    for each in found:
        groups.setdefault(each.case, []).append(each)
    yield from groups.items()


if __name__ == "__main__":
    run(main)
