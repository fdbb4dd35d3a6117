"""The weight at 0 is set by a ratio of dimensions, as for products of matrices."""

from collections.abc import Iterator

from claims._base import Claim, Entry, Source
from claims._papers import GRANZIOL2020
from claims.hessians._trained import TrainedStudy, entry
from freewidth import stats
from freewidth.symmetric.trained.nullity import counted, visible_nullity


def entries(study: TrainedStudy) -> Iterator[Entry]:
    """Gauss-Newton matrices of networks of many shapes; their Hessians as control."""
    for shot in study.sweep:
        size, known = shot.nullity.parameters, shot.nullity
        if known.rank_bound >= size - known.hessian:
            continue  # not bound by the number of samples
        weight = (size - known.rank_bound) / size
        trivial = known.hessian / size
        subject = f"{shot.case}, {shot.samples} samples"
        rivals = {"the trivial null space alone": trivial, "no atom": 0.0}
        items = [_atom("Gauss-Newton", counted(shot.gauss_newton) / size, weight, rivals)]
        note = "no gap in the spectrum decides the rank: the inequality alone"
        if (zeros := visible_nullity(shot.gauss_newton)) is not None:
            note = ""
            what = "the same, where a gap ends the spectrum"
            items.append(stats.counted(what, zeros / size, weight, rivals=rivals))
        yield entry(subject, "theorem", items, note, parameters=size, samples=shot.samples)
        yield entry(
            f"{subject}, Hessian",
            "control",
            [_atom("Hessian", counted(shot.hessian) / size, weight, {})],
            "the Hessian is no product of these dimensions: the statement is false for it",
        )


def _atom(matrix, observed, expected, rivals):
    what = f"weight at 0 of the {matrix} matrix"
    return stats.counted(what, observed, expected, "at least", rivals)


claim = Claim(
    statement=(
        "The weight at 0 of the Gauss-Newton matrix, a product of rectangular matrices, is at "
        "least one minus a ratio of dimensions, 1 - n (C - 1)/P with n samples, C classes and P "
        "parameters, and more where a layer is narrower than the outputs; and no more than that "
        "wherever a gap in the spectrum tells zeros from small eigenvalues."
    ),
    formula=r"\frac1P \dim\,\ker G \ge 1 - \frac{n (C - 1)}{P}",
    scope="trained",
    source=Source(
        "ours",
        (GRANZIOL2020,),
        "by counting dimensions; the paper states such a ratio for products of random matrices",
    ),
    hypotheses={
        "fewer independent outputs than parameters that matter": "ours",
    },
    rival="a weight that does not depend on the number of samples",
    entries=entries,
    blind="zeros are counted, not estimated: a ratio that is off by one zero is refuted",
)
