r"""Train networks, and keep the exact spectra of their Hessians along the way.

Every combination of hidden sizes and numbers of samples is trained RUNS times. One kind of network:

    python -m scripts.hessians.train results/hessians/runs/digits-tanh-16-16.npz \
        --data digits --hidden 16 16 --activation tanh --runs 4 --epochs 0 1 5 20 120 \
        --rate 0.05 --seed 2020

Networks of many shapes on few samples, once each, at the end of training:

    python -m scripts.hessians.train results/hessians/runs/sweep.npz \
        --data digits --hidden 8 --hidden 16 16 --samples 10 20 50 --activation tanh \
        --runs 1 --epochs 20 --rate 0.05 --seed 2020
"""

import argparse
import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from freewidth.rng import stream
from freewidth.symmetric.trained.data import Dataset
from freewidth.symmetric.trained.data import load as load_data
from freewidth.symmetric.trained.mlp import MLP
from freewidth.symmetric.trained.snapshot import Snapshot, take
from freewidth.symmetric.trained.training import train
from scripts import artifact
from scripts._step import run
from scripts.hessians import _numbered, _options, _stored


def options() -> argparse.ArgumentParser:
    """The command line of the step."""
    made = _options.parser("train", __doc__)
    _options.add_training(made)
    made.add_argument(
        "--hidden",
        required=True,
        action="append",
        nargs="*",
        type=int,
        metavar="N",
        help="sizes of hidden layers, none for logistic regression; may be given several times",
    )
    made.add_argument(
        "--samples",
        nargs="*",
        type=int,
        default=[],
        metavar="N",
        help="sizes of the training set: its first N samples (default: all of it)",
    )
    made.add_argument("--runs", required=True, type=int, help="networks of each kind")
    made.add_argument(
        "--epochs",
        required=True,
        nargs="+",
        type=int,
        metavar="E",
        help="passes through the data after which spectra are taken; increasing",
    )
    return made


def main(argv: Sequence[str] | None = None) -> None:
    """Train all networks and write their snapshots to one file."""
    made = options()
    given = made.parse_args(argv)
    with _options.refused(made):
        kinds = []
        for hidden, samples in product(given.hidden, given.samples or [None]):
            data = load_data(given.data, samples)
            kinds.append((data, network(data, hidden, given.activation)))

        def trained():
            return content(
                shot
                for data, mlp in kinds
                for replicate in range(given.runs)
                for shot in snapshots(data, mlp, replicate, given.epochs, given.rate, given.seed)
            )

        _stored.save("train", given, trained)


def network(data: Dataset, hidden: Sequence[int], activation: str) -> MLP:
    """The network from the inputs of ``data`` through ``hidden`` layers to its classes."""
    return MLP((data.x.shape[1], *hidden, data.classes), activation)


def snapshots(
    data: Dataset, mlp: MLP, replicate: int, epochs: Sequence[int], rate: float, seed: int
) -> Iterator[Snapshot]:
    """One network at each of ``epochs``; ``replicate`` tells runs of the same kind apart."""
    rng = stream(seed, "trained", data.name, len(data), mlp.label, replicate)
    path = train(mlp, data, rng, epochs, rate)
    for theta, epoch in zip(path.thetas, path.epochs, strict=True):
        yield take(mlp, theta, data, replicate, epoch)


def content(shots: Iterable[Snapshot]) -> _stored.Content:
    """Of the artifact that holds these snapshots."""
    shots = list(shots)
    arrays = _numbered.join(shot.arrays() for shot in shots)
    return {"snapshots": [shot.params() for shot in shots]}, arrays


def load(path: str | os.PathLike) -> list[Snapshot]:
    """The snapshots in an artifact."""
    params, arrays = artifact.load(path)
    parts = zip(params["snapshots"], _numbered.split(arrays), strict=True)
    return [Snapshot.restore(plain, own) for plain, own in parts]


if __name__ == "__main__":
    run(main)
