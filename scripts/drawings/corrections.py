"""m_2 of nonlinear networks, true and with independent D, against 1/n."""

import numpy as np

from claims.finite.cirone2024_first_corrections import finite, network
from freewidth import genus
from freewidth.plotting import gluings as plotting
from scripts.drawings._points import points


def draw(corrections):
    """One panel per activation and depth."""
    panels = {}
    for own in corrections.values():
        for group, true in own.observed.items():
            if group.startswith("true/L"):
                depth = int(group.removeprefix("true/L"))
                independent = own.observed[f"independent/L{depth}"]
                net = network(own, depth)
                panels[f"{net.phi.label}, L = {depth}"] = _panel(net, true, independent)
    return plotting.corrections(panels)


def caption(corrections):
    """What is drawn."""
    return (
        "m_2 of J Jᵀ against 1/n, Gaussian weights. With D independent of the weights the mean is "
        "a sum over all gluings at every width (line); two standard errors. The networks' own D "
        "gives the same planar limit. For ReLU it gives the same mean at every width, because "
        "flipping the sign of a row flips D and nothing else; for tanh it parts at order 1/n."
    )


def _panel(net, true, independent):
    widths = np.unique(np.round(1 / np.linspace(1e-3, 1.05 / min(true), 25))).astype(int)
    exact = [finite(net, int(width), 2)[1] for width in widths]
    return {
        "curve": (1 / widths, np.array(exact)),
        "limit": genus.moments(net, 2)[1],
        "true": points(true, 1, lambda n: 1 / n),
        "independent": points(independent, 1, lambda n: 1 / n),
    }
