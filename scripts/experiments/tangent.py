"""Tangent kernels of finite networks at three inputs. Cases are kinds of weights."""

import numpy as np

from freewidth.sample.finite import inputs, tangent_kernels
from freewidth.sample.finite.draws import batches
from scripts.experiments.outputs import degree, drawn, network

UNITS = 2


def sample(case, settings, named):
    """Kernels between two outputs at three inputs, flattened from (2, 3, 2, 3), by activation."""
    observed = {}
    for activation in settings["activations"]:
        net = network(case, {**settings, "activation": activation})
        observed[activation] = {
            degree(case, width): _kernels(
                net, case, settings["gram"], width, networks, named(activation, width)
            )
            for width, networks in settings["widths"]
        }
    return observed


def _kernels(net, case, gram, width, networks, rng):
    sizes = (*(width,) * net.depth, UNITS)
    parts = []
    for count in batches(networks, width**2):
        x = inputs(rng, gram, width, count)
        parts.append(tangent_kernels(net, sizes, drawn(case, width), rng, x))
    return np.concatenate(parts).reshape(networks, -1)
