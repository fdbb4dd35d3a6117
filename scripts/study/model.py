"""A network that somebody has beside its law, and beside random networks of its size."""

import warnings
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from freewidth import plotting
from freewidth.cli.inspect import plain
from freewidth.cli.weights import read_model
from freewidth.errors import FreewidthError, InvalidInputError
from scripts._step import run
from scripts.study.inputs import read
from scripts.study.pictures import keep, write_json

CAPTION = (
    "Left: the model's own eigenvalues of J Jᵀ (bars) and the limit law (line). Right: its "
    "distribution function less that of the law, in the band of what random networks of its size "
    "do at the same input."
)


def declared(given: Namespace) -> dict[str, Any]:
    """What is said of the law: one value, or one of each layer; the rest is measured."""
    found: dict[str, Any] = {}
    for name in ("ensemble", "sigma_w2", "sigma_b2", "bias"):
        values = getattr(given, name)
        if values:
            found[name] = values[0] if len(values) == 1 else tuple(values)
    return found


def compared(given: Namespace) -> tuple[Any, Any]:
    """The model and its comparison.

    Raises:
        InvalidInputError: it cannot be read, or compared; the message says why.
    """
    try:
        model = read_model(given.file, given.activations, given.layers or None)
        x = read(given.input) if given.input else None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # they stand among the notes
            how = {"seed": given.seed, "replicates": given.networks, **declared(given)}
            return model, model.compare(x, **how)
    except FreewidthError as error:
        raise InvalidInputError(str(error)) from error


def main(words: Sequence[str]) -> None:
    """Write what there is to say, and the picture."""
    parser = ArgumentParser(prog="python -m scripts.study.model", description=__doc__)
    parser.add_argument("out", type=Path, help="results/models/NAME.json")
    parser.add_argument("--figure", type=Path, required=True, help="figures/models/NAME.png")
    parser.add_argument("--file", type=Path, required=True, help=".safetensors or .npz")
    parser.add_argument("--activations", nargs="+", required=True)
    parser.add_argument("--layers", nargs="*", default=[], help="names in order, if not clear")
    parser.add_argument("--input", default="", help=".npy with one input; by default a random one")
    parser.add_argument("--ensemble", nargs="*", default=[])
    parser.add_argument("--sigma-w2", nargs="*", type=float, default=[])
    parser.add_argument("--sigma-b2", nargs="*", type=float, default=[])
    parser.add_argument("--bias", nargs="*", default=[])
    parser.add_argument("--networks", type=int, required=True, help="random ones in the band")
    parser.add_argument("--seed", type=int, required=True)
    given = parser.parse_args(words)
    model, found = compared(given)
    said = {"verdict": found.verdict, "declared": sorted(declared(given))}
    said |= {"largest_median": float(np.median(found.largests))}
    write_json(given.out, plain(model, found) | said)
    keep(given.figure, plotting.model(found), CAPTION)


if __name__ == "__main__":
    run(main)
