"""Deep residual networks of weak layers: a law of one parameter, whatever phi and W."""

from dataclasses import replace
from functools import lru_cache

import numpy as np
from scipy.special import ndtr

from claims._base import Claim, Source
from claims._papers import TARNOWSKI2018
from claims.finite._experiments import cases, entry, error, ingredients
from freewidth.compare import one_eigenvalue
from freewidth.residual import ResidualLimit, law
from freewidth.stats import at_infinite_width, at_limit

OTHER = 1.3  # times Lambda: the rival
STRONG = f"the law at {OTHER:g} Lambda"
COMMUTING = "layers that commute: log x Gaussian, of the same mean and mean logarithm"
SPREAD = "mean of (log x)^2"
WHY_DEPTH = (
    "moments of laws by power series, not sampled: the polynomial in powers of 1/L through the "
    "values at all depths; allowed: a quarter of what it changes, and all that its order changes"
)
WHY_PAIR = (
    "twice the statistic at the larger depth less that at the other: corrections of order 1/L "
    "cancel; allowed is also what solved laws leave of those of order 1/L^2"
)


def entries(study):
    """Moments at infinite depth, sampled networks of two depths, and a that does not fall."""
    for draws in cases(study, "residual").values():
        strength = error(draws, "strength") * draws.settings["strength"]
        own, other = limit(strength), limit(OTHER * draws.settings["strength"])
        yield entry(draws, "moments", "theorem", deep(draws, "moments", own, other))
        yield entry(draws, "sampled", "theorem", sampled(draws, own, other))
        note = "a fixed while the depth grows"
        yield entry(draws, "steady", "control", deep(draws, "steady", own, None), note)


@lru_cache(maxsize=64)
def limit(strength):
    """The law of infinitely many layers."""
    return law(ResidualLimit(strength))


def deep(draws, group, own, other):
    """Logarithms of moments of laws, at infinite depth."""
    rows = {depth: np.log(row) for depth, row in draws.observed[group].items()}
    orders = next(iter(rows.values())).shape[1]
    names = [f"log m_{k} at infinite depth" for k in range(1, orders + 1)]
    rivals = {}
    if other:
        rivals[STRONG] = np.log(other.moments(orders))
        rivals[COMMUTING] = draws.settings["strength"] * np.arange(1, orders + 1) ** 2.0
    return at_limit(names, rows, np.log(own.moments(orders)), rivals, 1.0, WHY_DEPTH)


def sampled(draws, own, other):
    """Spread of log x and shares of eigenvalues; two depths remove corrections of order 1/L."""
    strength = draws.settings["strength"]
    at = limit(strength).quantile(np.array(draws.settings["levels"]))
    names = [SPREAD] + [f"F({x:.3g})" for x in at]
    few, many = draws.settings["sampled"]
    one, two = (draws.observed[f"sampled/L{depth}"] for depth in (few, many))
    both = {n: 2 * two[n] - one[n] for n in one}
    rivals = {STRONG: statistics(other, at), COMMUTING: commuting(at, strength)}
    steps = {n: 3 * one_eigenvalue(names, n) for n in both}
    found = at_infinite_width(names, both, statistics(own, at), rivals, steps=steps)
    solved_ones = draws.observed["statistics"]
    left = np.abs(2 * solved_ones[many][0] - solved_ones[few][0] - statistics(limit(strength), at))
    return [
        replace(each, bias=each.bias + float(more), why_bias=f"{each.why_bias}; {WHY_PAIR}")
        for each, more in zip(found, left, strict=True)
    ]


def statistics(found, at):
    """The mean of (log x)^2 and F at points."""
    return np.array([found.expect(lambda x: np.log(x) ** 2), *found.cdf(at)])


def commuting(at, strength):
    """The same of a log-normal law, of which m_k = exp(k^2 Lambda)."""
    return np.array([2 * strength, *commuting_shares(at, strength)])


def commuting_shares(x, strength):
    """F of a log-normal law: log x of mean 0 and variance 2 Lambda."""
    return ndtr(np.log(x) / np.sqrt(2 * strength))


claim = Claim(
    statement=(
        "Residual networks, square with independent Gaussian or Haar weights and the sum of "
        "a^2 sigma_w^2 E phi'^2 over layers fixed at Lambda: as width and depth grow the spectrum "
        "of J J^T converges to a law that depends on Lambda alone, neither on phi nor on the "
        "weights, S = exp(-Lambda (1 + 2 m))."
    ),
    formula=(
        r"S_{JJ^\top}(m) \to e^{-\Lambda (1 + 2m)} \qquad "
        r"\Lambda = \sum_{l=1}^{L} a_l^2\,\sigma_w^2\,\mathbb{E}\,\phi'(y^l)^2"
    ),
    source=Source(
        "abstract",
        (TARNOWSKI2018,),
        "The abstract states a universal law of one parameter at large width and depth; the "
        "formula and the parameter are derived here.",
    ),
    hypotheses={
        "infinite width first, then infinite depth": "ours",
        "every layer's share of Lambda tends to 0": "ours",
        "Gaussian or Haar weights": "ours",
    },
    rival=f"{STRONG}; {COMMUTING}",
    entries=entries,
    ingredients=ingredients("strength"),
)
