"""Moments of small nonlinear networks, true and with independent D. Cases are activations."""

import numpy as np

from freewidth.ensembles import ENSEMBLES
from freewidth.network import Network
from freewidth.sample.finite import (
    independent_jacobians,
    inputs,
    jacobians,
    run,
    trace_moments,
    weights,
)
from freewidth.sample.finite.draws import batches

ORDERS = 2


def sample(case, settings, named):
    """m_1 and m_2 for every depth and width, in groups true/L2, independent/L2, ..."""
    observed = {}
    for depth in settings["depths"]:
        net = Network("gaussian", case, depth, settings["sigma_w2"], settings["sigma_b2"])
        for dependence in ("true", "independent"):
            observed[f"{dependence}/L{depth}"] = {
                width: _moments(net, dependence, width, networks, named(dependence, depth, width))
                for width, networks in settings["widths"]
            }
    return observed


def _moments(net, dependence, width, networks, rng):
    sizes, drawn = net.sizes(width), weights(ENSEMBLES["gaussian"])
    parts = []
    for count in batches(networks, width**2):
        if dependence == "true":
            x = inputs(rng, [[net.q0]], width, count)
            product = jacobians(net, run(net, sizes, drawn, rng, x))
        else:
            product = independent_jacobians(net, sizes, drawn, rng, count)
        parts.append(trace_moments(product, ORDERS))
    return np.concatenate(parts)
