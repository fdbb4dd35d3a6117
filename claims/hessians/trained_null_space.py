"""How many eigenvalues of a network's Hessian are 0, from its data and activity alone."""

from collections.abc import Iterator

from claims._base import Claim, Entry, Source
from claims.hessians._trained import TrainedStudy, by_case, entry
from freewidth import stats
from freewidth.symmetric.trained.nullity import counted, visible_nullity
from freewidth.symmetric.trained.snapshot import Snapshot


def entries(study: TrainedStudy) -> Iterator[Entry]:
    """A lower bound at all times; attained at the start by activations without flat pieces."""
    for case, shots in by_case(study.snapshots).items():
        yield entry(case, "theorem", [item for shot in shots for item in _zeros(shot)])
        more = [
            stats.counted(f"zeros of the Hessian{_when(shot)}", zeros, bound, "at least")
            for shot in shots
            for bound, zeros in [(shot.nullity.hessian + 1, visible_nullity(shot.hessian))]
            if _attained(shot) and zeros is not None
        ]
        if more:
            yield entry(case, "control", more, "one more than the formula counts")


def _zeros(shot: Snapshot):
    known, when = shot.nullity, _when(shot)
    rivals = {"none": 0, "the softmax shift alone": known.softmax}
    what, zeros = f"zeros of the Hessian{when}", visible_nullity(shot.hessian)
    yield stats.counted(what, counted(shot.hessian), known.hessian, "at least", rivals)
    if _attained(shot) and zeros is not None:
        yield stats.counted(f"{what}, by the gap", zeros, known.hessian, rivals=rivals)
    outer = counted(shot.gauss_newton)
    yield stats.counted(
        f"of Gauss-Newton{when}", outer, known.gauss_newton, "at least", {"none": 0}
    )


def _attained(shot):
    return shot.epoch == 0 and (None in shot.phi.slopes or shot.depth == 1)


def _when(shot):
    return f", run {shot.replicate} epoch {shot.epoch}"


claim = Claim(
    statement=(
        "The Hessian of a multilayer perceptron has at least as many eigenvalues at 0 as blank or "
        "collinear inputs, units that are never active (together) and the softmax shift imply; "
        "before training, with a smooth activation, exactly as many."
    ),
    formula=(r"\dim\,\ker H \ge N_{\text{blank}} + N_{\text{inactive}} + N_{\text{softmax}}"),
    scope="trained",
    source=Source(
        "ours",
        note="derived in freewidth.symmetric.trained.nullity",
    ),
    hypotheses={
        "softmax cross-entropy, no weight decay": "ours",
        "zero means below 1e-12 of the largest": "ours",
        "equality where a gap of two decades tells zeros from small eigenvalues": "ours",
    },
    rival="no atom at 0; the softmax shift alone",
    entries=entries,
    blind="zeros are counted, not estimated: one more is refuted, as the controls show",
)
