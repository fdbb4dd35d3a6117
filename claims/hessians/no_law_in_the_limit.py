"""Whether some law of random matrices is the limit of the spectra of trained networks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from claims._base import Claim, Entry, Source
from claims._papers import GRANZIOL2020
from claims.hessians._trained import TrainedStudy, entry
from freewidth.stats import Evidence, log_slope
from freewidth.stats.extrapolation import FEWEST
from freewidth.stats.fits.held_out import HeldOut

SLOWEST = -0.25  # half of the exponent of independent numbers
FALLING = {"as of independent numbers": -0.5, "as of eigenvalues of its matrices": -1.0}


def entries(study: TrainedStudy) -> Iterator[Entry]:
    """One network in several sizes; matrices drawn from one of the laws as control."""
    trained = by_size(study.series)
    if len(trained) >= FEWEST:
        where = ", ".join(f"{size}: {values.mean():.3g}" for size, values in trained.items())
        note = f"mean distance by size {where}"
        yield entry("trained networks", "theorem", [_exponent(trained, FALLING)], note)
    sampled = by_size(study.sized)
    if len(sampled) >= FEWEST:
        note = "matrices drawn from one of the laws: false here"
        yield entry("sampled matrices", "control", [_exponent(sampled, {})], note)


def _exponent(distances: Mapping[int, NDArray], rivals: Mapping[str, float]) -> Evidence:
    what = "exponent of the least distance in the number of parameters"
    return replace(log_slope(what, distances, SLOWEST, rivals), side="at least")


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
