r"""Sample matrices of known law, to which the same is done as to Hessians: the controls.

python -m scripts.hessians.matrices results/hessians/matrices.npz --law wigner
    --law wishart ratio=0.5 --law percolated_wigner degree=2.0 --size 800 --count 12 --seed 2020
"""

import argparse
import os
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from freewidth.rng import stream
from freewidth.symmetric.matrices import MATRICES
from scripts import artifact
from scripts._step import run
from scripts.hessians import _options, _stored

Shape = Mapping[str, float]


def options() -> argparse.ArgumentParser:
    """The command line of the step."""
    made = _options.parser("matrices", __doc__)
    made.add_argument(
        "--law",
        required=True,
        action=_options.Pairs,
        nargs="+",
        metavar=("NAME", "PARAMETER=NUMBER"),
        help="a law and its shape, once for each; names: " + ", ".join(MATRICES),
    )
    made.add_argument("--size", required=True, type=int, help="rows of each matrix")
    made.add_argument("--count", required=True, type=int, help="matrices of each law")
    _options.add_seed(made)
    return made


def main(argv: Sequence[str] | None = None) -> None:
    """Write the eigenvalues of all matrices, with the laws they were drawn from."""
    made = options()
    given = made.parse_args(argv)
    for law in given.law:
        if law not in MATRICES:
            made.error(f"no matrices named {law}; available: {', '.join(MATRICES)}")

    def sampled():
        arrays = {
            law: eigenvalues(law, shape, given.size, given.count, given.seed)
            for law, shape in given.law.items()
        }
        return {"laws": given.law, "size": given.size, "seed": given.seed}, arrays

    _stored.save("matrices", given, sampled)


def eigenvalues(law: str, shape: Shape, size: int, count: int, seed: int) -> NDArray:
    """Sorted eigenvalues of ``count`` matrices of one law, shape (count, size)."""
    ensemble = MATRICES[law]
    streams = (stream(seed, "matrices", law, size, i) for i in range(count))
    return np.stack([ensemble.eigenvalues(rng, size, **shape) for rng in streams])


def load(path: str | os.PathLike) -> tuple[dict[str, dict], dict[str, NDArray]]:
    """Shape parameters and eigenvalues, both by law."""
    params, arrays = artifact.load(path)
    return params["laws"], arrays


if __name__ == "__main__":
    run(main)
