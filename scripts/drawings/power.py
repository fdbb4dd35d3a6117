"""At which width, and with how many networks, an error would have been seen."""

import numpy as np
from scipy.stats import norm

from claims.spectra._power import LEVEL, best
from freewidth.plotting.power import LABELS, power

GRID = "precise"


def draw(study):
    """Errors on the grid with the most networks."""
    some = shown(study)
    return power(
        {name: {r: fewest(c, r) for r in LABELS if r in c.rivals} for name, c in some.items()},
        {name: {n: len(v) for n, v in sorted(c.observed.items())} for name, c in some.items()},
        {name: least(c) for name, c in some.items()},
    )


def shown(study):
    """Comparisons by ensemble."""
    return {key[1]: c for key, c in sorted(study.items()) if key[0] == GRID}


def fewest(comparison, rival):
    """Width -> networks needed, by the best statistic."""
    return {width: count for width, (count, _) in best(comparison, rival).items()}


def least(comparison, share=0.01):
    """Pairs (statistic, least error of sigma_b in per cent), of all networks together."""
    z = norm.isf(LEVEL / 2)
    found = []
    for item in comparison.evidence(rivals=("sigma_b",)):
        gap = abs(item.rivals["sigma_b"] - item.expected)  # of an error by ``share``
        if gap > 0:
            found.append((item.what, 100 * share * (item.bias + z * item.sem) / gap))
    return sorted(found, key=lambda pair: pair[1])


def caption(study):
    """What is drawn."""
    some = shown(study)
    nets = next(iter(some.values())).net
    top = {name: least(c)[0] for name, c in some.items()}
    said = "; ".join(f"{name}: {value:.2g} % ({what})" for name, (what, value) in top.items())
    return (
        f"{nets.activation}, L = {nets.depth}, sigma_b2 = {nets.sigma_b2:g}. Top: networks of one "
        f"width whose mean tells an error at level {LEVEL:g}, by the statistic that needs fewest; "
        f"ticks: how many were drawn. Bottom: the least relative error of sigma_b that all of them "
        f"together show, by statistic, bias included; dashed: 1 %. Least of all: {said}."
    )


def table(study):
    """Rows (ensemble, error, width, networks, statistic)."""
    return [
        (name, rival, width, int(min(count, 1e9)), what)
        for name, c in shown(study).items()
        for rival in LABELS
        if rival in c.rivals
        for width, (count, what) in best(c, rival).items()
        if np.isfinite(count)
    ]
