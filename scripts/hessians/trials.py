r"""Fit every family of laws to the spectra of networks, or to matrices of known law.

python -m scripts.hessians.trials results/hessians/trials/digits-tanh-16-16.npz
    results/hessians/runs/digits-tanh-16-16.npz --laws results/hessians/laws/*.npz
    --removed 0.0 0.05 --draws-matrices 4 --draws-spectra 24 --seed 2020
"""

import argparse
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from numpy.typing import NDArray

from freewidth.rng import stream
from freewidth.stats.fits import Trial, attempt
from freewidth.symmetric.laws import Tables
from freewidth.symmetric.matrices import MATRICES as ENSEMBLES
from freewidth.symmetric.trained.snapshot import MATRICES
from scripts import artifact
from scripts._step import run
from scripts.hessians import _numbered, _options, _stored, matrices, tables, train


@dataclass(frozen=True)
class Group:
    """Spectra of several matrices of one kind, to which laws are fitted together.

    Attributes:
        case: which networks, which matrix, when; for sampled matrices which law and shape.
        spectra: eigenvalues, one array per network or sampled matrix.
    """

    case: dict
    spectra: list[NDArray]


@dataclass(frozen=True)
class Design:
    """How fits are made.

    Attributes:
        removed: shares of eigenvalues that may be taken off as outliers.
        matrices: draws from a fitted law whose eigenvalues need a matrix to be diagonalised.
        spectra: draws from one whose eigenvalues are sampled without it.
        seed: master seed.
    """

    removed: Sequence[float]
    matrices: int
    spectra: int
    seed: int

    def draws(self, family: str) -> int:
        """Number of draws from a fitted law of this family."""
        return self.matrices if ENSEMBLES[family].spectrum is None else self.spectra


def options() -> argparse.ArgumentParser:
    """The command line of the step."""
    made = _options.parser("trials", __doc__)
    made.add_argument("spectra", metavar="SPECTRA", help="what `train` or `matrices` wrote")
    made.add_argument(
        "--laws",
        required=True,
        nargs="+",
        metavar="LAWS",
        help="what `tables` wrote, one file for each family",
    )
    made.add_argument(
        "--removed",
        required=True,
        nargs="+",
        type=float,
        metavar="SHARE",
        help="shares of eigenvalues that may be taken off as outliers; the one "
        "that suits a family best is taken",
    )
    made.add_argument(
        "--draws-matrices",
        required=True,
        type=int,
        metavar="N",
        help="draws from each fitted law that needs matrices",
    )
    made.add_argument(
        "--draws-spectra",
        required=True,
        type=int,
        metavar="N",
        help="draws from each fitted law whose spectra are drawn directly",
    )
    _options.add_seed(made)
    return made


def main(argv: Sequence[str] | None = None) -> None:
    """Fit all families to all groups of one file of spectra."""
    given = options().parse_args(argv)
    laws = dict(sorted(tables.load(path) for path in given.laws))
    design = Design(given.removed, given.draws_matrices, given.draws_spectra, given.seed)

    def tried():
        return content(t for group in groups(given.spectra) for t in fitted(group, laws, design))

    _stored.save("trials", given, tried, files=["spectra", "laws"])


def groups(path: str | os.PathLike) -> Iterator[Group]:
    """The groups in a file of snapshots or of sampled matrices."""
    params, _ = artifact.load(path, NOTHING)
    return of_networks(path) if "snapshots" in params else of_matrices(path)


NOTHING = "no array is called/"  # to load an artifact's parameters alone


def of_networks(path: str | os.PathLike) -> Iterator[Group]:
    """Both matrices of all runs, at the end of training."""
    shots = train.load(path)
    end = max(shot.epoch for shot in shots)
    some = [shot for shot in shots if shot.epoch == end]
    for matrix in MATRICES:
        case = {"name": some[0].case, "matrix": matrix, "when": "trained"}
        yield Group(case, [getattr(shot, matrix) for shot in some])


def of_matrices(path: str | os.PathLike) -> Iterator[Group]:
    """All matrices of each known law."""
    laws, arrays = matrices.load(path)
    for law, values in sorted(arrays.items()):
        case = {"name": f"sampled {law}", "matrix": "sample", "when": "sampled", "law": law}
        yield Group({**case, "shape": laws[law]}, list(values))


def fitted(group: Group, laws: Mapping[str, Tables], design: Design) -> Iterator[Trial]:
    """One trial per family."""
    for family, solved in laws.items():
        rng = stream(design.seed, "trial", family, *map(str, group.case.values()))
        draws = design.draws(family)
        yield attempt(group.case, group.spectra, family, solved, design.removed, draws, rng)


def content(trials: Iterable[Trial]) -> _stored.Content:
    """Of the artifact that holds these trials."""
    trials = list(trials)
    arrays = _numbered.join(trial.arrays() for trial in trials)
    return {"trials": [trial.params() for trial in trials]}, arrays


def load(path: str | os.PathLike) -> list[Trial]:
    """The trials in an artifact."""
    params, arrays = artifact.load(path)
    parts = zip(params["trials"], _numbered.split(arrays), strict=True)
    return [Trial.restore(plain, own) for plain, own in parts]


if __name__ == "__main__":
    run(main)
