"""How far the spectrum of one network is from the limit law: n^{-1/2}, or far less with D given."""

from dataclasses import replace

import numpy as np

from claims._base import Claim, Source
from claims._papers import PASTUR2022, PASTUR2023
from claims.finite._experiments import entry
from claims.finite._rates import DISTANCE, fluctuations
from freewidth.stats import log_slope
from freewidth.stats.sensitivity import of_prediction

WHAT = "slope of log E sup|F_n - F|"
SLOW, OTHERS = {"as if D were given": -1.0}, {"n^{-1/2}": -0.5, "n^{-1}": -1.0}
BOUND = -0.75  # halfway between the two; from below it is -1, as half a jump of F_n is 1/(2n)
WHY_ADDED = (
    "besides D the eigenvalues given D fluctuate, by the distance measured at typical D, which "
    "adds in quadrature (taken off) or in full: allowed is what taking it off changes"
)


def entries(study):
    """Every ensemble: D from the weights, D of typical values, D = 1."""
    for draws in fluctuations(study).values():
        own, given = (distances(draws, kind) for kind in ("true", "typical"))
        yield entry(draws, "D from the weights", "theorem", [unconditional(own, given)])
        for kind, words in (("typical", "D given"), ("linear", "linear phi")):
            if kind in draws.observed:
                yield entry(draws, words, "theorem", conditional(distances(draws, kind)))
        for words, some, power in (("D from the weights", own, -1.0), ("D given", given, -0.5)):
            note = f"tested against n^{{{power:g}}}"
            yield entry(draws, f"{words}, off", "control", [log_slope(WHAT, some, power, {})], note)


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


def conditional(observed):
    """The exponent where only the weights fluctuate: its two bounds."""
    above = replace(log_slope(WHAT, observed, BOUND, OTHERS), side="at most")
    below = replace(above, what=f"{WHAT}, from below", expected=-1.0, side="at least", rivals={})
    return [above, below]


claim = Claim(
    statement=(
        "The Kolmogorov distance of one network's spectrum to the limit law falls like n^{-1/2}; "
        "with D given (and as regular as its limit), or for linear phi, it falls by a power "
        "between 3/4 and 1 over the widths drawn: neither like n^{-1/2} nor like a bare 1/n."
    ),
    formula=(
        r"\mathbb{E} \sup_x |F_n(x) - F(x)| \propto n^{-1/2} \qquad "
        r"D \text{ given: } \propto n^{-\alpha},\; \frac34 < \alpha < 1"
    ),
    scope="finite size",
    source=Source(
        "ours",
        (PASTUR2023, PASTUR2022),
        "from the fluctuations of D and the rigidity of eigenvalues; these papers state "
        "convergence",
    ),
    hypotheses={
        "i.i.d. weights with finite fourth moment, or Haar weights": "ours",
    },
    rival="the other exponent; of the second statement n^{-1/2} and a bare 1/n",
    entries=entries,
    ingredients={"exponent": of_prediction()},
)
