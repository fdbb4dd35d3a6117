"""Moments against sums over non-crossing partitions, with and without weights at the end."""

from dataclasses import replace
from functools import lru_cache
from math import prod

import numpy as np

from claims._ensembles import other_weights
from claims.finite._experiments import cases, entry, ingredients, mistaken, mistakes
from freewidth import genus
from freewidth.ensembles import EVERY
from freewidth.network import Network, shifted
from freewidth.stats import at_infinite_width, without_rivals

OTHER = "the other kind of weights"
SHIFTED = "every variance off by one"
CONSTANT = "D a multiple of the unit"
WITHOUT = "no weights at the end"
INGREDIENTS = ingredients("q", "slope", "sigma_w2", "sigma_b2")


def planar(covers, group):
    """Entries about ensembles that ``covers`` selects; ``group`` as in ``moments``."""

    def entries(study):
        for draws in cases(study, "planar").values():
            if covers(EVERY[draws.case]):
                yield entry(draws, group, "theorem", moments(draws, group))
                if not mistakes(draws):
                    wrong = without_rivals(moments(draws, group, OTHER))
                    yield entry(draws, f"{group}, off", "control", wrong, f"tested against {OTHER}")

    return entries


def moments(draws, group, instead=None):
    """Every moment of D W ... D W (``group`` slopes), or W D W ... D W (weights), extrapolated.

    ``instead`` of what is expected a rival may be named.
    """
    some = draws.settings
    numbers = some["depth"], some["sigma_w2"], some["sigma_b2"]
    net, last = Network(draws.case, some["activation"], *numbers), group == "weights"
    rivals = others(net, some["orders"], last)
    own = _sum(mistaken(net, draws), some["orders"], last)
    expected = rivals[instead] if instead else own
    names = [f"m_{k}" for k in range(1, some["orders"] + 1)]
    return at_infinite_width(names, draws.observed[group], expected, rivals)


def others(net, orders, last):
    """What rivals predict."""
    found = {
        OTHER: _sum(replace(net, ensemble=other_weights(net)), orders, last),
        SHIFTED: _sum(shifted(net), orders, last),
        CONSTANT: constant(net, orders, last),
    }
    return found | ({WITHOUT: _sum(net, orders, False)} if last else {})


@lru_cache(maxsize=256)
def _sum(net, orders, last):
    return genus.moments(net, orders, readout=last)


def constant(net, orders, last):
    """The sums if every D were the square root of the mean of its square."""
    square = prod(kappa[0] for kappa in genus.slope_moments(net, 1))
    linear = replace(net, activation="linear", sigma_b2=0.0)
    return _sum(linear, orders, last) * square ** np.arange(1, orders + 1)
