"""Kurtosis, covariance and energy distance of outputs, by weights."""

import numpy as np

from claims.finite.cirone2024_gaussian_outputs import distance, network
from freewidth.limits import covariances, excess_kurtosis
from freewidth.plotting import scaling as plotting
from freewidth.stats import extrapolate
from scripts.drawings._points import points


def draw(outputs):
    """Three panels."""
    kurtosis, covariance, energies = {}, {}, {}
    for case, own in outputs.items():
        net = network(own)
        sigma = covariances(net, own.settings["gram"])[-1]
        if own.observed.get("kurtosis"):
            scaled = {n: n * v[:, 1] for n, v in own.observed["kurtosis"].items()}
            kurtosis[case] = points(scaled), excess_kurtosis(net)
        level, error, _, _ = extrapolate(own.observed["covariance"])
        first, second = np.triu_indices(len(sigma))
        names = [f"{i + 1}{j + 1}" for i, j in zip(first, second, strict=True)]
        covariance[case] = names, level - sigma[first, second], error
        found = {n: distance(v, sigma) for n, v in own.observed["vectors"].items()}
        energies[case] = np.array([(n, *pair) for n, pair in found.items()]).T
    return plotting.outputs(kurtosis, covariance, energies)


def caption(outputs):
    """Parameters, and what is drawn."""
    some = next(iter(outputs.values())).settings
    return (
        f"Outputs of {some['activation']} networks, L = {some['depth']}, by weights; two standard "
        f"errors. Left: n times the excess kurtosis, sampled (filled) and predicted for infinite "
        f"width (open, at 0): Gaussian, but for 1/n, and the constant depends on the weights. "
        f"Middle: second moments at each pair ij of three inputs, extrapolated to infinite width, "
        f"less those of the recursion. Right: energy distance of whitened outputs to a standard "
        f"normal vector, estimated without bias. Sparse: 2√n weights per unit."
    )
