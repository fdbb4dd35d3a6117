"""How far the Gram matrix of a network's outputs is from the kernel: to order 1/n."""

from dataclasses import replace
from functools import lru_cache

import numpy as np

from claims._base import Claim, Source
from claims._ensembles import haar, iid, other_weights
from claims._papers import CIRONE2024
from claims.finite._experiments import cases, entry
from claims.finite.cirone2024_gaussian_outputs import network
from freewidth import limits
from freewidth.stats import at_infinite_width, log_slope, without_rivals
from freewidth.stats.sensitivity import of_prediction

OTHER = "the constants of the other kind of weights"
LAST = "the last layer alone fluctuates"
SLOWER, FASTER = "n^{-1/2}", "n^{-2}"


def entries(study):
    """Every kind of weights with a limit of its own: all pairs of inputs, and the exponent."""
    for draws in cases(study, "outputs").values():
        net = network(draws)
        if known(draws.case, net):
            yield entry(draws, "", "theorem", [*constants(draws, net), exponent(draws, net)])
            wrong = without_rivals(constants(draws, net, OTHER))
            yield entry(draws, "off", "control", wrong, f"tested against {OTHER}")


def known(case, net):
    """Whether the constants are: those of sparse weights have corrections of order 1/(p n)."""
    return case == net.ensemble and (iid(net.ensembles[0]) or haar(net.ensembles[0]))


def constants(draws, net, instead=None):
    """n E (G - Sigma)^2 for every pair of inputs, extrapolated."""
    gram = _frozen(draws.settings["gram"])
    sigma = limits.covariances(net, gram)[-1]
    pairs = np.triu_indices(len(sigma))
    names = [f"n E (G_{i + 1}{j + 1} - Sigma)^2" for i, j in zip(*pairs, strict=True)]
    rivals = {OTHER: variances(replace(net, ensemble=other_weights(net)), gram)[pairs]}
    if iid(net.ensembles[0]):
        rivals[LAST] = (np.outer(np.diag(sigma), np.diag(sigma)) + sigma**2)[pairs]
    scaled = {n: n * values for n, values in squares(draws, net).items()}
    expected = rivals[instead] if instead else predicted(draws, net)[pairs]
    return at_infinite_width(names, scaled, expected, rivals)


def squares(draws, net):
    """(G - Sigma)^2 of every network, by width, one column for each pair of inputs."""
    sigma = limits.covariances(net, draws.settings["gram"])[-1]
    pairs = np.triu_indices(len(sigma))
    return {n: (v - sigma[pairs]) ** 2 for n, v in draws.observed["covariance"].items()}


def norms(draws, net):
    """The squared Frobenius norm of G - Sigma of every network, by width."""
    inputs = len(draws.settings["gram"])
    twice = 2.0 - np.equal(*np.triu_indices(inputs))  # pairs off the diagonal stand there twice
    return {n: values @ twice for n, values in squares(draws, net).items()}


def exponent(draws, net):
    """That of its mean."""
    rivals = {SLOWER: -0.5, FASTER: -2.0}
    return log_slope("exponent of E |G - Sigma|^2", norms(draws, net), -1.0, rivals)


def predicted(draws, net):
    """The constants, shape (r, r): those of Gaussian weights for all independent ones."""
    one = replace(net, ensemble="gaussian") if iid(net.ensembles[0]) else net
    return variances(one, _frozen(draws.settings["gram"]))


@lru_cache(maxsize=16)  # rivals of each other
def variances(net, gram):
    """The constants of all pairs."""
    return limits.gram_variances(net, gram)


def _frozen(gram):
    return tuple(tuple(float(number) for number in row) for row in gram)


claim = Claim(
    statement=(
        "The mean squared distance of the Gram matrix of a network's outputs from the kernel of "
        "infinite width is C/n, with constants C for every pair of inputs that the recursion of "
        "the covariance determines: the same for all i.i.d. weights, smaller for Haar weights."
    ),
    formula=(
        r"\mathbb{E}\,(G_{xx'} - \Sigma^L_{xx'})^2 = \frac{V^L_{xx'}}{n} + o(1/n) \qquad "
        r"V^{l+1} = \sigma_w^4\,(\mathrm{Cov}^l + \partial M\,V^l\,\partial M^\top),\; V^1 = 0"
    ),
    scope="finite size",
    source=Source(
        "ours",
        (CIRONE2024,),
        "derived in freewidth.limits.grams: Gaussian fluctuations carried from layer to layer; the "
        "paper has the limit",
    ),
    hypotheses={
        "i.i.d. weights with a finite fourth moment, or Haar weights": "ours",
        "square layers and Gaussian biases": "ours",
    },
    rival=f"{SLOWER} or {FASTER}; {OTHER}; {LAST}",
    entries=entries,
    ingredients={"constant, exponent": of_prediction()},
)
