"""The tangent kernel of wide networks is deterministic."""

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
from claims.finite.cirone2024_gaussian_outputs import network
from freewidth import limits
from freewidth.stats import at_infinite_width, log_slope

SHAPE = (2, 3, 2, 3)  # output, input, output, input
LESS = "one layer less"
LAST = "training the last layer only"


def entries(study):
    """Every kind of weights and activation: the mean kernel, extrapolated, and the rate."""
    for draws in cases(study, "tangent").values():
        for activation, by_width in draws.observed.items():
            net = network(draws, activation)
            limit, rivals = limit_of(draws, net)
            covered = iid(net.ensembles[0])
            note = "" if covered else "Haar weights: outside the hypotheses"
            role = "theorem" if covered else "empirical"
            evidence = [*means(by_width, limit, rivals), convergence(by_width, limit)]
            yield entry(draws, activation, role, evidence, note)
            if covered and not mistakes(draws):
                wrong = means(by_width, rivals[LESS], {})
                note = f"tested against the kernel of {LESS}"
                yield entry(draws, f"{activation}, {LESS}", "control", wrong, note)


def limit_of(draws, net):
    """The limit and its rivals."""
    gram, wrong = draws.settings["gram"], mistaken(net, draws)
    sigma = [error(draws, "q") * each for each in limits.covariances(wrong, gram)]
    limit = limits.tangent_kernel(wrong, gram, sigma)
    if mistakes(draws):
        return limit, {}
    return limit, {
        LESS: limits.tangent_kernel(replace(net, depth=net.depth - 1), gram),
        LAST: limits.covariances(net, gram)[-1],
    }


def means(by_width, limit, rivals):
    """Entries of the kernel of one output, and their mean between two outputs, which vanishes."""
    pairs = np.triu_indices(len(limit))
    names = [f"Theta_{i + 1}{j + 1}" for i, j in zip(*pairs, strict=True)]
    names.append("between outputs")
    observed = {}
    for n, values in by_width.items():
        kernels = values.reshape(-1, *SHAPE)
        own = (kernels[:, 0, :, 0, :] + kernels[:, 1, :, 1, :]) / 2
        between = kernels[:, 0, :, 1, :].mean(axis=(1, 2))
        observed[n] = np.column_stack([own[:, pairs[0], pairs[1]], between])

    def flat(kernel):
        return [*kernel[pairs], 0.0]

    return at_infinite_width(
        names, observed, flat(limit), {name: flat(k) for name, k in rivals.items()}
    )


def convergence(by_width, limit):
    """Slope of log E |Theta_n - Theta x 1|_F^2 against log n."""
    return log_slope(
        "slope of log E|Theta_n - Theta|^2 against log n",
        {n: errors(values, limit) for n, values in by_width.items()},
        -1.0,
        {"error of order n^{-1/4}": -0.5, "error of order 1/n": -2.0},
    )


def errors(values, limit):
    """Squared Frobenius error over the squared norm of the limit, per network."""
    target = np.einsum("uv,xy->uxvy", np.eye(2), limit).ravel()
    return ((values - target) ** 2).sum(axis=1) / (target @ target)


claim = Claim(
    statement=(
        "At initialisation the neural tangent kernel of wide networks converges in mean square to "
        "the deterministic kernel of the recursion Theta^{l+1} = Theta^l sigma_w^2 E phi'(u)phi'(v)"
        " + Sigma^{l+1}, independently for each output, with a squared error of order 1/n (1/(p n) "
        "for sparse weights)."
    ),
    formula=(
        r"\Theta^{l+1} = \Theta^l\,\sigma_w^2\,\mathbb{E}\,\phi'(u)\phi'(v) + \Sigma^{l+1} "
        r"\qquad "
        r"\mathbb{E}\,\|\Theta_n - \Theta \otimes 1\|^2 = O(1/n)"
    ),
    source=Source(
        "abstract",
        (CIRONE2024,),
        "That there is a rate, in Frobenius norm, says the abstract; that the squared error is of "
        "order 1/n is ours, and so is the recursion.",
    ),
    hypotheses={
        "i.i.d. weights with finite moments, or sparse ones": "abstract",
        "p n -> infinity": "ours",
    },
    rival="the kernel of one layer less; that of training the last layer only; other rates",
    entries=entries,
    ingredients=ingredients("q", "slope", "sigma_w2", "sigma_b2"),
)
