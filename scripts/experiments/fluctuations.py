"""Linear statistics of many networks of growing width. Cases are ensembles.

D comes from the weights (``true``), is shared by a few networks with weights of their own
(``frozen``), has no chance at all (``typical``), or is 1 (``linear``).
"""

import numpy as np

from freewidth.compare import kolmogorov
from freewidth.ensembles import ENSEMBLES
from freewidth.jacobian import law
from freewidth.network import Network
from freewidth.sample.finite import (
    drawn_slopes,
    fixed_jacobians,
    inputs,
    jacobians,
    run,
    typical_slopes,
    weights,
)
from freewidth.sample.finite.draws import batches

NAMES = ("m_1", "m_2", "G(-m)", "F(median)", "Kolmogorov distance")
IDENTITY = "orthogonal"  # ensemble whose linear networks have J J^T = 1: nothing fluctuates


def sample(case, settings, named):
    """Statistics ``NAMES`` by kind of D; m is the mean of the limit law.

    Networks of kind ``frozen`` come in runs of ``settings["same"]`` that share a D.
    """
    numbers = settings["depth"], settings["sigma_w2"], settings["sigma_b2"]
    net = Network(case, settings["activation"], *numbers)
    kinds = {"true": net, "frozen": net, "typical": net}
    if case != IDENTITY:
        kinds["linear"] = Network(case, "linear", *numbers)
    observed = {}
    for kind, some in kinds.items():
        limit = law(some)
        observed[kind] = {
            width: _statistics(kind, some, limit, width, networks, settings["same"], named)
            for width, networks in settings["widths"]
        }
    return observed


def _statistics(kind, net, limit, width, networks, same, named):
    rng, slopes = named(kind, width), named("slopes", kind, width)
    products = _products(kind, net, net.sizes(width), networks, same, rng, slopes)
    mean, median = limit.moments(1)[0], limit.quantile(0.5)
    parts = []
    for product in products:
        values = np.linalg.eigvalsh(product @ product.swapaxes(1, 2))
        smooth = (-1 / (mean + values)).mean(axis=1)
        below = (values <= median).mean(axis=1)
        first, second = values.mean(axis=1), (values**2).mean(axis=1)
        parts.append([first, second, smooth, below, kolmogorov(values, limit)])
    return np.concatenate([np.stack(part, axis=1) for part in parts])


def _products(kind, net, sizes, networks, same, rng, slopes):
    """Jacobians, batch by batch."""
    drawn = weights(ENSEMBLES[net.ensemble])
    for count in batches(networks // same, same * sizes[0] ** 2):
        if kind in ("true", "linear"):
            x = inputs(rng, [[net.q0]], sizes[0], count * same)
            yield jacobians(net, run(net, sizes, drawn, rng, x))
            continue
        if kind == "frozen":
            d = [np.repeat(s, same, axis=0) for s in drawn_slopes(net, sizes, slopes, count)]
        else:
            d = typical_slopes(net, sizes)
        yield fixed_jacobians(net, d, sizes, drawn, rng, count * same)
