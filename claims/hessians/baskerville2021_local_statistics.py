"""Locally, Hessians of trained networks look like the Gaussian orthogonal ensemble."""

from collections.abc import Iterator

import numpy as np

from claims._base import Claim, Entry, Source
from claims._papers import BASKERVILLE2021
from claims.hessians._trained import TrainedStudy, entry
from freewidth.stats import mean
from freewidth.stats.fits.local import GOE, POISSON, spacing_ratios
from freewidth.stats.sensitivity import of_prediction

LEAST = 4  # networks of a control: two pairs, of which no network is in both


def entries(study: TrainedStudy) -> Iterator[Entry]:
    """Mean spacing ratio by activation; as control the spectra of two networks mixed."""
    deep = [shot for shot in study.trained() if shot.depth > 1]
    for activation in sorted({shot.activation for shot in deep}):
        shots = [shot for shot in deep if shot.activation == activation]
        if len(shots) >= 3:
            values = [spacing_ratios(shot.hessian).mean() for shot in shots]
            yield entry(f"{activation} networks", "theorem", [_evidence(values)])
    if len(deep) >= LEAST:
        note = "eigenvalues of two networks mixed: they do not repel each other"
        yield entry("networks, two at a time", "control", [_evidence(mixed(deep))], note)


def mixed(shots):
    """Mean ratios of the spectra of two networks together, each network in one pair at most."""
    pairs = zip(shots[::2], shots[1::2], strict=False)
    both = (np.sort(np.concatenate([a.hessian, b.hessian])) for a, b in pairs)
    return [spacing_ratios(values).mean() for values in both]


def _evidence(values):
    rivals = {"independent eigenvalues": POISSON}
    return mean("mean ratio of neighbouring spacings", np.array(values), GOE, rivals)


claim = Claim(
    statement=(
        "Neighbouring eigenvalues in the bulk of a trained network's Hessian repel each other as "
        "in the Gaussian orthogonal ensemble, although its global law is no semicircle."
    ),
    formula=(
        r"\mathbb{E}\,\frac{\min(s_i, s_{i+1})}{\max(s_i, s_{i+1})} \approx 0.5307 \qquad "
        r"s_i = \lambda_{i+1} - \lambda_i"
    ),
    scope="trained",
    source=Source("abstract", (BASKERVILLE2021,)),
    hypotheses={
        "full-batch Hessian, more than 97 % training accuracy": "ours",
        "bulk without its tails": "ours",
    },
    rival="independent eigenvalues",
    entries=entries,
    ingredients={"mean ratio": of_prediction()},
    should="inconclusive",  # networks this small may have a structure of their own
)
