"""Deep critical networks. Cases are ensembles."""

import numpy as np

from freewidth.ensembles import ENSEMBLES
from freewidth.jacobian import law
from freewidth.limits.critical import steady, tuned
from freewidth.sample.finite import inputs, jacobians, run, weights
from freewidth.sample.finite.draws import batches

NAMES = ("m_1", "m_2/m_1^2", "largest eigenvalue/m_1")
KINDS = ("steady", "tuned")


def network(case, settings, kind, depth):
    """All layers of one variance, for any depth the same (``steady``) or falling (``tuned``)."""
    if kind == "steady":
        return steady(case, settings["activation"], depth, settings["q"])
    return tuned(case, settings["activation"], depth, settings["s2"])


def sample(case, settings, named):
    """Statistics ``NAMES`` by width, in groups steady/L8, tuned/L8, ...

    ``edges`` holds the right end of the limit law's support, steady and tuned, by depth.
    """
    observed = {}
    for depth, width, networks in settings["sizes"]:
        for kind in KINDS:
            net = network(case, settings, kind, depth)
            rng = named(kind, depth, width)
            group = observed.setdefault(f"{kind}/L{depth}", {})
            group[width] = _statistics(net, width, networks, rng)
    depths = sorted({depth for depth, _, _ in settings["sizes"]})
    observed["edges"] = {depth: _edges(case, settings, depth) for depth in depths}
    return observed


def _edges(case, settings, depth):
    laws = [law(network(case, settings, kind, depth)) for kind in KINDS]
    return np.array([[each.support[-1][1] for each in laws]])


def _statistics(net, width, networks, rng):
    parts = []
    for count in batches(networks, width**2):
        x = inputs(rng, [[net.q0]], width, count)
        drawn = weights(ENSEMBLES[net.ensemble])
        product = jacobians(net, run(net, net.sizes(width), drawn, rng, x))
        values = np.linalg.eigvalsh(product @ product.swapaxes(1, 2))
        mean = values.mean(axis=1)
        second = (values**2).mean(axis=1) / mean**2
        parts.append(np.stack([mean, second, values[:, -1] / mean], axis=1))
    return np.concatenate(parts)
