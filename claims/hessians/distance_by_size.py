"""Whether spectra of trained networks come nearer to some law the larger they are."""

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
    steps = {size: 1 / size for size in distances}  # distances often end at the share of zeros
    return replace(log_slope(what, distances, SLOWEST, rivals, steps=steps), side="at least")


def by_size(found: Sequence[HeldOut]) -> dict[int, NDArray]:
    """Least Kolmogorov distance of all families to each spectrum, by size of the matrix."""
    spectra: dict[tuple[int, str], list[NDArray]] = {}
    for each in found:
        size = int(str(each.case["size"]))
        spectra.setdefault((size, str(each.case["name"])), []).append(each.fitted)
    least: dict[int, list[NDArray]] = {}
    for (size, _), fitted in sorted(spectra.items()):
        least.setdefault(size, []).append(np.min(fitted, axis=0))
    return {size: np.concatenate(values) for size, values in least.items()}


claim = Claim(
    statement=(
        "From some 300 to 3000 parameters, networks trained on what one teacher says do not come "
        "nearer to a law of these families as they grow: the Kolmogorov distance to the nearest "
        "falls, if at all, more slowly than the number of parameters to the power -1/4."
    ),
    formula=(
        r"\min_{\text{laws } F} \sup_x |F_P(x) - F(x)| \propto P^{-\alpha},\; \alpha < \frac14"
    ),
    scope="trained",
    source=Source(
        "ours",
        (GRANZIOL2020,),
        "the paper states which laws are nearer; whether any could be the limit is asked here. An "
        "exponent over one decade does not decide what the limit is.",
    ),
    hypotheses={
        "one data set (a teacher's, drawn by the seed), as many samples as parameters; runs differ "
        "by initial weights and batches": "ours",
        "tanh networks of two equal hidden layers, trained to 97 %, no dead unit": "ours",
        "without known zeros and the C - 1 outliers; see docs/protocol.md": "ours",
    },
    rival="a distance that falls as for matrices of the law, or as for independent numbers",
    entries=entries,
    should="inconclusive",  # the question is open
    blind="a bound on an exponent, which is ours: no number is predicted",
)
