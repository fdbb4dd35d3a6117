"""Evidence from trained networks, the study of the claims about Hessian spectra."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from claims._base import Entry, Role
from freewidth.stats import Evidence, sign_flip, single
from freewidth.stats.fits.held_out import HeldOut
from freewidth.stats.fits.trial import Trial
from freewidth.symmetric.trained.cell import LEARNT, Run
from freewidth.symmetric.trained.made import parsed
from freewidth.symmetric.trained.snapshot import Snapshot

CLASSICAL = ("wigner", "wishart")
PRODUCTS = ("wishart_product", "wigner_product", "sandwich")
PERCOLATED = ("percolated_wigner", "percolated_wishart")
VISIBLE = 0.05  # of Kolmogorov distance: one eigenvalue in twenty is not where the law has it
ON: tuple[tuple[str, Role], ...] = (("hessian", "theorem"), ("gauss_newton", "empirical"))
T = TypeVar("T", Snapshot, Run)
DISTANCES = ("kolmogorov", "wasserstein")


@dataclass(frozen=True, repr=False)
class TrainedStudy:
    """All that was measured on trained networks.

    Attributes:
        snapshots: networks along training.
        trials: families of laws fitted to their spectra, and to sampled matrices of known law.
        sweep: networks of many shapes, trained on few samples.
        sampled: eigenvalues of sampled matrices by law, the controls.
        cells: networks of many data sets, all runs that count.
        held_out: laws fitted to one run of a cell and judged on the other.
        series: laws fitted to one network in several sizes.
        pairs: laws fitted to one of two sampled matrices and judged on the other.
        sized: laws fitted to sampled matrices of several sizes.
    """

    snapshots: Sequence[Snapshot] = ()
    trials: Sequence[Trial] = ()
    sweep: Sequence[Snapshot] = ()
    sampled: Mapping[str, Sequence[NDArray]] = field(default_factory=dict)
    cells: Sequence[Run] = ()
    held_out: Sequence[HeldOut] = ()
    series: Sequence[HeldOut] = ()
    pairs: Sequence[HeldOut] = ()
    sized: Sequence[HeldOut] = ()

    def __repr__(self):
        return (
            f"TrainedStudy({len(self.snapshots)} snapshots, {len(self.trials)} trials, "
            f"{len(self.sweep)} in the sweep, {len(self.cells)} runs of cells, "
            f"sampled: {', '.join(self.sampled) or 'none'})"
        )

    def trained(self) -> list[Snapshot]:
        """The last snapshot of every run that has learnt its data."""
        last: dict[tuple[str, int], Snapshot] = {}
        for shot in self.snapshots:
            key = (shot.case, shot.replicate)
            if key not in last or shot.epoch > last[key].epoch:
                last[key] = shot
        return [shot for shot in last.values() if shot.accuracy >= LEARNT]

    def trials_on(self, matrix: str, when: str = "trained") -> dict[str, dict[str, Trial]]:
        """Trials by case and family; ``when`` is "trained" or "sampled"."""
        found: dict[str, dict[str, Trial]] = {}
        for trial in self.trials:
            if (trial.case["matrix"], trial.case["when"]) == (matrix, when):
                found.setdefault(str(trial.case["name"]), {})[trial.family] = trial
        return found


def entry(
    subject: str, role: Role, evidence: Sequence[Evidence], note: str = "", **labels
) -> Entry:
    """An entry on one subject."""
    return Entry(subject, labels, role, tuple(evidence), note)


def by_case(shots: Sequence[T]) -> dict[str, list[T]]:
    """Snapshots, or runs, of the same data and architecture together."""
    found: dict[str, list[T]] = {}
    for shot in shots:
        found.setdefault(shot.case, []).append(shot)
    return found


def by_data(runs: Sequence[Run]) -> dict[str, list[Run]]:
    """Runs on the same data together."""
    found: dict[str, list[Run]] = {}
    for run in runs:
        found.setdefault(run.data, []).append(run)
    return found


def deviation(family: str) -> Callable[[TrainedStudy], Iterator[Entry]]:
    """Distance of trained spectra to the nearest law of a family: visible, and not by chance."""

    def entries(study: TrainedStudy) -> Iterator[Entry]:
        for matrix, role in ON:
            for case, trials in study.trials_on(matrix).items():
                if family in trials and len(trials[family].null) > 1:
                    yield _far(trials[family], f"{case}, {matrix}", role)
        for case, trials in study.trials_on("sample", "sampled").items():
            if family in trials and trials[family].case["law"] == family:
                note = "matrices drawn from the law itself: the statement is false"
                yield _far(trials[family], case, "control", note)

    return entries


def _far(trial: Trial, subject: str, role: Role, note: str = "") -> Entry:
    rivals = {"a matrix drawn from that law": float(trial.null.mean())}
    evidence = [
        single(
            f"distance to the nearest law, run {i}",
            distance,
            trial.null,
            VISIBLE,
            rivals,
            "at least",
        )
        for i, distance in enumerate(trial.fitted)
    ]
    return entry(subject, role, evidence, note, removed=trial.outliers, size=trial.size)


def nearer(families: Sequence[str]) -> Callable[[TrainedStudy], Iterator[Entry]]:
    """Held-out distance of the best of ``families`` less that of the best classical law.

    As docs/protocol.md says: the family is chosen, with all its parameters, on one run of a cell
    and judged on the other. Cells of one data set are not independent: data sets are tested, by
    flipping the signs of their mean gains.
    """

    def entries(study: TrainedStudy) -> Iterator[Entry]:
        cells = by_spectra(study.held_out)
        yield from _gains(cells, families, "all cells", "theorem")
        for activation in sorted({str(key[1]) for key in cells}):
            some = {key: value for key, value in cells.items() if key[1] == activation}
            yield from _gains(some, families, f"{activation} cells", "empirical")
        pairs = by_spectra(study.pairs)
        for law in sorted({str(key[0]) for key in pairs}):
            some = {key: value for key, value in pairs.items() if key[0] == law}
            note = f"matrices drawn from the {law} law, which no other fits better"
            yield from _gains(some, families, f"sampled {law}", "control", note)

    return entries


Cells = Mapping[tuple[object, ...], Mapping[str, HeldOut]]  # what they share is tested together


def by_spectra(found: Sequence[HeldOut]) -> Cells:
    """Families by what they were fitted to: (data, activation, name), or (law, size, first)."""
    cells: dict[tuple[object, ...], dict[str, HeldOut]] = {}
    for each in found:
        case = each.case
        key = (
            (case["law"], case["size"], case["first"])
            if "law" in case
            else (case["data"], case["activation"], case["name"])
        )
        cells.setdefault(key, {})[each.family] = each
    return cells


def gain(trials: Mapping[str, HeldOut], families: Sequence[str], distance: str) -> float:
    """Distance of a group of families less that of the classical laws, mean over the runs."""
    own, classical = (chosen(trials, group, distance) for group in (families, CLASSICAL))
    return float((own - classical).mean())


def chosen(trials: Mapping[str, HeldOut], families: Sequence[str], distance: str) -> NDArray:
    """For each run: the family that fits it best, and its mean distance to the other runs."""
    some = [trials[name] for name in families if name in trials]
    best = np.stack([trial.fitted for trial in some]).argmin(axis=0)
    others = np.stack([trial.others(distance) for trial in some])
    return np.take_along_axis(others, best[None], axis=0)[0]


def _gains(cells, families, subject, role, note=""):
    """One entry on some cells, unless there are too few to test or families are missing."""
    complete = {
        key: trials
        for key, trials in cells.items()
        if set(CLASSICAL) <= set(trials) and set(families) & set(trials)
    }
    clusters = _clusters(complete, role)
    if len(clusters) > 1:
        items = []
        for distance in DISTANCES:
            gains = [
                np.mean([gain(trials, families, distance) for trials in some])
                for some in clusters.values()
            ]
            items.append(
                sign_flip(
                    f"held-out {distance.capitalize()} distance, less the best classical law's",
                    gains,
                    0.0,
                    {"as good as the classical laws": 0.0},
                    "at most",
                )
            )
        yield entry(
            subject, role, items, note or _circumstances(complete, families), cells=len(complete)
        )


def _clusters(cells: Cells, role: Role) -> dict[object, list[Mapping[str, HeldOut]]]:
    """Cells by what is independent: data sets, or single pairs of sampled matrices."""
    found: dict[object, list[Mapping[str, HeldOut]]] = {}
    for key, trials in cells.items():
        found.setdefault(key if role == "control" else key[0], []).append(trials)
    return found


def _circumstances(cells, families):
    """In how many cells; and whether the better law is good: a gain does not make it true."""
    nearer: dict[str, list[bool]] = {}
    for (data, *_), trials in cells.items():
        kind, _ = parsed(str(data)) or ("real", 0)
        nearer.setdefault(kind, []).append(gain(trials, families, "kolmogorov") < 0)
    best = [chosen(trials, families, "kolmogorov").mean() for trials in cells.values()]
    where = ", ".join(f"{sum(some)} of {len(some)} {kind}" for kind, some in nearer.items())
    return (
        f"nearer (Kolmogorov) in {where} cells, at distances of {min(best):.2g} to {max(best):.2g}"
    )
