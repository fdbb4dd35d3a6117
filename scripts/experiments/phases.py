"""Growth of gradients, and correlation of two inputs, across the phase diagram. Cases: phi.

Nothing but matrix-vector products: the mean of |J v|^2/|v|^2 over random v is that of m_1.
"""

import numpy as np

from freewidth.ensembles import ENSEMBLES
from freewidth.limits.critical import near_critical
from freewidth.sample.finite import inputs, run, weights
from freewidth.sample.finite.draws import batches

DIRECTIONS = 8  # v per network: drawing its weights costs more than applying them
NAMES = ("|J v|^2/|v|^2", "y.y'", "y.y", "y'.y'")


def group(sigma_b2, factor):
    """Name of a point."""
    return f"b{sigma_b2:g}/w{factor:g}"


def sample(case, settings, named):
    """Statistics ``NAMES`` at every point, by width; y, y' for inputs of a given correlation."""
    observed = {}
    for sigma_b2 in settings["sigma_b2"]:
        for factor in settings["factors"]:
            net = near_critical(case, settings["depth"], sigma_b2, factor)
            observed[group(sigma_b2, factor)] = {
                width: _statistics(
                    net, settings["correlation"], width, networks, named(sigma_b2, factor, width)
                )
                for width, networks in settings["widths"]
            }
    return observed


def _statistics(net, correlation, width, networks, rng):
    gram = net.q0 * np.array([[1, correlation], [correlation, 1]])
    parts = []
    for count in batches(networks, width**2):
        v = rng.standard_normal((count, width, DIRECTIONS))
        v /= np.linalg.norm(v, axis=1, keepdims=True)
        x = inputs(rng, gram, width, count)
        for layer in run(net, net.sizes(width), weights(ENSEMBLES["gaussian"]), rng, x):
            v = np.sqrt(net.sigma_w2) * net.phi.df(layer.y[:, :, :1]) * (layer.weights @ v)
        y = layer.y
        products = [(y[:, :, i] * y[:, :, j]).mean(axis=1) for i, j in ((0, 1), (0, 0), (1, 1))]
        parts.append(np.stack([(v**2).sum(axis=1).mean(axis=1), *products], axis=1))
    return np.concatenate(parts)
