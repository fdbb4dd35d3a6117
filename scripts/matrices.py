"""Matrices of known law, to which the same is done as to Hessians: the controls."""

import numpy as np

from freewidth.rng import stream
from freewidth.symmetric.matrices import MATRICES
from scripts import artifact
from scripts._entry import run


def main(*, laws: dict[str, dict], size: int, count: int, seed: int, path: str) -> None:
    """Eigenvalues of ``count`` matrices for each of ``laws`` (name: shape), shape (count, size)."""
    arrays = {
        name: np.stack(
            [
                MATRICES[name].eigenvalues(stream(seed, "matrices", name, size, i), size, **shape)
                for i in range(count)
            ]
        )
        for name, shape in laws.items()
    }
    artifact.save(path, {"laws": laws, "size": size}, **arrays)


if __name__ == "__main__":
    run(main)
