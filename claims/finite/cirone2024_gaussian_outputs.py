"""Outputs of wide networks at several inputs are jointly Gaussian."""

from dataclasses import replace

import numpy as np

from claims._base import Claim, Source
from claims._ensembles import iid
from claims._papers import CIRONE2024
from claims.finite._experiments import (
    cases,
    entry,
    error,
    ingredients,
    mistaken,
    mistakes,
)
from freewidth import limits
from freewidth.network import Network
from freewidth.stats import Evidence, at_infinite_width, without_rivals
from freewidth.stats.energy import energy_of_normal, whitened
from freewidth.stats.energy import mean_energy as distance

RIVAL = "one more layer"
APART = "independent outputs"
WHY_ENERGY = (
    "the energy distance is quadratic in what separates the laws, of order 1/n: allowed is the one "
    "measured at the smallest width, times the square of the ratio of widths"
)


def entries(study):
    """Every kind of weights: second moments, extrapolated; joint normality at the widest."""
    for draws in cases(study, "outputs").values():
        net = network(draws)
        gram = draws.settings["gram"]
        sigma = error(draws, "q") * limits.covariances(mistaken(net, draws), gram)[-1]
        other = limits.covariances(replace(net, depth=net.depth + 1), gram)[-1]
        covered = iid(net.ensembles[0])
        note = "" if covered else "Haar weights: outside the hypotheses"
        role = "theorem" if covered else "empirical"
        evidence = second_moments(draws, sigma, other)
        if not mistakes(draws):  # it takes most of the time
            evidence.append(normality(draws, sigma, other))
        yield entry(draws, "", role, evidence, note)
        if covered and not mistakes(draws):
            wrong = [*second_moments(draws, other, sigma), normality(draws, other, sigma)]
            note = "tested against the covariance of one more layer"
            yield entry(draws, RIVAL, "control", without_rivals(wrong), note)


def network(draws, activation=None):
    """The network of one case; what is called sparse has diluted Gaussian weights."""
    name = "gaussian" if draws.case == "sparse" else draws.case
    settings = draws.settings
    numbers = settings["depth"], settings["sigma_w2"], settings["sigma_b2"]
    return Network(name, activation or settings["activation"], *numbers)


def second_moments(draws, sigma, other):
    """E y_i y_j extrapolated, for every pair of inputs."""
    pairs = np.triu_indices(len(sigma))
    names = [f"E y_{i + 1} y_{j + 1}" for i, j in zip(*pairs, strict=True)]
    rivals = {RIVAL: other[pairs], APART: np.diag(np.diag(sigma))[pairs]}
    return at_infinite_width(names, draws.observed["covariance"], sigma[pairs], rivals)


def normality(draws, sigma, other):
    """Energy distance of whitened outputs to the standard normal law, at the widest networks."""
    vectors = draws.observed["vectors"]
    small, wide = min(vectors), max(vectors)
    value, sem = distance(vectors[wide], sigma)
    return Evidence(
        what=f"energy distance to N(0, Sigma) at n={wide}",
        observed=value,
        expected=0.0,
        sem=sem,
        bias=max(distance(vectors[small], sigma)[0], 0.0) * (small / wide) ** 2,
        why_bias=WHY_ENERGY,
        rivals={
            name: energy_of_normal(whitened(whitened(wrong, sigma).T, sigma))
            for name, wrong in ((RIVAL, other), (APART, np.diag(np.diag(sigma))))
        },
        at_width=value,
    )


claim = Claim(
    statement=(
        "The outputs of wide networks at several inputs converge to a Gaussian vector with the "
        "covariance of the recursion Sigma^{l+1} = sigma_w^2 E phi(u)phi(v) + sigma_b^2, for "
        "i.i.d. weights, Gaussian or not, also sparse ones as long as p n grows."
    ),
    formula=(
        r"\Sigma^{l+1} = \sigma_w^2\,\mathbb{E}\,\phi(u)\phi(v) + \sigma_b^2 \qquad "
        r"(u, v) \sim \mathcal{N}(0, \Sigma^l)"
    ),
    source=Source(
        "abstract",
        (CIRONE2024,),
        "The recursion of the covariance is derived here.",
    ),
    hypotheses={
        "i.i.d. weights with finite moments, or sparse ones": "abstract",
        "p n -> infinity": "ours",
    },
    rival="the covariance of one more layer; independent outputs at different inputs",
    entries=entries,
    ingredients=ingredients("q", "sigma_w2", "sigma_b2"),
)
