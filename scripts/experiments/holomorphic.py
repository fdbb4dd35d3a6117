"""Complex networks with entire activations. Cases are ensembles of complex weights."""

import numpy as np

from freewidth.network import Network
from freewidth.sample.finite import eigenvalues, inputs, jacobians, run, trace_moments, weights
from freewidth.sample.finite.draws import batches

ORDERS = 2


def sample(case, settings, named):
    """m_1 and m_2 (groups moments/sin/L2) and eigenvalues of other networks (spectra/sin/L2)."""
    observed = {}
    for activation in settings["activations"]:
        for depth in settings["depths"]:
            net = Network(case, activation, depth, settings["sigma_w2"])
            moments, spectra = {}, {}
            for width, networks in settings["widths"]:
                rng = named(activation, depth, width)
                moments[width] = _draw(net, width, networks, rng, _moments)
                count, rng = settings["spectra"], named("spectra", activation, depth, width)
                spectra[width] = _draw(net, width, count, rng, eigenvalues)
            observed[f"moments/{activation}/L{depth}"] = moments
            observed[f"spectra/{activation}/L{depth}"] = spectra
    return observed


def _draw(net, width, networks, rng, statistic):
    drawn, parts = weights(net.ensembles[0]), []
    for count in batches(networks, 2 * width**2):
        x = inputs(rng, [[net.q0]], width, count)
        layers = run(net, net.sizes(width), drawn, rng, x)
        parts.append(statistic(jacobians(net, layers)))
    return np.concatenate(parts)


def _moments(product):
    return trace_moments(product, ORDERS)
