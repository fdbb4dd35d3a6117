"""The two universal laws of infinitely deep networks at the edge of chaos."""

import numpy as np

from claims._base import Claim, Source
from claims._papers import PENNINGTON2018
from claims.finite._experiments import cases, entry, error, ingredients
from freewidth.limits.deep import CORRECTION_POWER as POWER
from freewidth.limits.deep import DeepLaw, class_of
from freewidth.stats import at_infinite_width, at_limit

OTHER = {"bernoulli": "smooth", "smooth": "bernoulli"}
WHY_DEPTH = (
    "laws are solved, not sampled: the polynomial in powers of 1/L (1/sqrt L if phi' is smooth: "
    "the variance falls like that) through the values at all depths; allowed: a quarter of what it "
    "changes, and all that its order changes"
)


def entries(study):
    """Every activation: moments and quantiles at infinite depth, and samples at one depth."""
    for case, draws in cases(study, "classes").items():
        kind = class_of(case)
        s2 = error(draws, "s2") * draws.settings["s2"]
        own, other = (DeepLaw(k, s2) for k in (kind, OTHER[kind]))
        yield entry(draws, f"{kind} class", "theorem", deep(draws, kind, own, other))
        note = f"tested against the {OTHER[kind]} class"
        yield entry(draws, f"{kind} class, off", "control", deep(draws, kind, other, None), note)
        part = f"sampled at L={draws.settings['sampled_depth']}"
        yield entry(draws, part, "theorem", sampled(draws, other))


def deep(draws, kind, expected, other):
    """What solved laws extrapolate to against the law of a class."""
    levels = np.array(draws.settings["levels"])
    orders = draws.observed["moments"][max(draws.observed["moments"])].shape[1]
    named = {
        "moments": ([f"m_{k}" for k in range(1, orders + 1)], lambda law: law.moments(orders)),
        "quantiles": ([f"quantile {p:g}" for p in levels], lambda law: law.quantile(levels)),
    }
    found = []
    for group, (names, of) in named.items():
        names = [f"{name} at infinite depth" for name in names]
        rivals = {f"the {other.kind} class": of(other)} if other else {}
        laws = draws.observed[group]
        found += at_limit(names, laws, of(expected), rivals, POWER[kind], WHY_DEPTH)
    return found


def sampled(draws, other):
    """Moments of sampled networks against those of the solved law at their depth."""
    expected = draws.observed["moments"][draws.settings["sampled_depth"]][0]
    scale = error(draws, "slope") ** draws.settings["sampled_depth"]
    expected = expected * scale ** np.arange(1, len(expected) + 1)
    names = [f"m_{k}" for k in range(1, len(expected) + 1)]
    rivals = {f"the {other.kind} class": other.moments(len(expected))}
    return at_infinite_width(names, draws.observed["sampled"], expected, rivals)


claim = Claim(
    statement=(
        "Haar weights at criticality with L (mu_2/mu_1^2 - 1) = s fixed: as the depth L grows the "
        "spectrum of J J^T converges to a law that remembers only whether phi' takes the values 0 "
        "and 1, S = exp(-s m/(1+m)), or is smooth, S = exp(-s m)."
    ),
    formula=(
        r"S(m) = e^{-s\,m/(1+m)},\; \phi' \in \{0, 1\} \qquad "
        r"S(m) = e^{-s\,m},\; \phi' \text{ smooth} \qquad "
        r"s = L \Bigl(\frac{\mu_2}{\mu_1^2} - 1\Bigr)"
    ),
    source=Source(
        "recalled",
        (PENNINGTON2018,),
        "The abstract states that there are universal limits, concentrated at infinite depth; "
        "which they are is from memory.",
    ),
    hypotheses={
        "Haar weights": "recalled",
        "infinite width first, then infinite depth": "recalled",
    },
    rival="the law of the other class",
    entries=entries,
    ingredients=ingredients("slope", "s2"),
)
