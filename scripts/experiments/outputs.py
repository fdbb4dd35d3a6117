"""Outputs of finite networks at three inputs. Cases are kinds of weights."""

import numpy as np

from freewidth.ensembles import ENSEMBLES
from freewidth.finite import inputs, run, sparse, weights
from freewidth.finite.draws import batches, hermite
from freewidth.network import Network

GRAM = ((1.0, 0.5, -0.2), (0.5, 1.0, 0.3), (-0.2, 0.3, 1.0))
DENSITY = "sparse"  # cases called so keep n^{-1/2} of the entries: p n grows like sqrt(n)


def network(case, settings):
    """The network a case stands for; diluted weights start from Gaussian ones."""
    ensemble = "gaussian" if case == DENSITY else case
    return Network(
        ensemble,
        settings["activation"],
        settings["depth"],
        settings["sigma_w2"],
        settings["sigma_b2"],
    )


def drawn(case, width):
    """Weights of a case at a width."""
    if case == DENSITY:
        return sparse(ENSEMBLES["gaussian"], width**-0.5)
    return weights(ENSEMBLES[case])


def sample(case, settings, named):
    """Products of outputs, Hermite means, and the vectors of one unit per network."""
    net = network(case, settings)
    covariance, kurtosis, vectors = {}, {}, {}
    for width, networks in settings["widths"]:
        rng, parts = named(width), []
        for count in batches(networks, width**2):
            x = inputs(rng, GRAM, width, count)
            *_, last = run(net, net.sizes(width), drawn(case, width), rng, x)
            parts.append(last.y)
        y = np.concatenate(parts)
        first, second = np.triu_indices(len(GRAM))
        covariance[width] = (y[:, :, first] * y[:, :, second]).mean(axis=1)
        kurtosis[width] = hermite(y[:, :, 0], net.q[-1])
        vectors[width] = y[:, 0, :]
    return {"covariance": covariance, "kurtosis": kurtosis, "vectors": vectors}
