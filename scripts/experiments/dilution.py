"""Networks with few weights per unit, p n of them on average. Cases are activations."""

import numpy as np

from freewidth.ensembles import ENSEMBLES
from freewidth.network import Network
from freewidth.sample.finite import (
    eigenvalues,
    inputs,
    jacobians,
    run,
    sparse,
    trace_moments,
    weights,
)
from freewidth.sample.finite.draws import batches

ORDERS = 2
ZERO = 1e-12  # of the largest eigenvalue: exact zeros come out at 1e-30, the others above 1e-8


def sample(case, settings, named):
    """Sparse networks with p n growing like sqrt(n), full ones of the same widths, and p n fixed.

    Moments m_1, m_2 in groups moments/L2/sparse and /full (by p n of the sparse ones) and
    moments/L2/c4 (p n = 4, by n); eigenvalues of other such networks in spectra/L2/sparse and
    /full; for linear networks of one layer the mass at 0 in corank/c2, by n.
    """
    observed = {}
    for depth in settings["depths"]:
        net = Network("gaussian", case, depth, settings["sigma_w2"], settings["sigma_b2"])
        observed |= _growing(net, settings, named)
        for degree in settings["fixed"]:
            observed[f"moments/L{depth}/c{degree}"] = {
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


def _growing(net, settings, named):
    observed = {}
    for kind in ("sparse", "full"):
        moments, spectra = {}, {}
        for width, degree, networks in settings["growing"]:
            kept = degree if kind == "sparse" else width
            what = net.depth, degree, width, kind
            moments[degree] = _draw(net, kept, width, networks, named(*what), _moments)
            count, rng = settings["spectra"], named("spectra", *what)
            spectra[degree] = _draw(net, kept, width, count, rng, eigenvalues)
        observed[f"moments/L{net.depth}/{kind}"] = moments
        observed[f"spectra/L{net.depth}/{kind}"] = spectra
    return observed


def _draw(net, degree, width, networks, rng, statistic):
    full = ENSEMBLES["gaussian"]
    drawn = sparse(full, degree / width) if degree < width else weights(full)
    parts = []
    for count in batches(networks, width**2):
        x = inputs(rng, [[net.q0]], width, count)
        parts.append(statistic(jacobians(net, run(net, net.sizes(width), drawn, rng, x))))
    return np.concatenate(parts)


def _moments(product):
    return trace_moments(product, ORDERS)


def _zeros(product):
    values = eigenvalues(product)
    return (values <= ZERO * values[:, -1:]).mean(axis=1, keepdims=True)
