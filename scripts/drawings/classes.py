"""The two classes of laws of infinite depth."""

import numpy as np

from claims.finite.pennington2018_universality_classes import POWER, class_of
from freewidth.jacobian import law
from freewidth.limits.critical import tuned
from freewidth.limits.deep import DeepLaw
from freewidth.plotting import deep as plotting

X = np.geomspace(0.01, 5, 600)
SHOWN = 3  # laws per class


def draw(classes):
    """Distribution functions of the first activation of each class; third moments of all."""
    limits, laws, errors = {}, {}, {}
    for case, own in classes.items():
        kind, s2 = class_of(case), own.settings["s2"]
        limit = DeepLaw(kind, s2)
        depths = np.array(sorted(own.observed["moments"]))
        third = np.array([own.observed["moments"][d][0, 2] for d in depths])
        errors[case] = depths, np.abs(third - limit.moments(3)[2]), POWER[kind]
        if kind not in limits:
            limits[kind] = X, limit.cdf(X)
            some = depths[np.linspace(0, len(depths) - 1, SHOWN).astype(int)]
            laws[kind] = [(d, X, law(tuned("orthogonal", case, int(d), s2)).cdf(X)) for d in some]
    return plotting.classes(limits, laws, errors)


def caption(classes):
    """Parameters, and what is drawn."""
    some = next(iter(classes.values())).settings
    return (
        f"Solved laws of critical Haar networks with L (mu_2/mu_1^2 - 1) = {some['s2']:g}. As the "
        f"depth grows they converge to a law that remembers only the class of phi': 0 or 1 "
        f"(Bernoulli), or smooth. Right: the error of the third moment, with 1/L (Bernoulli) and "
        f"1/sqrt(L) (smooth: the variance of a layer falls no faster)."
    )
