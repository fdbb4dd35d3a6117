"""Laws of deep Haar networks tuned to a double-scaling limit. Cases are activations.

Solved laws rather than samples in groups ``moments`` and ``quantiles``: one row per depth, which
stands in the place of the width. Samples of one depth in ``sampled``.
"""

import numpy as np

from freewidth.ensembles import ENSEMBLES
from freewidth.jacobian import law
from freewidth.limits.critical import tuned
from freewidth.sample.finite import inputs, jacobians, run, trace_moments, weights
from freewidth.sample.finite.draws import batches

ORDERS = 4


def sample(case, settings, named):
    """Moments and quantiles at every depth; eigenvalues and moments of networks by width."""
    observed = {"moments": {}, "quantiles": {}}
    for depth in settings["depths"]:
        found = law(tuned(settings["ensemble"], case, depth, settings["s2"]))
        observed["moments"][depth] = found.moments(ORDERS)[None]
        observed["quantiles"][depth] = found.quantile(np.array(settings["levels"]))[None]
    net = tuned(settings["ensemble"], case, settings["sampled_depth"], settings["s2"])
    observed["sampled"] = {
        width: _moments(net, width, networks, named("sampled", width))
        for width, networks in settings["widths"]
    }
    return observed


def _moments(net, width, networks, rng):
    parts = []
    for count in batches(networks, width**2):
        x = inputs(rng, [[net.q0]], width, count)
        drawn = weights(ENSEMBLES[net.ensemble])
        product = jacobians(net, run(net, net.sizes(width), drawn, rng, x))
        parts.append(trace_moments(product, ORDERS))
    return np.concatenate(parts)
