r"""Solve families of limit laws for all shapes among which fits choose.

    python -m scripts.hessians.tables results/hessians/laws/wishart_product.npz \
        --shape wishart_product.depth 2 3 --shape wishart_product.ratio 0.5 1.0

A file is named after its family. Shape parameters that are not named take the values the family
itself proposes. A file that would come out the same is kept.
"""

import argparse
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from freewidth import cache
from freewidth.symmetric.laws import MATRIXLAWS, Shape, Table
from scripts import _kept, artifact
from scripts._step import run
from scripts.hessians import _numbered, _options, _stored

Numbers = list[int | float]
# laws of products are those of a linear Gaussian network
ALWAYS = ("scripts.hessians.tables", "freewidth.ensembles.gaussian", "freewidth.activations.linear")


def options() -> argparse.ArgumentParser:
    """The command line of the step."""
    made = _options.parser("tables", __doc__, many=True)
    made.add_argument(
        "--shape",
        action=_options.Numbers,
        nargs="+",
        default={},
        metavar=("FAMILY.PARAMETER", "NUMBER"),
        help="a shape parameter of a family and its values, once for each",
    )
    return made


def main(argv: Sequence[str] | None = None) -> None:
    """Write the laws of all shapes of every family, unless they would come out the same."""
    made = options()
    given = made.parse_args(argv)
    chosen = by_family(given.shape)
    families = {Path(path).stem: Path(path) for path in given.out}
    if unknown := sorted({*families, *chosen} - MATRIXLAWS.keys()):
        made.error(f"no family {', '.join(unknown)}; choose from {', '.join(MATRIXLAWS)}")
    with _options.refused(made):
        for family, path in families.items():
            keep(path, family, chosen.get(family, {}))


def by_family(shapes: Mapping[str, Numbers]) -> dict[str, dict[str, Numbers]]:
    """Values by family and parameter, of values by ``FAMILY.PARAMETER``."""
    found: dict[str, dict[str, Numbers]] = {}
    for name, numbers in shapes.items():
        family, _, parameter = name.partition(".")
        found.setdefault(family, {})[parameter] = numbers
    return found


def keep(path: Path, family: str, chosen: Mapping[str, Numbers]) -> None:
    """Write the laws of one family, unless they would come out the same."""
    modules = (*ALWAYS, f"freewidth.symmetric.laws.{family}")
    made = _kept.made_from(modules, [], shapes=dict(chosen))

    def solved():
        return content(family, solve(family, chosen))

    def save(out):
        params, arrays = cache.taken("laws", {**made, "family": family}, solved)
        artifact.save(out, {"name": path.stem, **params}, **arrays)

    _kept.keep(path, made, save)


def solve(family: str, chosen: Mapping[str, Numbers]) -> dict[Shape, Table]:
    """The law of each shape: all combinations of the values ``chosen``."""
    law = MATRIXLAWS[family]
    return {shape: law.solve(**dict(shape)) for shape in law.combinations(chosen)}


def content(family: str, solved: dict[Shape, Table]) -> _stored.Content:
    """Of the artifact that holds the tables of a family."""
    atoms = [table.atom for table in solved.values()]
    arrays = _numbered.join({"x": t.x, "p": t.p} for t in solved.values())
    return {"family": family, "shapes": list(solved), "atoms": atoms}, arrays


def load(path: str | os.PathLike) -> tuple[str, dict[Shape, Table]]:
    """The family and its tables, in an artifact."""
    params, arrays = artifact.load(path)
    keys = [tuple((name, value) for name, value in shape) for shape in params["shapes"]]
    parts = zip(params["atoms"], _numbered.split(arrays), strict=True)
    tables = [Table(own["x"], own["p"], atom) for atom, own in parts]
    return params["family"], dict(zip(keys, tables, strict=True))


if __name__ == "__main__":
    run(main)
