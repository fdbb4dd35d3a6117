r"""Solve a family of limit laws for all shapes among which fits choose.

    python -m scripts.hessians.tables results/hessians/laws/wishart_product.npz wishart_product \
        --shape depth 2 3 --shape ratio 0.5 1.0

Shape parameters that are not named take the values the family itself proposes.
"""

import argparse
import os
from collections.abc import Sequence

from freewidth.symmetric.laws import MATRIXLAWS, Shape, Table
from scripts import artifact
from scripts._step import run
from scripts.hessians import _numbered, _options


def options() -> argparse.ArgumentParser:
    """The command line of the step."""
    made = _options.parser("tables", __doc__)
    made.add_argument(
        "family", choices=list(MATRIXLAWS), metavar="FAMILY", help=f"one of {', '.join(MATRIXLAWS)}"
    )
    made.add_argument(
        "--shape",
        action=_options.Numbers,
        nargs="+",
        default={},
        metavar=("PARAMETER", "NUMBER"),
        help="a shape parameter and its values, once for each",
    )
    return made


def main(argv: Sequence[str] | None = None) -> None:
    """Write the laws of all shapes of one family."""
    made = options()
    given = made.parse_args(argv)
    with _options.refused(made):
        save(given.out, given.family, solve(given.family, given.shape))


def solve(family: str, chosen: dict[str, list]) -> dict[Shape, Table]:
    """The law of each shape: all combinations of the values ``chosen``."""
    law = MATRIXLAWS[family]
    return {shape: law.solve(**dict(shape)) for shape in law.combinations(chosen)}


def save(path: str | os.PathLike, family: str, solved: dict[Shape, Table]) -> None:
    """Write the tables of a family to one artifact."""
    params = {
        "family": family,
        "shapes": list(solved),
        "atoms": [table.atom for table in solved.values()],
    }
    artifact.save(path, params, **_numbered.join({"x": t.x, "p": t.p} for t in solved.values()))


def load(path: str | os.PathLike) -> tuple[str, dict[Shape, Table]]:
    """The family and its tables, as :func:`save` wrote them."""
    params, arrays = artifact.load(path)
    keys = [tuple((name, value) for name, value in shape) for shape in params["shapes"]]
    parts = zip(params["atoms"], _numbered.split(arrays), strict=True)
    tables = [Table(own["x"], own["p"], atom) for atom, own in parts]
    return params["family"], dict(zip(keys, tables, strict=True))


if __name__ == "__main__":
    run(main)
