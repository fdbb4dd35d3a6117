"""How the index falls with energy depends on the law."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from claims._base import Claim, Entry, Source
from claims._papers import GRANZIOL2020
from claims.hessians._trained import TrainedStudy, entry
from freewidth.limits import negative_quantile
from freewidth.stats import mean

DEEP, SHALLOW = 0.02, 0.2  # shares of the negative eigenvalues
TWICE = np.log(2)
RESOLVED = 1e-9  # of the largest: closer to 0 the sign of an eigenvalue is not known
TOO_FEW = 100  # negative eigenvalues: their quantile at DEEP would be one or two of them


def reach(negative: NDArray) -> float:
    """Log of how much deeper the lowest 2 % of the negative eigenvalues begin than the lowest 20 %.

    Adding a shift E to the Hessian, as a higher energy does, leaves negative those below -E: the
    logarithm of the ratio of the energies at which the index is down to 2 % and to 20 %.
    """
    deep, shallow = np.quantile(negative, [DEEP, SHALLOW])
    return float(np.log(deep / shallow))


def semicircle() -> float:
    """The same for the negative half of a semicircle."""
    deep, shallow = negative_quantile([DEEP, SHALLOW])
    return float(np.log(deep / shallow))


def entries(study: TrainedStudy) -> Iterator[Entry]:
    """Trained Hessians by activation; as control the same for matrices of the semicircle law."""
    sharp = semicircle()
    groups: dict[str, list[float]] = {}
    for shot in study.trained():
        negative = shot.hessian[shot.hessian < -RESOLVED * shot.hessian[-1]]
        if len(negative) >= TOO_FEW:
            groups.setdefault(shot.activation, []).append(reach(negative))
    for activation, values in sorted(groups.items()):
        if len(values) > 1:
            yield entry(f"{activation} networks", "theorem", [_evidence(values, sharp)])
    controls = [reach(v[v < 0]) for v in study.sampled.get("wigner", ())]
    if len(controls) > 1:
        note = "matrices drawn from the semicircle law: the statement is false"
        yield entry("sampled Wigner matrices", "control", [_evidence(controls, sharp)], note)


def _evidence(values, sharp):
    return mean(
        "log of the energy at which the index is down to 2 % over that at which it is to 20 %",
        np.array(values),
        sharp + TWICE,
        {"semicircle": sharp},
        side="at least",
    )


claim = Claim(
    statement=(
        "Layers of critical points by index depend on the exact law: negative eigenvalues of "
        "trained networks reach at least twice as deep, against their lower fifth, as the hard "
        "edge of a semicircle allows."
    ),
    source=Source(
        "abstract",
        (GRANZIOL2020,),
        "That results on the layers of critical points depend on the exact law says the abstract; "
        "the measure and the factor are ours.",
    ),
    hypotheses={
        "Hessians of trained networks with at least 100 negative eigenvalues": "ours",
    },
    rival="the sharp layers of a semicircle",
    entries=entries,
    should="inconclusive",  # the factor is ours
)
