"""Try every family of laws on the spectra of networks, and on matrices of known law."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from numpy.typing import NDArray

from freewidth.rng import stream
from freewidth.stats.fits.trial import Trial, attempt
from freewidth.symmetric import matrices as sampled
from freewidth.symmetric.trained.snapshot import MATRICES, Snapshot
from scripts import artifact, tables
from scripts._entry import run


class Group(NamedTuple):
    """Spectra that are tried together: those of several networks of one kind.

    Without ``draws`` they are shown but not judged: no chance level, one share of outliers.
    """

    case: dict
    spectra: list[NDArray]
    draws: bool


def snapshots(path: str) -> list[Snapshot]:
    """What ``scripts.trained`` or ``scripts.sweep`` wrote."""
    params, arrays = artifact.load(path)
    found = []
    for number, each in enumerate(params["snapshots"]):
        head = f"{number}/"
        own = {k.removeprefix(head): v for k, v in arrays.items() if k.startswith(head)}
        found.append(Snapshot.restore(each, own))
    return found


def networks(path: str) -> Iterator[Group]:
    """Both matrices of all runs, at the start and at the end of training."""
    shots = snapshots(path)
    ends = {"initial": min(s.epoch for s in shots), "trained": max(s.epoch for s in shots)}
    for when, epoch in ends.items():
        some = [shot for shot in shots if shot.epoch == epoch]
        for matrix in MATRICES:
            case = {"name": some[0].case, "matrix": matrix, "when": when}
            spectra = [getattr(shot, matrix) for shot in some]
            yield Group(case, spectra, draws=when == "trained")


def samples(path: str) -> Iterator[Group]:
    """All matrices of each known law."""
    params, arrays = artifact.load(path)
    for law, values in sorted(arrays.items()):
        shape = params["laws"][law]
        case = {"name": f"sampled {law}", "matrix": "sample", "when": "sampled", "law": law}
        case["shape"] = shape
        yield Group(case, list(values), draws=True)


def load(path: str) -> list[Trial]:
    """What :func:`store` wrote."""
    params, arrays = artifact.load(path)
    found = []
    for number, each in enumerate(params["trials"]):
        head = f"{number}/"
        own = {k.removeprefix(head): v for k, v in arrays.items() if k.startswith(head)}
        found.append(Trial.restore(each, own))
    return found


def main(
    *, sources: dict[str, dict], laws: Mapping[str, str], removed: list, draws: dict, seed: int
) -> None:
    """All groups of each source against all families.

    ``sources`` are listed by the path of their trials and say where the spectra are, and if they
    are ``sampled``; ``laws`` maps families to their tables; ``draws`` are as in the schema.
    """
    known = {family: tables.load(path) for family, path in laws.items()}
    for path, source in sources.items():
        groups = list((samples if source["sampled"] else networks)(source["path"]))
        store(path, [t for group in groups for t in tried(group, known, removed, draws, seed)])


def tried(
    group: Group, known: Mapping, removed: list, draws: Mapping, seed: int
) -> Iterator[Trial]:
    """One trial per family."""
    for family, law in known.items():
        rng = stream(seed, "trial", family, *map(str, group.case.values()))
        kind = "matrices" if sampled.MATRICES[family].spectrum is None else "spectra"
        number = draws[kind] if group.draws else 0
        shares = removed if group.draws else removed[-1:]
        yield attempt(group.case, group.spectra, family, law, shares, number, rng)


def store(path: str, trials: list[Trial]) -> None:
    """Write trials to one artifact."""
    arrays = {f"{i}/{k}": v for i, trial in enumerate(trials) for k, v in trial.arrays().items()}
    artifact.save(path, {"trials": [trial.params() for trial in trials]}, **arrays)


if __name__ == "__main__":
    run(main)
