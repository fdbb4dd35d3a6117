"""Solve a family of limit laws for all shapes among which fits choose."""

from freewidth.stats.fits.fit import shapes
from freewidth.symmetric.laws import MATRIXLAWS, Table
from scripts import artifact
from scripts._entry import run


def load(path: str) -> dict:
    """What :func:`main` wrote: shape -> table."""
    params, arrays = artifact.load(path)
    found = {}
    for number, (shape, atom) in enumerate(zip(params["shapes"], params["atoms"], strict=True)):
        key = tuple((name, value) for name, value in shape)
        found[key] = Table(arrays[f"{number}/x"], arrays[f"{number}/p"], atom)
    return found


def main(*, families: dict[str, dict]) -> None:
    """For each family (name: chosen shapes, path) write the tables of all shapes."""
    for family, job in families.items():
        every = shapes(family, job["shapes"])
        tables = [MATRIXLAWS[family].solve(**dict(shape)) for shape in every]
        arrays = {f"{i}/{k}": getattr(t, k) for i, t in enumerate(tables) for k in ("x", "p")}
        params = {"family": family, "shapes": every, "atoms": [t.atom for t in tables]}
        artifact.save(job["path"], params, **arrays)


if __name__ == "__main__":
    run(main)
