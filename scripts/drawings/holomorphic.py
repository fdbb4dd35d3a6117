"""m_2 of complex networks against 1/n."""

from dataclasses import replace

from claims.finite.cirone2024_complex_limit import OTHER, REAL
from freewidth import genus
from freewidth.network import Network
from freewidth.plotting import scaling as plotting
from scripts.drawings._points import points


def draw(holomorphic):
    """One panel per kind of weights, activation and depth."""
    panels = {}
    for case, own in holomorphic.items():
        for group, by_width in own.observed.items():
            kind, activation, layers = group.split("/")
            if kind != "moments":
                continue
            net = Network(case, activation, int(layers[1:]), own.settings["sigma_w2"])
            rivals = [replace(net, ensemble=other[case]) for other in (OTHER, REAL)]
            title = f"{net.ensembles[0].label},\n{net.phi.label}, L = {net.depth}"
            panels[title] = {
                "points": points(by_width, 1, lambda n: 1 / n),
                "limit": genus.moments(net, 2)[1],
                "rivals": [genus.moments(other, 2)[1] for other in rivals],
            }
    return plotting.holomorphic(panels)


def caption(holomorphic):
    """What is drawn."""
    return (
        "Complex weights with an entire activation: m_2 of J J* against 1/n, two standard errors, "
        "its limit with slopes |φ'(y)|² of a circular complex Gaussian y, and what other weights "
        "or real pre-activations would give."
    )
