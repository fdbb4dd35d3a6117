"""Outputs of finite networks at three inputs. Cases are kinds of weights."""

import numpy as np

from freewidth.ensembles import ENSEMBLES
from freewidth.network import Network
from freewidth.sample.finite import Weights, inputs, run, sparse, weights
from freewidth.sample.finite.draws import batches, hermite

SPARSE = "sparse"  # Gaussian entries of which 2 sqrt(n) per unit are kept
UNITS = 4  # whose outputs are kept as vectors


def network(case: str, settings: dict) -> Network:
    """The network a case stands for; diluted weights start from Gaussian ones."""
    ensemble = "gaussian" if case == SPARSE else case
    numbers = settings["depth"], settings["sigma_w2"], settings["sigma_b2"]
    return Network(ensemble, settings["activation"], *numbers)


def drawn(case: str, width: int) -> Weights:
    """Weights of a case at a width."""
    if case == SPARSE:
        return sparse(ENSEMBLES["gaussian"], degree(case, width) / width)
    return weights(ENSEMBLES[case])


def degree(case: str, width: int) -> int:
    """Weights per unit: what corrections are inversely proportional to, and what n stands for."""
    return round(2 * width**0.5) if case == SPARSE else width


def sample(case, settings, named):
    """Products of outputs and vectors of some units, by degree; Hermite means, by width.

    The Hermite means need many networks, and small ones show them best; entries whose own fourth
    moment grows with n have none.
    """
    net = network(case, settings)
    observed = {"covariance": {}, "vectors": {}}
    first, second = np.triu_indices(len(settings["gram"]))
    for width, networks in settings["widths"]:
        parts = list(_outputs(net, case, settings["gram"], width, networks, named(width)))
        own, means = (
            degree(case, width),
            [(y[:, :, first] * y[:, :, second]).mean(1) for y in parts],
        )
        observed["covariance"][own] = np.concatenate(means)
        observed["vectors"][own] = np.concatenate([y[:, :UNITS, :] for y in parts])
    return observed if case == SPARSE else observed | {"kurtosis": _kurtosis(net, settings, named)}


def _kurtosis(net, settings, named):
    found, gram = {}, [[settings["gram"][0][0]]]
    for width, networks in settings["narrow"]:
        parts = _outputs(net, net.ensemble, gram, width, networks, named("narrow", width))
        found[width] = np.concatenate([hermite(y[:, :, 0], net.q[-1]) for y in parts])
    return found


def _outputs(net, case, gram, width, networks, rng):
    """Outputs of all units, shape (batch, units, inputs), batch by batch."""
    for count in batches(networks, width**2):
        x = inputs(rng, gram, width, count)
        *_, last = run(net, net.sizes(width), drawn(case, width), rng, x)
        yield last.y
