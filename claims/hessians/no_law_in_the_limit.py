"""Whether some law of random matrices is the limit of the spectra of trained networks."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from claims._base import Claim, Entry, Source
from claims._papers import GRANZIOL2020
from claims.hessians._trained import TrainedStudy, entry
from freewidth.stats import log_slope
from freewidth.stats.extrapolation import FEWEST
from freewidth.stats.fits.held_out import HeldOut

SLOWEST = -0.25  # half of the exponent of independent numbers
FALLING = {"as of independent numbers": -0.5, "as of eigenvalues of its matrices": -1.0}


def entries(study: TrainedStudy) -> Iterator[Entry]:
    """One network in several sizes; matrices drawn from one of the laws as control."""
    groups = (
        (study.series, "theorem", "", FALLING),
        (study.sized, "control", "matrices drawn from one of the laws: false here", {}),
    )
    for found, role, note, rivals in groups:
        distances = by_size(found)
        if len(distances) >= FEWEST:
            item = log_slope(
                "exponent of the least distance in the number of parameters",
                distances,
                SLOWEST,
                rivals,
            )
            name = "trained networks" if role == "theorem" else "sampled matrices"
            where = ", ".join(f"{size}: {v.mean():.3g}" for size, v in distances.items())
            yield entry(
                name, role, [replace(item, side="at least")], note or f"mean by size {where}"
            )


def by_size(found: Sequence[HeldOut]) -> dict[int, NDArray]:
    """Least Kolmogorov distance of all families to each spectrum, by size of the matrix."""
    spectra: dict[tuple[int, str], list[NDArray]] = {}
    for each in found:
        size = int(str(each.case["size"]))
        spectra.setdefault((size, str(each.case["name"])), []).append(each.fitted)
    return {size: np.min(fitted, axis=0) for (size, _), fitted in sorted(spectra.items())}


claim = Claim(
    statement=(
        "No law of these families is the limit of the spectra of trained networks: the Kolmogorov "
        "distance to the nearest one falls, if at all, more slowly than the number of parameters "
        "to the power -1/4, up to some 3000."
    ),
    source=Source(
        "ours",
        (GRANZIOL2020,),
        "the paper states which laws are nearer; whether any is the limit is asked here",
    ),
    hypotheses={
        "tanh networks on as many samples as parameters, trained to 97 %, no dead unit": "ours",
        "without known zeros and the C - 1 outliers; see docs/protocol.md": "ours",
    },
    rival="a distance that falls as for matrices of the law, or as for independent numbers",
    entries=entries,
    should="inconclusive",  # the question is open
    blind="a bound on an exponent, which is ours: no number is predicted",
)
