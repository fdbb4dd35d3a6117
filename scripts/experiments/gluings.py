"""Moments of small linear networks: every genus counts. Cases are ensembles."""

import numpy as np

from freewidth.ensembles import EVERY
from freewidth.network import Network
from freewidth.sample.finite import inputs, jacobians, run, trace_moments, weights
from freewidth.sample.finite.draws import batches

DEGREE = 12  # of m_k in the weights, at most: beyond, rare networks dominate the mean


def orders(depth: int) -> int:
    """How many moments are measured: m_k has degree 2kL in Gaussian variables."""
    return min(4, DEGREE // (2 * depth))


def sample(case, settings, named):
    """Moments m_1..m_k of networks of the given layer sizes."""
    observed, drawn = {}, weights(EVERY[case])
    for sizes in settings["sizes"]:
        net = Network(case, "linear", len(sizes) - 1)
        rng = named(*sizes)
        parts = []
        for count in batches(settings["networks"], max(sizes) ** 2):
            layers = run(net, sizes, drawn, rng, inputs(rng, [[1.0]], sizes[0], count))
            parts.append(trace_moments(jacobians(net, layers), orders(net.depth)))
        observed["x".join(map(str, sizes))] = {sizes[0]: np.concatenate(parts)}
    return observed
