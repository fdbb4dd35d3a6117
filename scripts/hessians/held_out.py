r"""Fit families of laws to the spectra of one network and judge them on others.

    python -m scripts.hessians.held_out results/hessians/held_out/teacher4.npz \
        --cells results/hessians/cells/teacher4.npz --laws results/hessians/laws/*.npz

To sampled matrices of known law the same is done: COUNT of every size, in groups of TOGETHER.

    python -m scripts.hessians.held_out results/hessians/held_out/sampled.npz \
        --law wigner --law wishart ratio=0.5 --sizes 700 --count 40 --together 2 --seed 2020 \
        --laws results/hessians/laws/*.npz
"""

import argparse
import os
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from freewidth.rng import stream
from freewidth.stats.fits import HeldOut, hold_out
from freewidth.symmetric.matrices import MATRICES
from freewidth.symmetric.trained.cell import least, nearest_weights, trimmed
from freewidth.symmetric.trained.nullity import counted
from scripts import artifact
from scripts._step import run
from scripts.hessians import _numbered, _options, _stored, cells, tables

Case = dict[str, object]
Group = tuple[Case, list[NDArray]]


def options() -> argparse.ArgumentParser:
    """The command line of the step."""
    made = _options.parser("held_out", __doc__)
    made.add_argument("--cells", metavar="FILE", help="what `cells` wrote")
    made.add_argument(
        "--law",
        action=_options.Pairs,
        nargs="+",
        default={},
        metavar=("NAME", "PARAMETER=NUMBER"),
        help="a law to draw matrices from and its shape, once for each: " + ", ".join(MATRICES),
    )
    made.add_argument("--sizes", nargs="*", type=int, default=[], help="of sampled matrices")
    made.add_argument("--count", type=int, default=0, help="sampled matrices of each size")
    made.add_argument("--together", type=int, default=2, help="how many are judged together")
    made.add_argument("--seed", type=int, default=0, help="master seed of sampled matrices")
    made.add_argument(
        "--laws", required=True, nargs="+", metavar="LAWS", help="what `tables` wrote"
    )
    return made


def main(argv: Sequence[str] | None = None) -> None:
    """Fit all families to all groups of spectra and write what was found to one file."""
    made = options()
    given = made.parse_args(argv)
    if bool(given.cells) == bool(given.law):
        made.error("either --cells or --law is needed")
    if unknown := sorted(set(given.law) - set(MATRICES)):
        made.error(f"no matrices named {', '.join(unknown)}; available: {', '.join(MATRICES)}")
    laws = dict(sorted(tables.load(path) for path in given.laws))
    with _options.refused(made):

        def judged():
            found = (
                of_networks(given.cells)
                if given.cells
                else of_matrices(given.law, given.sizes, given.count, given.together, given.seed)
            )
            return content([
                hold_out(case, spectra, family, solved)
                for case, spectra in found
                for family, solved in laws.items()
            ])  # fmt: skip

        _stored.save("held_out", given, judged, files=["cells", "laws"])


def of_networks(path: str | os.PathLike) -> Iterator[Group]:
    """The runs of every cell, without what is trivial in their spectra."""
    for name, some in cells.cells(cells.load(path)):
        case: Case = {
            "name": name,
            "data": some[0].data,
            "activation": some[0].activation,
            "size": some[0].nullity.parameters,
        }
        yield case, [each.bulk for each in some]


def of_matrices(
    laws: Mapping[str, Mapping[str, float]],
    sizes: Sequence[int],
    count: int,
    together: int,
    seed: int,
) -> Iterator[Group]:
    """Sampled matrices of every law and size, some together."""
    for law, shape in laws.items():
        for size in sizes:
            for first in range(0, count - together + 1, together):
                which = range(first, first + together)
                spectra = [_drawn(law, shape, size, seed, i) for i in which]
                looks = [
                    _look(law, values, seed, i) for i, values in zip(which, spectra, strict=True)
                ]
                case: Case = {
                    "name": f"sampled {law}",
                    "law": law,
                    "size": size,
                    "first": first,
                    "looks": looks,
                }
                yield case, [trimmed(values, 0, 0) for values in spectra]


def _drawn(law: str, shape: Mapping[str, float], size: int, seed: int, i: int) -> NDArray:
    return MATRICES[law].eigenvalues(stream(seed, "held out", law, size, i), size, **shape)


def _look(law: str, values: NDArray, seed: int, i: int) -> dict[str, float]:
    """What Lanczos shows at 0, and what is there; Gaussian probes do not see the eigenvectors."""
    rng = stream(seed, "held out", law, len(values), i, "probes")
    null = least(values, np.eye(len(values)), counted(values))
    return nearest_weights(np.diag(values), null, rng)


def content(found: Sequence[HeldOut]) -> _stored.Content:
    """Of the artifact that holds what was found."""
    arrays = _numbered.join(each.arrays() for each in found)
    return {"held_out": [each.params() for each in found]}, arrays


def load(path: str | os.PathLike) -> list[HeldOut]:
    """What was found, in an artifact."""
    params, arrays = artifact.load(path)
    parts = zip(params["held_out"], _numbered.split(arrays), strict=True)
    return [HeldOut.restore(plain, own) for plain, own in parts]


if __name__ == "__main__":
    run(main)
