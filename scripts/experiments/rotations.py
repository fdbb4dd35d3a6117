"""Small networks before and after their weights are turned, W -> W U. Cases are ensembles."""

import numpy as np

from freewidth.ensembles import ENSEMBLES
from freewidth.network import Network
from freewidth.sample.finite import displacement, inputs, jacobians, run, turned, weights
from freewidth.sample.finite.draws import batches

NAMES = ("m_1", "m_2", "m_3", "tr 1/(1 + M/m)", "m_1 |y|^2/n")


def network(case, settings):
    """The network of one case."""
    numbers = settings["depth"], settings["sigma_w2"], settings["sigma_b2"]
    return Network(case, settings["activation"], *numbers)


def sample(case, settings, named):
    """Statistics ``NAMES`` of J: ``own``, ``fixed`` (turned, U x = x), ``free`` (any U), by width.

    ``moved/fixed`` and ``moved/free`` hold what the turned network changes in y and phi'(y).
    """
    net, observed = network(case, settings), {}
    for width, networks in settings["widths"]:
        rng, turns = named(width), named("turns", width)
        parts = [_turn(net, width, some, rng, turns) for some in batches(networks, 4 * width**2)]
        for group in parts[0]:
            observed.setdefault(group, {})[width] = np.concatenate([part[group] for part in parts])
    return observed


def _turn(net, width, count, rng, turns):
    x = inputs(rng, [[net.q0]], width, count)
    layers = list(run(net, net.sizes(width), weights(ENSEMBLES[net.ensemble]), rng, x))
    kinds = {"own": layers}
    kinds |= {k: list(turned(layers, turns, free=k == "free")) for k in ("fixed", "free")}
    found = {kind: _statistics(net, some) for kind, some in kinds.items()}
    return found | {
        f"moved/{kind}": displacement(net, layers, kinds[kind])[:, None]
        for kind in ("fixed", "free")
    }


def _statistics(net, layers):
    product = jacobians(net, layers)
    values = np.linalg.eigvalsh(product @ product.swapaxes(1, 2))
    power = [(values**k).mean(axis=1) for k in (1, 2, 3)]
    mean = net.sigma_w2**net.depth  # a scale: what linear networks have
    smooth = (1 / (1 + values / mean)).mean(axis=1)
    output = (layers[-1].y ** 2).mean(axis=(1, 2))
    return np.stack([*power, smooth, power[0] * output], axis=1)
