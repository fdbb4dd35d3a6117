"""How many eigenvalues of a network's Hessian are 0, from its data and activity alone."""

from collections.abc import Iterator

from freewidth.claims._base import Claim, Entry
from freewidth.claims._trained import TrainedStudy, entry, exact
from freewidth.trained.nullity import counted


def entries(study: TrainedStudy) -> Iterator[Entry]:
    """A lower bound at all times; attained at the start by activations without flat pieces."""
    for shot in study.snapshots:
        known = shot.nullity
        subject = f"{shot.case} run {shot.replicate}, epoch {shot.epoch}"
        curved = None in shot.phi.slopes or shot.depth == 1
        side = "equal" if curved and shot.epoch == 0 else "at least"
        rivals = {"none": 0, "the softmax shift alone": known.softmax}
        names = {name.replace(" ", "_"): value for name, value in rivals.items()}
        zeros = exact("zeros of the Hessian", counted(shot.hessian), known.hessian, side, **names)
        outer = exact(
            "zeros of the Gauss-Newton matrix",
            counted(shot.gauss_newton),
            known.gauss_newton,
            "at least",
            none=0,
        )
        yield entry(subject, "theorem", [zeros, outer])
        if side == "equal":
            more = exact(
                "zeros of the Hessian", counted(shot.hessian), known.hessian + 1, "at least"
            )
            yield entry(subject, "control", [more], "one more than the formula counts")


claim = Claim(
    statement=(
        "The Hessian of a multilayer perceptron has at least as many eigenvalues at 0 as blank or "
        "collinear inputs, units that are never active (together) and the softmax shift imply; "
        "before training, with a smooth activation, exactly as many."
    ),
    source="derived here (docstring of freewidth.trained.nullity)",
    hypotheses="softmax cross-entropy, no weight decay; zero means below 1e-12 of the largest",
    rival="no atom at 0; the softmax shift alone",
    entries=entries,
    family="trained",
)
