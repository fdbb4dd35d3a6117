"""The exact law of log |J u|^2 of small networks: a sum of logarithms of chi-squares."""

import numpy as np

from claims._base import Claim, Source
from claims._papers import HANIN2020
from claims.finite import _log_norms as lengths
from claims.finite._experiments import entry, error, ingredients, mistakes
from freewidth.limits import log_norm_cumulants, log_norm_variance, vanishing
from freewidth.stats import exact, without_rivals

ASYMPTOTIC = "the log-normal law of the limit"
NEVER = "no layer is ever off"
RARE = 50.0  # networks: counts of fewer are no normal numbers, far out


def entries(study):
    """Mean, variance, skewness of log R and P(R = 0) at every width."""
    for draws, group, _, by_width in lengths.groups(study, "narrow"):
        for n, values in by_width.items():
            net = lengths.deep(draws, group, n)
            what = f"{group}, n={n}, L={net.depth}"
            yield entry(draws, what, "theorem", evidence(draws, net, n, values))
            if not mistakes(draws):
                wrong = without_rivals(evidence(draws, net, n, values, asymptotic=True))
                yield entry(draws, f"{what}, off", "control", wrong, f"against {ASYMPTOTIC}")


def evidence(draws, net, width, values, asymptotic=False):
    """Means at one width against the exact ones, or those of the limit."""
    mean, variance, third, _ = log_norm_cumulants(net, width)
    x = lengths.hermite(lengths.logs(values), mean, variance)
    beta = log_norm_variance(net, width)
    theirs = lengths.normal(-beta / 2, beta, mean, variance)
    shift = net.depth * np.log(error(draws, "sigma_w2"))
    own = shifted(mean, variance, third / variance**1.5, shift)
    expected, rivals = (theirs, {}) if asymptotic else (own, {ASYMPTOTIC: theirs})
    found = exact(lengths.NAMES, x, expected, rivals)
    off = vanishing(net, width)
    if not asymptotic and off * len(values) > RARE:
        found += exact(["P(R = 0)"], (values == 0).astype(float), [off], {NEVER: [0.0]})
    return found


def shifted(mean, variance, skewness, shift):
    """Expected ``hermite`` of log R, if a mistake adds ``shift`` to it."""
    z = shift / variance**0.5
    return [mean + shift, variance + shift**2, skewness + z**3]


claim = Claim(
    statement=(
        "Of Gaussian ReLU networks of any size log |J u|^2 is a sum of independent terms, log "
        "chi^2_B with B ~ Binomial(n_l, 1/2), whatever u and the input are, although D depends on "
        "W."
    ),
    formula=(
        r"\log|Ju|^2 = \log|u|^2 + \sum_{l=1}^{L} "
        r"\log\Bigl(\frac{\sigma_w^2}{n_{l-1}}\,\chi^2_{B_l}\Bigr) \qquad "
        r"B_l \sim \mathrm{Binomial}(n_l, \tfrac12)"
    ),
    scope="finite size",
    source=Source(
        "ours",
        (HANIN2020,),
        "derived in freewidth.limits.log_norms by turning the signs of rows of W; the paper states "
        "the limit",
    ),
    hypotheses={
        "Gaussian weights": "ours",
        "phi linear on either side of 0, phi' of one value besides 0": "ours",
    },
    rival=f"{ASYMPTOTIC}: -beta/2, beta, no skewness; {NEVER}",
    entries=entries,
    ingredients=ingredients("sigma_w2"),
)
