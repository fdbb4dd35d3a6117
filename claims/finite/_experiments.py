"""Evidence from experiments on finite networks (``Draws``), the study of the scaling claims."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from claims._base import Entry, Role
from freewidth.sample.finite.draws import Draws
from freewidth.stats import Evidence, extrapolate
from freewidth.stats.evidence import WHY_BIAS
from freewidth.stats.rates import WHY_BIAS as WHY_SLOPE

Experiments = Mapping[tuple[str, str], Draws]  # (experiment, case)

ROUNDING = 1e-12  # relative: traces of products of a few small matrices
WHY_EXACT = "the prediction is exact at this width; only rounding is allowed for"
SOURCE = (
    "Muca Cirone, Hamdan and Salvi (2024), Genus expansion for non-linear random matrix ensembles "
    "with applications to neural networks, arXiv:2407.08459"
)


def cases(study: Experiments, experiment: str) -> dict[str, Draws]:
    """The cases of one experiment that were sampled."""
    return {case: draws for (name, case), draws in sorted(study.items()) if name == experiment}


def entry(draws: Draws, what: str, role: Role, evidence: Sequence[Evidence], note="") -> Entry:
    """An entry about one case, ``what`` saying which part of it."""
    labels = {"experiment": draws.experiment, "case": draws.case, "part": what}
    subject = f"{draws.experiment} {draws.case} {what}".strip()
    return Entry(subject, labels, role, tuple(evidence), note)


def exact(
    names: Sequence[str],
    values: NDArray,
    expected: Sequence[float],
    rivals: Mapping[str, Sequence[float]],
    freedom: float | None = None,
) -> list[Evidence]:
    """Means of statistics, shape (R, K), against values predicted for this very width."""
    mean = values.mean(axis=0)
    sem = values.std(axis=0, ddof=1) / np.sqrt(len(values))
    return [
        Evidence(
            what=name,
            observed=float(mean[i]),
            expected=float(expected[i]),
            sem=float(sem[i]),
            bias=ROUNDING * abs(float(mean[i])),
            why_bias=WHY_EXACT,
            rivals=_told_apart(rivals, expected, i),
            freedom=len(values) - 1 if freedom is None else freedom,
            at_width=float(mean[i]),
        )
        for i, name in enumerate(names)
    ]


def at_infinite_width(
    names: Sequence[str],
    observed: Mapping[int, NDArray],
    expected: Sequence[float],
    rivals: Mapping[str, Sequence[float]],
) -> list[Evidence]:
    """Statistics extrapolated in 1/n against their limits; ``observed[n]`` has shape (R, K)."""
    level, error, bias, freedom = extrapolate(observed)
    widest = observed[max(observed)].mean(axis=0)
    return [
        Evidence(
            what=name,
            observed=float(level[i]),
            expected=float(expected[i]),
            sem=float(error[i]),
            bias=float(bias[i]),
            why_bias=WHY_BIAS,
            rivals=_told_apart(rivals, expected, i),
            freedom=freedom,
            at_width=float(widest[i]),
        )
        for i, name in enumerate(names)
    ]


def rate(
    what: str, observed: Mapping[int, NDArray], expected: float, rivals: Mapping[str, float]
) -> Evidence:
    """Slope of the log of a mean against log n; ``observed[n]`` has shape (R,), all positive."""
    widths = np.array(sorted(observed))
    means = np.array([observed[n].mean() for n in widths])
    spreads = [observed[n].std(ddof=1) / np.sqrt(len(observed[n])) for n in widths]
    weight = (means / np.array(spreads)) ** 2
    x = np.log(widths)
    lever = weight * (x - (weight @ x) / weight.sum())
    lever /= lever @ x
    return Evidence(
        what=what,
        observed=float(lever @ np.log(means)),
        expected=expected,
        sem=float(np.sqrt(lever**2 @ (1 / weight))),
        bias=float(abs(lever @ (widths.min() / 4 / widths))),
        why_bias=WHY_SLOPE,
        rivals=dict(rivals),
        freedom=float(min(len(v) for v in observed.values()) - 1),
        at_width=float(means[-1]),
    )


def _told_apart(rivals, expected, i):
    """A rival that predicts the same is no rival."""
    target = float(expected[i])
    found = {name: float(values[i]) for name, values in rivals.items()}
    return {n: v for n, v in found.items() if not np.isclose(v, target, rtol=1e-6, atol=1e-12)}
