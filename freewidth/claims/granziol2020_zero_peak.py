"""The Hessian of a trained network has a discrete peak at 0 (P4), and where it comes from."""

from collections.abc import Iterator

from freewidth.claims._base import Claim, Entry
from freewidth.claims._trained import SOURCE, TrainedStudy, entry, exact
from freewidth.trained.nullity import counted

LARGE = 0.01  # of all eigenvalues: one in a hundred


def entries(study: TrainedStudy) -> Iterator[Entry]:
    """The peak as it is, and as a control what of it is not trivial."""
    for shot in study.trained():
        size = shot.nullity.parameters
        zeros, known = counted(shot.hessian), shot.nullity.hessian
        subject = f"{shot.case} run {shot.replicate}"
        peak = exact(
            "share of eigenvalues at 0", zeros / size, LARGE, "at least", a_law_without_atom=0.0
        )
        yield entry(subject, "theorem", [peak], f"known beforehand: {known} of {zeros}")
        if None in shot.phi.slopes:
            rest = exact(
                "share at 0 beyond blank inputs and the softmax shift",
                (zeros - known) / size,
                LARGE,
                "at least",
                all_of_it_trivial=0.0,
            )
            note = "without its trivial part there is no peak: the statement is false"
            yield entry(f"{subject}, trivial part removed", "control", [rest], note)


claim = Claim(
    statement=(
        "The Hessian of a trained network has a discrete peak at 0, of at least one eigenvalue in "
        "a hundred, as laws of products and percolated matrices have and the semicircle has not."
    ),
    source=SOURCE,
    hypotheses="more than 97 % training accuracy; an eigenvalue is at 0 if it is below 1e-12 of "
    "the largest; activations without flat pieces as control of what the peak consists of",
    rival="a law without an atom",
    entries=entries,
    family="trained",
)
