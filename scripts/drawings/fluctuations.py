"""Variances, fourth moments and Kolmogorov distances against the width."""

import numpy as np

from claims.finite._rates import DISTANCE, column
from freewidth.plotting import rates as plotting
from scripts.drawings._points import points

VARIANCE, FOURTH, DISTANCES = "Var $m_1$", "fourth moment of $m_1$", "$\\sup|F_n - F|$"
GUIDES = {
    VARIANCE: ((-1.0, "true"), (-2.0, "frozen")),
    FOURTH: ((-2.0, "true"), (-4.0, "frozen")),
    DISTANCES: ((-0.5, "true"), (-1.0, "typical")),
}


def draw(fluctuations):
    """Three panels, all ensembles and kinds of D in each."""
    panels = {title: {} for title in GUIDES}
    for ensemble, own in fluctuations.items():
        for kind in own.observed:
            if kind != "typical":
                found = column(own, kind, "m_1")
                panels[VARIANCE][kind, ensemble] = _central(found, 2)
                panels[FOURTH][kind, ensemble] = _central(found, 4)
            if kind != "frozen":
                panels[DISTANCES][kind, ensemble] = points(own.observed[kind], DISTANCE)
    return plotting.fluctuations(panels, GUIDES)


def caption(fluctuations):
    """Parameters, and what is drawn."""
    some = next(iter(fluctuations.values())).settings
    return (
        f"Networks with {some['activation']}, L = {some['depth']}, drawn many times; two standard "
        f"errors, dashed lines are powers of n. With D from the weights m_1 fluctuates like n "
        f"independent numbers, and the spectrum is n^(-1/2) from its limit. Where {some['same']} "
        f"networks share a D (left, middle: about their mean), where D has no chance at all "
        f"(right), or phi is linear, only the weights fluctuate, and eigenvalues are rigid."
    )


def _central(by_width, order):
    return points({n: np.abs(v - v.mean()) ** order for n, v in by_width.items()})
