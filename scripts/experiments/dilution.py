"""Networks with few weights per unit, p n of them on average. Cases are activations."""

import numpy as np

from freewidth.ensembles import ENSEMBLES
from freewidth.finite import inputs, jacobians, run, sparse, trace_moments
from freewidth.finite.draws import batches
from freewidth.network import Network

ORDERS = 2
ZERO = 1e-12  # of the largest eigenvalue: exact zeros come out at 1e-30, the others above 1e-8


def sample(case, settings, named):
    """m_1 and m_2 with p n growing like sqrt(n) (groups L2, by p n) and fixed (L2/c4, by n).

    L2/full, by p n, are as many networks of the same widths with all their weights. For linear
    networks of one layer also the mass at 0 (corank/c2, by n).
    """
    observed = {}
    for depth in settings["depths"]:
        net = Network("gaussian", case, depth, settings["sigma_w2"], settings["sigma_b2"])
        for group, full in ((f"L{depth}", False), (f"L{depth}/full", True)):
            observed[group] = {
                degree: _draw(
                    net,
                    width if full else degree,
                    width,
                    networks,
                    named(depth, degree, width, full),
                    _moments,
                )
                for width, degree, networks in settings["growing"]
            }
        for degree in settings["fixed"]:
            observed[f"L{depth}/c{degree}"] = {
                width: _draw(net, degree, width, networks, named(depth, degree, width), _moments)
                for width, networks in settings["widths"]
            }
    if case == "linear":
        net = Network("gaussian", case, 1)
        for degree in settings["coranks"]:
            observed[f"corank/c{degree}"] = {
                width: _draw(net, degree, width, networks, named("corank", degree, width), _zeros)
                for width, networks in settings["corank_widths"]
            }
    return observed


def _draw(net, degree, width, networks, rng, statistic):
    drawn = sparse(ENSEMBLES["gaussian"], degree / width)
    parts = []
    for count in batches(networks, width**2):
        x = inputs(rng, [[net.q0]], width, count)
        parts.append(statistic(jacobians(net, run(net, net.sizes(width), drawn, rng, x))))
    return np.concatenate(parts)


def _moments(product):
    return trace_moments(product, ORDERS)


def _zeros(product):
    values = np.linalg.svd(product, compute_uv=False) ** 2
    return (values <= ZERO * values[:, :1]).mean(axis=1, keepdims=True)
