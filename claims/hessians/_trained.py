"""Evidence from trained networks, the study of the claims about Hessian spectra."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from claims._base import Entry, Role
from freewidth.stats import Evidence, mean, single
from freewidth.stats.fits.trial import Trial
from freewidth.symmetric.trained.snapshot import Snapshot

CLASSICAL = ("wigner", "wishart")
PRODUCTS = ("wishart_product", "wigner_product", "sandwich")
PERCOLATED = ("percolated_wigner", "percolated_wishart")
LEARNT = 0.97  # training accuracy from which a network counts as trained
VISIBLE = 0.05  # of Kolmogorov distance: one eigenvalue in twenty is not where the law has it
ON: tuple[tuple[str, Role], ...] = (("hessian", "theorem"), ("gauss_newton", "empirical"))
GAINS: tuple[tuple[str, str, Role], ...] = (
    ("hessian", "trained", "theorem"),
    ("gauss_newton", "trained", "theorem"),
    ("hessian", "initial", "empirical"),
    ("gauss_newton", "initial", "empirical"),
)


@dataclass(frozen=True, repr=False)
class TrainedStudy:
    """All that was measured on trained networks.

    Attributes:
        snapshots: networks along training.
        trials: families of laws fitted to their spectra, and to sampled matrices of known law.
        sweep: networks of many shapes, trained on few samples.
        sampled: eigenvalues of sampled matrices by law, the controls.
    """

    snapshots: Sequence[Snapshot] = ()
    trials: Sequence[Trial] = ()
    sweep: Sequence[Snapshot] = ()
    sampled: Mapping[str, Sequence[NDArray]] = field(default_factory=dict)

    def __repr__(self):
        return (
            f"TrainedStudy({len(self.snapshots)} snapshots, {len(self.trials)} trials, "
            f"{len(self.sweep)} in the sweep, sampled: {', '.join(self.sampled) or 'none'})"
        )

    def trained(self) -> list[Snapshot]:
        """The last snapshot of every run that has learnt its data."""
        last: dict[tuple[str, int], Snapshot] = {}
        for shot in self.snapshots:
            key = (shot.case, shot.replicate)
            if key not in last or shot.epoch > last[key].epoch:
                last[key] = shot
        return [shot for shot in last.values() if shot.accuracy >= LEARNT]

    def initial(self) -> list[Snapshot]:
        """Networks before training."""
        return [shot for shot in self.snapshots if shot.epoch == 0]

    def trials_on(self, matrix: str, when: str = "trained") -> dict[str, dict[str, Trial]]:
        """Trials by case and family; ``when`` is "trained", "initial" or "sampled"."""
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


def by_case(shots: Sequence[Snapshot]) -> dict[str, list[Snapshot]]:
    """Snapshots of the same data and architecture together."""
    found: dict[str, list[Snapshot]] = {}
    for shot in shots:
        found.setdefault(shot.case, []).append(shot)
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


def better(families: Sequence[str]) -> Callable[[TrainedStudy], Iterator[Entry]]:
    """Held-out distance of the best of ``families`` minus that of the best classical law.

    The family and its parameters are chosen on one network and judged on the others, so that
    neither more families nor more parameters are an advantage. One mean counts per case: its runs
    are not independent, each being held out for the others.
    """

    def entries(study: TrainedStudy) -> Iterator[Entry]:
        for matrix, when, role in GAINS:
            cases = {
                case: trials
                for case, trials in study.trials_on(matrix, when).items()
                if set(CLASSICAL) <= set(trials) and set(families) & set(trials)
            }
            if len(cases) > 1:  # one has no standard error
                gains = {
                    case: chosen(trials, families) - chosen(trials, CLASSICAL)
                    for case, trials in cases.items()
                }
                values = np.array([some.mean() for some in gains.values()])  # runs share networks
                yield _gain(
                    values, f"{matrix}, {when}", role, _circumstances(gains, cases, families)
                )
        for case, trials in study.trials_on("sample", "sampled").items():
            law = next(iter(trials.values())).case["law"]
            tried = set(CLASSICAL) <= set(trials) and set(families) & set(trials)
            if law in CLASSICAL and tried:
                gain = chosen(trials, families) - chosen(trials, CLASSICAL)
                note = f"matrices drawn from the {law} law, which no other fits better"
                yield _gain(gain, case, "control", note)

    return entries


def _circumstances(gains, cases, families):
    """In how many cases; and whether the better law is good: a gain does not make it true."""
    worse = [case for case, values in gains.items() if values.mean() >= 0]
    note = f"nearer in {len(gains) - len(worse)} of {len(gains)} cases"
    note += f", not for {', '.join(worse)}" if worse else ""
    best = [
        min((trials[f] for f in families if f in trials), key=lambda trial: trial.fitted.mean())
        for trials in cases.values()
    ]
    fitted = [trial.fitted.mean() for trial in best]
    note += f"; distance of the best {min(fitted):.2g} to {max(fitted):.2g}"
    chance = [trial.null.mean() for trial in best if len(trial.null)]
    return note + (f", by chance {min(chance):.2g} to {max(chance):.2g}" if chance else "")


def chosen(trials: Mapping[str, Trial], families: Sequence[str]) -> NDArray:
    """For each network: the family that fits it best, and its mean distance to the others."""
    some = [trials[name] for name in families if name in trials]
    fitted = np.stack([trial.fitted for trial in some])
    others = np.stack([trial.others for trial in some])
    return np.take_along_axis(others, fitted.argmin(axis=0)[None], axis=0)[0]


def _gain(values, subject, role, note=""):
    item = mean(
        "held-out distance minus that of the best of semicircle and Marchenko-Pastur",
        values,
        0.0,
        {"as good as the classical laws": 0.0},
        side="at most",
    )
    return entry(subject, role, [item], note, networks=len(values))
