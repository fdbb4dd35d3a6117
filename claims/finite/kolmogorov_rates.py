"""How far the spectrum of one network is from the limit law: n^{-1/2}, or 1/n where D is given."""

from dataclasses import replace

import numpy as np

from claims._base import Claim, Source
from claims._papers import PASTUR2022, PASTUR2023
from claims.finite._experiments import entry
from claims.finite._rates import DISTANCE, fluctuations, loglog_slope
from freewidth.stats import log_slope
from freewidth.stats.sensitivity import of_prediction

WHAT = "slope of log E sup|F_n - F|"
SLOW, FAST = {"as if D were given": -1.0}, {"as if D fluctuated": -0.5}
WHY_ADDED = (
    "besides D the eigenvalues given D fluctuate, by the distance measured at typical D, which "
    "adds in quadrature (taken off) or in full: allowed is what taking it off changes"
)
WHY_LOG = (
    "the distance lies between 1/(2n), half a jump, and order log n / n: the logarithm adds up to "
    "the slope of log log n"
)


def entries(study):
    """Every ensemble: D from the weights, D of typical values, D = 1."""
    for draws in fluctuations(study).values():
        own, given = (distances(draws, kind) for kind in ("true", "typical"))
        yield entry(draws, "D from the weights", "theorem", [unconditional(own, given)])
        for kind, words in (("typical", "D given"), ("linear", "linear phi")):
            if kind in draws.observed:
                yield entry(draws, words, "theorem", [conditional(distances(draws, kind), FAST)])
        note = "tested against the exponent for given D"
        wrong = [conditional(own, {})]
        yield entry(draws, "D from the weights, off", "control", wrong, note)


def distances(draws, kind):
    """Kolmogorov distances of all networks by width."""
    return {n: values[:, DISTANCE] for n, values in draws.observed[kind].items()}


def unconditional(own, given):
    """The exponent of what D does to the distance."""
    raw = log_slope(WHAT, own, -0.5, SLOW)
    scale = {n: np.sqrt(max(1 - (given[n].mean() / v.mean()) ** 2, 0.0)) for n, v in own.items()}
    rest = log_slope(WHAT, {n: v * scale[n] for n, v in own.items()}, -0.5, SLOW)
    gap = abs(rest.observed - raw.observed)
    return replace(rest, bias=rest.bias + gap, why_bias=WHY_ADDED)


def conditional(observed, rivals):
    """The exponent where only the weights fluctuate."""
    item = log_slope(WHAT, observed, -1.0, rivals)
    return replace(item, bias=loglog_slope(observed), why_bias=WHY_LOG)


claim = Claim(
    statement=(
        "The Kolmogorov distance of one network's spectrum to the limit law falls like n^{-1/2}; "
        "with D given (and as regular as its limit), or for linear phi, like 1/n up to a logarithm."
    ),
    source=Source(
        "ours",
        (PASTUR2023, PASTUR2022),
        "from the fluctuations of D and the rigidity of eigenvalues; these papers state "
        "convergence",
    ),
    hypotheses={
        "i.i.d. weights with finite fourth moment, or Haar weights": "ours",
    },
    rival="the other exponent",
    entries=entries,
    ingredients={"exponent": of_prediction()},
)
