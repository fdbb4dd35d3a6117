"""Sparse networks: m_2 against 1/(pn), and the mass at 0."""

import numpy as np

from claims.finite.cirone2024_fixed_degree import second_moment
from claims.finite.cirone2024_sparse_limit import constants, less_full, network
from freewidth import genus
from freewidth.limits import corank
from freewidth.plotting import scaling as plotting
from freewidth.stats import extrapolate
from scripts.drawings._points import points


def draw(dilution):
    """One panel per activation and depth, and one for the mass at 0."""
    moments = {}
    for own in dilution.values():
        for depth in own.settings["depths"]:
            moments[f"$m_2$: {network(own, depth).phi.label}, L = {depth}"] = _panel(own, depth)
    degrees = np.linspace(0.05, 4, 80)
    curve = np.array([corank(c) for c in degrees])
    found = [
        (int(group.removeprefix("corank/c")), *extrapolate(by_width)[:2])
        for own in dilution.values()
        for group, by_width in own.observed.items()
        if group.startswith("corank/")
    ]
    levels = np.array([(c, level[0], error[0]) for c, level, error in found]).T
    return plotting.dilution(moments, (degrees, curve, levels))


def caption(dilution):
    """What is drawn."""
    return (
        "Sparse Gaussian weights, p n of them per unit on average; two standard errors. Left: m_2 "
        "for p n = 2√n, less that of as many full networks of the same width, put on top of the "
        "limit of full weights (discs), and for p n fixed, extrapolated to infinite width "
        "(squares): only 1/(pn) → 0 leads to the limit of full weights (diamond). Dotted, the "
        "correction of order 1/(pn) with its fitted coefficient b; the line is the exact limit of "
        "linear networks at fixed p n, whose slope at 0 is 3L. Right: mass of the atom at 0 of one "
        "linear layer with c weights per unit, and the corank of a random bipartite graph."
    )


def _panel(own, depth):
    fixed = {c: extrapolate(own.observed[f"moments/L{depth}/c{c}"]) for c in own.settings["fixed"]}
    x = np.linspace(1e-3, 1.1 / min(fixed), 60)
    limit = genus.moments(network(own, depth), 2)[1]
    excess = less_full(own, f"moments/L{depth}")
    (_, slope), (_, error) = constants(excess)
    at, mean, sem = points(excess, 1, lambda c: 1 / c)
    linear = own.case == "linear"
    return {
        "limit": limit,
        "curve": (x, [second_moment(depth, 1 / v) for v in x]) if linear else None,
        "growing": (at, limit + mean, sem),
        "fitted": (float(slope), float(error)),
        "fixed": np.array([(1 / c, a[1], e[1]) for c, (a, e, *_) in fixed.items()]).T,
    }
