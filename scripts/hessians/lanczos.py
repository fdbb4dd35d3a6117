r"""Estimate the spectrum of a Hessian by Lanczos quadrature, in several ways.

    python -m scripts.hessians.lanczos results/hessians/lanczos/exact.npz \
        --data digits --hidden 40 20 --activation tanh --epochs 60 --rate 0.05 --seed 2020 --exact \
        --way plain probes=10 steps=80 deflate=0 --way deflated probes=10 steps=80 deflate=30

With ``--exact`` the exact eigenvalues are kept beside the estimates.
"""

import argparse
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from freewidth.rng import stream
from freewidth.symmetric.trained.curvature import hessian
from freewidth.symmetric.trained.data import Dataset
from freewidth.symmetric.trained.data import load as load_data
from freewidth.symmetric.trained.lanczos import Quadrature, quadrature
from freewidth.symmetric.trained.mlp import MLP
from freewidth.symmetric.trained.products import hessian_operator
from freewidth.symmetric.trained.training import train
from scripts import artifact
from scripts._step import run
from scripts.hessians import _options, _stored
from scripts.hessians.train import network

PARTS = ("outliers", "nodes", "weights")  # arrays of a quadrature
SETTINGS = {"probes", "steps", "deflate"}  # of a way
Ways = Mapping[str, Mapping[str, int]]  # name -> settings


@dataclass(frozen=True)
class Estimate:
    """The spectrum of one Hessian, estimated.

    Attributes:
        label: data, activation and sizes of the network.
        size: dimension of the Hessian.
        accuracy: of the network, on its training data.
        exact: exact eigenvalues, sorted, shape (size,); empty if they were not wanted.
        ways: quadratures by name.
    """

    label: str
    size: int
    accuracy: float
    exact: NDArray
    ways: Mapping[str, Quadrature]


def options() -> argparse.ArgumentParser:
    """The command line of the step."""
    made = _options.parser("lanczos", __doc__)
    _options.add_training(made)
    made.add_argument(
        "--hidden",
        required=True,
        nargs="*",
        type=int,
        metavar="N",
        help="sizes of hidden layers, none for logistic regression",
    )
    made.add_argument(
        "--samples",
        nargs="?",
        type=int,
        metavar="N",
        help="size of the training set: its first N samples (default: all of it)",
    )
    made.add_argument("--epochs", required=True, type=int, help="passes through the data")
    made.add_argument("--exact", action="store_true", help="keep the exact eigenvalues as well")
    made.add_argument(
        "--way",
        required=True,
        action=_options.Pairs,
        nargs="+",
        metavar=("NAME", "SETTING=NUMBER"),
        help="a name, with probes=N steps=N deflate=N, once for each",
    )
    return made


def main(argv: Sequence[str] | None = None) -> None:
    """Train one network and write the quadratures of its Hessian."""
    made = options()
    given = made.parse_args(argv)
    for name, way in given.way.items():
        if set(way) != SETTINGS:
            made.error(f"--way {name} needs {', '.join(sorted(SETTINGS))}, got {', '.join(way)}")
    with _options.refused(made):
        data = load_data(given.data, given.samples)
        mlp = network(data, given.hidden, given.activation)

        def estimated():
            how = given.epochs, given.rate, given.way, given.exact, given.seed
            return content(estimate(mlp, data, *how), given.way)

        _stored.save("lanczos", given, estimated)


def estimate(
    mlp: MLP, data: Dataset, epochs: int, rate: float, ways: Ways, exact: bool, seed: int
) -> Estimate:
    """Train a network and estimate the spectrum of its Hessian; ``exact`` computes it as well."""
    trained = train(mlp, data, stream(seed, "lanczos", mlp.label), [epochs], rate)
    theta = trained.thetas[-1]
    return Estimate(
        label=f"{data.name} {mlp.label}",
        size=mlp.parameters,
        accuracy=float(trained.accuracies[-1]),
        exact=np.linalg.eigvalsh(hessian(mlp, theta, data)) if exact else np.empty(0),
        ways=quadratures(mlp, theta, data, ways, seed),
    )


def quadratures(
    mlp: MLP, theta: NDArray, data: Dataset, ways: Ways, seed: int
) -> dict[str, Quadrature]:
    """Quadratures of one Hessian by name; ``ways`` are the keyword arguments of each."""
    apply = hessian_operator(mlp, theta, data)
    return {
        name: quadrature(
            apply,
            mlp.parameters,
            stream(seed, "probes", mlp.label, name),
            way["probes"],
            way["steps"],
            way["deflate"],
        )
        for name, way in ways.items()
    }


def content(found: Estimate, ways: Ways) -> _stored.Content:
    """Of the artifact that holds an estimate, and how each of its ``ways`` was made."""
    params = {name: getattr(found, name) for name in ("label", "size", "accuracy")}
    arrays = {f"{name}/{k}": getattr(way, k) for name, way in found.ways.items() for k in PARTS}
    return {**params, "ways": ways}, {"exact": found.exact, **arrays}


def load(path: str | os.PathLike) -> Estimate:
    """What :func:`save` wrote."""
    params, arrays = artifact.load(path)
    size = params["size"]
    ways = {n: Quadrature(size, *(arrays[f"{n}/{k}"] for k in PARTS)) for n in params["ways"]}
    return Estimate(params["label"], size, params["accuracy"], arrays["exact"], ways)


if __name__ == "__main__":
    run(main)
