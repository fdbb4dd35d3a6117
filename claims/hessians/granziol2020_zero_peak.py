"""The Hessian of a trained network has a discrete peak at 0 that is more than what is trivial."""

from collections.abc import Iterator, Sequence

from numpy.typing import NDArray

from claims._base import Claim, Entry, Source
from claims._papers import GRANZIOL2020
from claims.hessians._trained import TrainedStudy, by_case, entry
from freewidth.stats import Evidence
from freewidth.stats import counted as evidence_of_count
from freewidth.symmetric.trained.nullity import counted, visible_nullity

LARGE = 0.01  # of all eigenvalues: one in a hundred


def entries(study: TrainedStudy) -> Iterator[Entry]:
    """Every cell without its trivial part; sampled semicircle matrices as control."""
    for case, runs in by_case(study.cells).items():
        known = [run.nullity.hessian for run in runs]
        items = [_peak(f"run {run.replicate}", run.hessian, run.nullity.hessian) for run in runs]
        yield entry(case, "theorem", items, f"known beforehand, and not counted: {known}")
    matrices = study.sampled.get("wigner", ())
    if len(matrices):
        note = "matrices of the semicircle law, which has no atom: the statement is false"
        yield entry("sampled Wigner matrices", "control", _peaks(matrices), note)


def _peaks(matrices: Sequence[NDArray]) -> list[Evidence]:
    return [_peak(f"matrix {i}", values, 0) for i, values in enumerate(matrices)]


def _peak(which: str, eigenvalues: NDArray, known: int) -> Evidence:
    """The share of eigenvalues at 0 beyond those known, by a gap or else by a threshold."""
    zeros = visible_nullity(eigenvalues)
    how = "" if zeros is not None else ", below 1e-12"
    zeros = counted(eigenvalues) if zeros is None else zeros
    share = (zeros - known) / len(eigenvalues)
    what = f"share at 0 beyond what is known{how}, {which}"
    return evidence_of_count(what, share, LARGE, "at least", {"no atom": 0})


claim = Claim(
    statement=(
        "The Hessian of a trained network has a discrete peak at 0 beyond what blank inputs, "
        "inactive units and the softmax shift leave: at least one eigenvalue in a hundred."
    ),
    formula=r"\frac1P\,(\dim\,\ker H - \text{trivial}) \ge 0.01",
    scope="trained",
    source=Source(
        "recalled",
        (GRANZIOL2020,),
        "The abstract states the peak of the laws; that trained networks have it is from memory. "
        "To leave out what is trivial is ours: with it, blank inputs alone make such a peak.",
    ),
    hypotheses={
        "97 % training accuracy, no dead unit; 42 cells, see docs/protocol.md": "ours",
        "zeros are told by a visible gap in the spectrum, or else by 1e-12 of the largest": "ours",
    },
    rival="no zeros but the trivial ones, as matrices without an atom",
    entries=entries,
    should="inconclusive",  # the networks are small, and the paper's were not
    blind="an inequality, whose bound is ours: no number is predicted",
)
