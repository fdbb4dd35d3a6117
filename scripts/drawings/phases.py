"""The line between order and chaos."""

import numpy as np

from claims.finite.pennington2017_critical_line import crossing, point
from freewidth.limits.critical import critical_weight
from freewidth.plotting import deep as plotting


def draw(phases):
    """The line with measured points; gradients and covariances, measured against predicted."""
    lines, crossings, growth, covariances = {}, {}, {}, {}
    for case, own in phases.items():
        biases = own.settings["sigma_b2"]
        x = np.geomspace(0.3 * min(biases), 3 * max(biases), 25)
        lines[case] = x, np.array([critical_weight(case, b)[0] ** 0.5 for b in x])
        found = [crossing(own, b) for b in biases]
        values = [(item.observed, item.sem) for item in found]
        crossings[case] = (np.array(biases), *np.array(values).T)
        items = [point(own, b, f) for b in biases for f in own.settings["factors"]]
        growth[case] = _pairs([some[0] for some in items])
        covariances[case] = _pairs([some[1] for some in items])
    return plotting.phases(lines, crossings, growth, covariances)


def caption(phases):
    """Parameters, and what is drawn."""
    some = next(iter(phases.values())).settings
    return (
        f"Gaussian networks of {some['depth']} layers; two standard errors. Left: the line "
        f"sigma_w^2 mu_1 = 1, and where measured gradients neither grow nor shrink. Middle: "
        f"|J v|^2/|v|^2 through all layers on the line and "
        f"{abs(some['factors'][0] - 1):.0%} to either side. Right: E y y' at the last layer for "
        f"two inputs of correlation {some['correlation']:g}."
    )


def _pairs(items):
    return np.array([(item.expected, item.observed, item.sem) for item in items]).T
