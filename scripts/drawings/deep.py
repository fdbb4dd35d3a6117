"""Growth with depth at criticality."""

import numpy as np

from claims.finite.pennington2017_dynamical_isometry import EDGE, LARGEST, edge_of
from claims.finite.pennington2017_moment_growth import depths, second_moment
from freewidth.limits.deep import DeepLaw
from freewidth.plotting import deep as plotting
from freewidth.stats import extrapolate


def draw(deep):
    """Second moments, and largest eigenvalues."""
    moments, largest = {}, {}
    for case, own in deep.items():
        layers = depths(own)
        grown = [extrapolate(own.observed[f"steady/L{depth}"]) for depth in layers]
        found = np.array([(a[1] - 1, e[1]) for a, e, *_ in grown]).T
        expected = np.array([second_moment(own, case, depth) - 1 for depth in layers])
        moments[case] = (np.array(layers), *found), expected
        tops = [_edge(own.observed[f"tuned/L{depth}"]) for depth in layers]
        edges = np.array([edge_of(own, depth) for depth in layers])
        largest[case] = (np.array(layers), *np.array(tops).T), edges
    return plotting.depth(moments, largest, DeepLaw("smooth", own.settings["s2"]).support[1])


def caption(deep):
    """Parameters, and what is drawn."""
    some = next(iter(deep.values())).settings
    return (
        f"Critical networks with {some['activation']}, extrapolated to infinite width; two "
        f"standard errors. Left: all layers of variance {some['q']:g}, whatever the depth: "
        f"m_2/m_1^2 - 1 grows in proportion to L, faster for Gaussian weights. Right: the variance "
        f"falls with depth so that L (mu_2/mu_1^2 - 1) = {some['s2']:g}: the largest eigenvalue "
        f"stays bounded for Haar weights (dynamical isometry), and grows like L for Gaussian ones. "
        f"Lines: right edges of the solved laws."
    )


def _edge(by_width):
    level, error, *_ = extrapolate({n**EDGE: np.log(v[:, LARGEST:]) for n, v in by_width.items()})
    return np.exp(level[0]), np.exp(level[0]) * error[0]
