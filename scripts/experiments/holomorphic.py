"""Complex networks with entire activations. Cases are kinds of weights."""

import numpy as np

from freewidth.finite import complex_weights, inputs, jacobians, run, trace_moments
from freewidth.finite.draws import batches
from freewidth.holomorphic import ComplexNetwork

ORDERS = 2


def sample(case, settings, named):
    """m_1 and m_2 by activation and depth."""
    observed = {}
    for activation in settings["activations"]:
        for depth in settings["depths"]:
            net = ComplexNetwork(case, activation, depth, settings["sigma_w2"])
            observed[f"{activation}/L{depth}"] = {
                width: _moments(net, width, networks, named(activation, depth, width))
                for width, networks in settings["widths"]
            }
    return observed


def _moments(net, width, networks, rng):
    sizes, drawn = (width,) * (net.depth + 1), complex_weights(net.kind)
    parts = []
    for count in batches(networks, 2 * width**2):
        x = inputs(rng, [[net.q0]], width, count)
        layers = run(net, sizes, drawn, rng, x)
        parts.append(trace_moments(jacobians(net, layers), ORDERS))
    return np.concatenate(parts)
