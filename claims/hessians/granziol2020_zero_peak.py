"""The Hessian of a trained network has a discrete peak at 0, and where it comes from."""

from collections.abc import Iterator

from claims._base import Claim, Entry, Source
from claims._papers import GRANZIOL2020
from claims.hessians._trained import TrainedStudy, by_case, entry
from freewidth import stats
from freewidth.symmetric.trained.nullity import counted

LARGE = 0.01  # of all eigenvalues: one in a hundred


def entries(study: TrainedStudy) -> Iterator[Entry]:
    """The peak as it is, and as a control what of it is not trivial."""
    for case, shots in by_case(study.trained()).items():
        zeros = [counted(shot.hessian) for shot in shots]
        known = [shot.nullity.hessian for shot in shots]
        size = shots[0].nullity.parameters
        peak = [
            stats.counted(f"share at 0, run {i}", count / size, LARGE, "at least", {"no atom": 0})
            for i, count in enumerate(zeros)
        ]
        yield entry(case, "theorem", peak, f"known beforehand: {known} of {zeros}")
        if None in shots[0].phi.slopes:
            rest = [
                stats.counted(
                    f"share at 0, run {i}, unexplained", (a - b) / size, LARGE, "at least"
                )
                for i, (a, b) in enumerate(zip(zeros, known, strict=True))
            ]
            note = "without blank inputs and the softmax shift no peak is left: false here"
            yield entry(f"{case}, trivial part removed", "control", rest, note)


claim = Claim(
    statement=(
        "The Hessian of a trained network has a discrete peak at 0, of at least one eigenvalue in "
        "a hundred, as laws of products and percolated matrices have and the semicircle has not."
    ),
    source=Source(
        "recalled",
        (GRANZIOL2020,),
        "The abstract states the peak of the laws; that trained networks have it is from memory.",
    ),
    hypotheses={
        "more than 97 % training accuracy": "ours",
        "an eigenvalue is at 0 if it is below 1e-12 of the largest": "ours",
        "activations without flat pieces as control of what the peak consists of": "ours",
    },
    rival="a law without an atom",
    entries=entries,
    blind="an inequality, whose bound is ours: no number is predicted",
)
