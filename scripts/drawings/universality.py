"""Entry laws against each other, and what their fourth cumulant does at finite width."""

import numpy as np
from scipy.special import stdtrit

from claims.spectra.fourth_cumulant_correction import corrections, predicted
from freewidth.kinds import HAAR
from freewidth.plotting.universality import universality
from freewidth.stats.judge import ALPHA

REFERENCE = "gaussian"


def draw(study):
    """Differences from Gaussian weights of all bounded networks; corrections of all."""
    found = differences(study)
    return universality(found, limit(study), *small(study))


def pairs(study):
    """(ensemble, its comparison, that of Gaussian weights) of bounded networks, Haar ones too."""
    for (grid, ensemble, *rest), c in sorted(study.items()):
        if grid == "main" and rest[-1] == "true" and ensemble != REFERENCE and c.net.phi.bounded:
            yield ensemble, c, study[grid, REFERENCE, *rest]


def differences(study):
    """Ensemble -> signed standardised differences of all statistics that both have."""
    found = {}
    for ensemble, one, two in pairs(study):
        items = one.difference(two, rivals=())
        if one.net.ensembles[0].kind is HAAR:  # quantiles of another law
            items = [item for item in items if item.what.startswith("difference in m_")]
        signed = [np.sign(item.observed) * min(item.distance(), 1e4) for item in items]
        found.setdefault(ensemble, []).extend(signed)
    return {ensemble: np.array(values) for ensemble, values in found.items()}


def limit(study):
    """The distance that all of these tests together exceed by chance once in 1/ALPHA times."""
    items = [item for _, one, two in pairs(study) for item in one.difference(two, rivals=())]
    return float(-stdtrit(min(item.freedom for item in items), ALPHA / len(items) / 2))


def small(study):
    """b by network and ensemble, and the slope predicted by network: of independent D."""
    by_network, slopes = {}, {}
    for (grid, ensemble, activation, depth, dependence), c in sorted(study.items()):
        if grid == "kurtosis" and dependence == "independent":
            name = f"{activation}, L = {depth}, independent D"
            b, sem, _, _ = corrections(c)
            by_network.setdefault(name, {})[ensemble] = b, sem
            slopes[name] = predicted(c.net)
    return by_network, slopes


def caption(study):
    """What is drawn."""
    widths = sorted({n for k, c in study.items() if k[0] == "kurtosis" for n in c.widths})
    return (
        "Left: moments, distribution function, resolvent and distances of networks with bounded "
        "activations, extrapolated to infinite width, minus the same with Gaussian weights; grey: "
        "what all tests together allow. Weights with a fourth moment share the limit, Haar and "
        "Cauchy weights do not; of Student t (3) none is claimed. Right: the correction of order "
        f"1/n to the mean of m_2, from widths {widths}, with two standard errors; lines have the "
        "slope predicted for independent D, and the height of the points."
    )
