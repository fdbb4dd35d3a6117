"""Whether the peak at 0 says anything about training: what is left of it without trivial zeros."""

from collections.abc import Iterator

from claims._base import Claim, Entry, Role, Source
from claims._papers import GRANZIOL2020
from claims.hessians._trained import TrainedStudy, by_case, entry
from freewidth import stats
from freewidth.symmetric.trained.nullity import RESOLVED, counted
from freewidth.symmetric.trained.snapshot import Snapshot

LARGE = 0.01  # of all eigenvalues, as for the whole peak
OTHER = (1e-15, 1e-9)  # of the largest eigenvalue: where a discrete peak would hold as many


def entries(study: TrainedStudy) -> Iterator[Entry]:
    """Zeros beyond those known beforehand, of trained networks; at the start as control."""
    groups: tuple[tuple[list[Snapshot], Role, str], ...] = (
        (study.trained(), "theorem", "trained"),
        (study.initial(), "control", "at the start"),
    )
    for shots, role, when in groups:
        for case, some in by_case(shots).items():
            items, more = [], []
            for shot in some:
                known, size = shot.nullity.hessian, shot.nullity.parameters
                seen = [counted(shot.hessian, r) - known for r in (RESOLVED, *OTHER)]
                what = f"share at 0 beyond what is known, run {shot.replicate}"
                items.append(stats.counted(what, seen[0] / size, LARGE, "at least", {"none": 0}))
                more.append(seen)
            note = f"zeros beyond those known, below 1e-12, 1e-15, 1e-9 of the largest: {more}"
            yield entry(f"{case}, {when}", role, items, note)


claim = Claim(
    statement=(
        "The discrete peak at 0 of a trained network's Hessian is more than blank inputs, inactive "
        "units and the softmax shift leave: without these, one eigenvalue in a hundred is still 0."
    ),
    source=Source(
        "ours",
        (GRANZIOL2020,),
        "a consequence, if the peak of trained networks is that of the law, as this paper suggests",
    ),
    hypotheses={
        "more than 97 % training accuracy": "ours",
        "an eigenvalue is at 0 if it is below 1e-12 of the largest": "ours",
        "networks before training as control": "ours",
    },
    rival="no zeros but the trivial ones",
    entries=entries,
    # Smooth networks have none but the trivial ones. In ReLU networks that are sure of nearly all
    # samples a tail of tiny eigenvalues reaches down to rounding: the count depends on the bound.
    should="inconclusive",
)
