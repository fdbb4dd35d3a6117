"""Signs as weights and inputs of a few entries: the law is that of the slopes they have."""

import numpy as np

from claims._base import Claim, Source
from claims._papers import PASTUR2023
from claims.finite._experiments import cases, entry, error, ingredients, mistaken, mistakes
from freewidth import genus
from freewidth.limits import localised_input_moments
from freewidth.network import Network
from freewidth.stats import at_infinite_width, without_rivals

SIGNS, SPREAD = "rademacher", 0
RESOLVED = 0.02  # distance of laws: ten standard errors of what is measured at paper size
WHAT = ("m_1", "m_2")
ALONG = ("sup|F - F_0|, along it",)
DELOCALISED = "the law of spread inputs"
SINGLE = "the law of one entry"


def entries(study):
    """Every number of entries, where laws are apart; then spread inputs; Gaussian weights."""
    for draws in cases(study, "localisation").values():
        for activation in draws.settings["activations"]:
            for k in (SPREAD, *sizes(draws, activation)):
                yield from _entries(draws, activation, k)


def _entries(draws, activation, k):
    signs = draws.case == SIGNS
    apart = sizes(draws, activation)
    own = k if signs else SPREAD  # Gaussian weights do not know one unit vector from another
    other = SPREAD if own else k if apart.get(k, 0.0) >= RESOLVED else 1
    resolved = own == SPREAD or apart[k] >= RESOLVED
    name = DELOCALISED if other == SPREAD else f"the law of signs and {other} entries"
    what = f"{activation}, {f'{k} entries' if k else 'spread'}"
    if not resolved:
        name, other = SINGLE, 1
    note = f"s = 1/{k}: the laws are {apart[k]:.2g} apart" if own else ""
    evidence = _evidence(draws, activation, k, own, {name: other})
    yield entry(draws, what, "theorem" if resolved else "empirical", evidence, note)
    if signs and k and resolved and not mistakes(draws):
        wrong = without_rivals(_evidence(draws, activation, k, SPREAD, {}))
        yield entry(draws, f"{what}, off", "control", wrong, f"tested against {DELOCALISED}")


def _evidence(draws, activation, k, expected, rivals):
    """Moments, and F along the difference of laws, expected of the law of so many entries."""
    by_width = draws.observed[f"{activation}/{k}"]
    moments = {n: values[:, :2] for n, values in by_width.items()}
    others = {name: _moments(draws, activation, other) for name, other in rivals.items()}
    found = at_infinite_width(WHAT, moments, mistaken_moments(draws, activation, expected), others)
    if mistakes(draws):  # laws are not solved again: F stays as it is
        return found
    seen = k or next(iter(sizes(draws, activation)))
    values = {name: [_size(draws, activation, seen, other)] for name, other in rivals.items()}
    own = [_size(draws, activation, seen, expected)]
    return found + at_infinite_width(ALONG, along(draws, activation, k), own, values)


def sizes(draws, activation):
    """Kolmogorov distance to the law of spread inputs, by number of entries."""
    limits = draws.observed[f"{activation}/limits"]
    return {k: float(v[0, -1]) for k, v in sorted(limits.items()) if k != SPREAD}


def along(draws, activation, k):
    """F_n less the law of spread inputs, along its difference to the law of k entries, (R, 1).

    In units in which that difference has the length of its Kolmogorov distance; for spread inputs
    along that of the fewest entries.
    """
    start, direction = _direction(draws, activation, k or next(iter(sizes(draws, activation))))
    by_width = draws.observed[f"{activation}/{k}"]
    return {n: (v[:, 2:] - start) @ direction[:, None] for n, v in by_width.items()}


def _direction(draws, activation, k):
    limits = draws.observed[f"{activation}/limits"]
    start = limits[SPREAD][0, 2:-1]
    gap = limits[k][0, 2:-1] - start
    return start, gap * limits[k][0, -1] / (gap @ gap)


def _size(draws, activation, seen, k):
    """What :func:`along` is for the law of k entries, along that of ``seen`` ones."""
    start, direction = _direction(draws, activation, seen)
    return float((draws.observed[f"{activation}/limits"][k][0, 2:-1] - start) @ direction)


def network(draws, activation):
    """Signs as weights; the limits of Gaussian ones are those of spread inputs."""
    return Network(SIGNS, activation, draws.settings["depth"], draws.settings["sigma_w2"])


def _moments(draws, activation, k, net=None):
    net = net or network(draws, activation)
    return genus.moments(net, 2) if k == SPREAD else localised_input_moments(net, 2, k)


def mistaken_moments(draws, activation, k):
    """m_1 and m_2, with the errors there are."""
    net = mistaken(network(draws, activation), draws)
    slope = error(draws, "slopes") ** net.depth
    return np.array([float(m) for m in _moments(draws, activation, k, net)]) * [slope, slope**2]


claim = Claim(
    statement=(
        "With random signs as weights and an input of k equal entries (s = n^{-2} sum x^4 = 1/k) "
        "the spectrum has the limit law with K^1 of a sum of k signs, and that of the theorems "
        "only as s -> 0; with Gaussian weights it has the latter for every s."
    ),
    formula=(
        r"y^1 = \frac{\sigma_w}{\sqrt{k}}\,(2B - k),\; B \sim \mathrm{Binomial}(k, \tfrac12) "
        r"\qquad "
        r"K_1 = \text{law of } \phi'(y^1)^2 \qquad "
        r"S_{JJ^\top}(m) = \prod_{l=1}^{L} \frac{S_{K_l}(m)}{\sigma_w^2\,(1 + m)}"
    ),
    source=Source(
        "ours",
        (PASTUR2023,),
        "derived in freewidth.jacobian.localised; the paper assumes n^{-2} sum_j (x^0_j)^4 -> 0 "
        "(from memory)",
    ),
    hypotheses={
        "random signs, or Gaussian weights": "ours",
        "no biases": "ours",
        "k for which the two laws are 0.02 apart at least": "ours",
        "smooth phi: kinks meet the lattice that signs make of pre-activations": "ours",
    },
    rival="the law of spread inputs; for these, that of one entry",
    entries=entries,
    ingredients=ingredients("slopes", "sigma_w2"),
)
