"""The two universal laws of infinitely deep networks at the edge of chaos (R2)."""

import numpy as np

from claims._base import Claim
from claims.finite._experiments import at_infinite_width, cases, entry
from claims.finite.pennington2017_moment_growth import SOURCE
from freewidth.activations import ACTIVATIONS
from freewidth.limits.deep import DeepLaw
from freewidth.stats import Evidence

OTHER = {"bernoulli": "smooth", "smooth": "bernoulli"}
POWER = {"bernoulli": 1.0, "smooth": 0.5}  # corrections are a series in L^-power
SHARE = 0.25
WHY_DEPTH = (
    "laws are solved, not sampled: the polynomial in powers of 1/L (1/sqrt L if phi' is smooth: "
    "the variance falls like that) through the values at all depths; allowed: a quarter of what it "
    "changes, and all that its order changes"
)


def entries(study):
    """Every activation: moments and quantiles at infinite depth, and samples at one depth."""
    for case, draws in cases(study, "classes").items():
        kind = class_of(case)
        own, other = (DeepLaw(k, draws.settings["s2"]) for k in (kind, OTHER[kind]))
        yield entry(draws, f"{kind} class", "theorem", deep(draws, kind, own, other))
        note = f"tested against the {OTHER[kind]} class"
        yield entry(draws, f"{kind} class, off", "control", deep(draws, kind, other, None), note)
        part = f"sampled at L={draws.settings['sampled_depth']}"
        yield entry(draws, part, "theorem", sampled(draws, other))


def class_of(activation):
    """Bernoulli if phi' takes the values 0 and 1 alone."""
    return "bernoulli" if ACTIVATIONS[activation].piecewise_linear else "smooth"


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
        value, allowed = extrapolated(draws.observed[group], POWER[kind])
        rivals = of(other) if other else np.full(len(names), np.nan)
        found += [
            Evidence(
                what=f"{name} at infinite depth",
                observed=float(value[i]),
                expected=float(of(expected)[i]),
                sem=0.0,
                bias=float(allowed[i] + 1e-9 * abs(value[i])),
                why_bias=WHY_DEPTH,
                rivals=rival(f"the {other.kind} class", rivals[i], value[i]) if other else {},
                at_width=float(draws.observed[group][max(draws.observed[group])][0, i]),
            )
            for i, name in enumerate(names)
        ]
    return found


def rival(name, predicted, value):
    """A rival that predicts the same (as all do for m_1, m_2) is none."""
    return {} if np.isclose(predicted, value, rtol=1e-6) else {name: float(predicted)}


def extrapolated(by_depth, power):
    """Value at infinite depth of the polynomial through all depths, and what to allow for."""
    depths = np.array(sorted(by_depth))
    values = np.concatenate([by_depth[depth] for depth in depths])
    h = depths**-power
    orders = [
        np.linalg.solve(np.vander(h[-k:], increasing=True), values[-k:])[0]
        for k in range(2, len(h) + 1)
    ]
    steps = np.abs(np.diff(orders, axis=0)).sum(axis=0)
    return orders[-1], SHARE * np.abs(orders[-1] - values[-1]) + steps


def sampled(draws, other):
    """Moments of sampled networks against those of the solved law at their depth."""
    expected = draws.observed["moments"][draws.settings["sampled_depth"]][0]
    names = [f"m_{k}" for k in range(1, len(expected) + 1)]
    rivals = {f"the {other.kind} class": other.moments(len(expected))}
    return at_infinite_width(names, draws.observed["sampled"], expected, rivals)


claim = Claim(
    statement=(
        "Haar weights at criticality with L (mu_2/mu_1^2 - 1) = s fixed: as the depth L grows the "
        "spectrum of J J^T converges to a law that remembers only whether phi' takes the values 0 "
        "and 1, S = exp(-s m/(1+m)), or is smooth, S = exp(-s m)."
    ),
    source=SOURCE,
    hypotheses="Haar weights; infinite width first, then infinite depth",
    rival="the law of the other class",
    entries=entries,
    family="experiments",
)
