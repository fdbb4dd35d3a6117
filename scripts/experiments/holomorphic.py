"""Complex networks with entire activations. Cases are ensembles of complex weights."""

import numpy as np

from freewidth.finite import inputs, jacobians, run, trace_moments, weights
from freewidth.finite.draws import batches
from freewidth.network import Network

ORDERS = 2


def sample(case, settings, named):
    """m_1 and m_2 by activation and depth."""
    observed = {}
    for activation in settings["activations"]:
        for depth in settings["depths"]:
            net = Network(case, activation, depth, settings["sigma_w2"])
            observed[f"{activation}/L{depth}"] = {
                width: _moments(net, width, networks, named(activation, depth, width))
                for width, networks in settings["widths"]
            }
    return observed


def _moments(net, width, networks, rng):
    drawn, parts = weights(net.ensembles[0]), []
    for count in batches(networks, 2 * width**2):
        x = inputs(rng, [[net.q0]], width, count)
        layers = run(net, net.sizes(width), drawn, rng, x)
        parts.append(trace_moments(jacobians(net, layers), ORDERS))
    return np.concatenate(parts)
