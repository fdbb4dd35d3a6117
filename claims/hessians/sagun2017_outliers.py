"""The number of outliers against the number of classes."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from claims._base import Claim, Entry, Role, Source
from claims._papers import SAGUN2017
from claims.hessians._trained import LEARNT, TrainedStudy, entry
from freewidth.stats import mean
from freewidth.stats.fits.local import isolation, outliers
from freewidth.symmetric.trained.snapshot import Snapshot

AMONG = 3  # times the number of classes: where the widest gap is looked for
TEN = 10  # classes of the data with most of them: a matrix of known law has none of its own


def entries(study: TrainedStudy) -> Iterator[Entry]:
    """Trained networks by data set; earlier ones and logistic regression for comparison."""
    ends = {(shot.case, shot.replicate, shot.epoch) for shot in study.trained()}
    bulk = [_isolation(values, TEN) for values in study.sampled.get("wigner", ())]
    rivals = {"no outliers: a sampled Wigner matrix": float(np.mean(bulk))} if bulk else {}
    groups: dict[tuple[str, bool, int], list[Snapshot]] = {}
    for shot in study.snapshots:
        groups.setdefault((shot.data, shot.depth == 1, shot.epoch), []).append(shot)
    for (data, shallow, epoch), shots in groups.items():
        end = all((s.case, s.replicate, s.epoch) in ends for s in shots)
        subject = "logistic regression" if shallow else "networks"
        role: Role = "theorem" if end and not shallow else "empirical"
        if len(shots) > 2:
            yield _entry(f"{data} {subject}, epoch {epoch}", role, shots, rivals)
    if len(bulk) > 2:
        note = "matrices drawn from the semicircle law: the statement is false"
        yield entry("sampled Wigner matrices", "control", [_evidence(bulk, {})], note)


def _entry(subject: str, role: Role, shots: Sequence[Snapshot], rivals: dict) -> Entry:
    counts = [outliers(shot.hessian, AMONG * shot.classes) for shot in shots]
    values = [_isolation(shot.hessian, shot.classes) for shot in shots]
    learnt = np.mean([shot.accuracy >= LEARNT for shot in shots])
    note = f"widest gap after {counts} eigenvalues; {learnt:.0%} trained"
    return entry(subject, role, [_evidence(values, rivals)], note, classes=shots[0].classes)


def _isolation(values: NDArray, classes: int) -> float:
    return isolation(values, classes - 1, AMONG * classes)


def _evidence(values, rivals):
    return mean(
        "gap below the C - 1 largest eigenvalues over the widest other one, less 1",
        np.array(values),
        0.0,
        rivals,
        side="at least",
    )


claim = Claim(
    statement=(
        "A trained network's Hessian has one outlier fewer than there are classes: among its "
        "largest eigenvalues the widest relative gap is the one below the C - 1 largest."
    ),
    formula=(
        r"\lambda_1 \ge \cdots \ge \lambda_{C-1} \;\big|\; \lambda_C \ge \cdots \qquad "
        r"\text{widest relative gap below } \lambda_{C-1}"
    ),
    scope="trained",
    source=Source(
        "recalled",
        (SAGUN2017,),
        "The abstract states outliers that depend on the data alone; their number is from memory, "
        "for larger networks and by eye.",
    ),
    hypotheses={
        "full-batch Hessian of a network with hidden layers at the end of training, more than 97 %"
        " training accuracy": "ours",
        "gaps among the largest 3 C eigenvalues": "ours",
        "logistic regression and earlier epochs as empirical": "ours",
    },
    rival="the gaps of a matrix without outliers",
    entries=entries,
    # It depends on the networks: true for logistic regression at all times and for one hidden layer
    # while accuracy still rises, false for those here that interpolate their data (paper profile).
    should="inconclusive",
)
