"""Moments of small nonlinear networks, true and with independent D. Cases are activations."""

from dataclasses import dataclass, replace

import numpy as np

from freewidth.ensembles import ENSEMBLES
from freewidth.network import Network
from freewidth.sample import (
    batches,
    forward,
    independent_jacobians,
    inputs,
    jacobians,
    trace_moments,
    weights,
)
from scripts.finite._points import Cases, Figure, inverse, points, styled
from scripts.finite._settings import (
    Activations,
    Depths,
    Observed,
    Positive,
    Streams,
    Variance,
    Widths,
    check,
)

ORDERS = 2


@dataclass(frozen=True)
class Settings:
    """What is sampled.

    Attributes:
        cases: activations.
        depths: numbers of layers L.
        sigma_w2: weight variance times fan-in.
        sigma_b2: bias variance.
        widths: widths, and how many networks of each are drawn.
    """

    cases: Activations
    depths: Depths
    sigma_w2: Positive
    sigma_b2: Variance
    widths: Widths

    def __post_init__(self):
        check(self)


PAPER = Settings(
    cases=("tanh", "relu", "gelu"),
    depths=(1, 2, 3),
    sigma_w2=1.5,
    sigma_b2=0.1,
    widths=((8, 60_000), (16, 40_000), (32, 20_000)),
)
QUICK = replace(
    PAPER, cases=("tanh", "relu"), depths=(1, 2), widths=((8, 6000), (12, 4000), (16, 3000))
)


def sample(case: str, settings: Settings, stream: Streams) -> Observed:
    """m_1 and m_2 for every depth and width, in groups true/L2, independent/L2, ..."""
    observed = {}
    for depth in settings.depths:
        net = _network(case, depth, settings.sigma_w2, settings.sigma_b2)
        for dependence in ("true", "independent"):
            observed[f"{dependence}/L{depth}"] = {
                width: _moments(net, dependence, width, networks, stream(dependence, depth, width))
                for width, networks in settings.widths
            }
    return observed


def _network(case, depth, sigma_w2, sigma_b2):
    return Network("gaussian", case, depth, sigma_w2, sigma_b2)


def _moments(net, dependence, width, networks, rng):
    sizes, drawn = net.sizes(width), weights(ENSEMBLES["gaussian"])
    parts = []
    for count in batches(networks, width**2):
        if dependence == "true":
            x = inputs(rng, [[net.q0]], width, count)
            product = jacobians(net, forward(net, sizes, drawn, rng, x))
        else:
            product = independent_jacobians(net, sizes, drawn, rng, count)
        parts.append(trace_moments(product, ORDERS))
    return np.concatenate(parts)


@styled
def draw(draws: Cases) -> Figure:
    """m_2 against 1/n, one panel per activation and depth."""
    from scripts.finite import _pictures as p

    panels = _panels(draws)
    columns = len(panels) // len(draws)
    figure = p.page(0.4 + 1.8 * len(draws))
    axes = np.ravel(figure.subplots(len(draws), columns, squeeze=False, sharex=True))
    for ax, (title, data) in zip(axes, panels.items(), strict=True):
        limit, (x, curve) = data["limit"], data["curve"]
        ax.plot(x, curve / limit, color=p.INK)
        ax.axhline(1, color=p.BAND, lw=0.6, zorder=0)
        p.diamond(ax, 1.0, 4)
        for kind, color, marker in (("independent", p.DATA, "s"), ("true", p.RIVAL, "o")):
            x, mean, error = data[kind]
            p.errorbars(ax, (x, mean / limit, error / limit), color, marker)
        ax.set_title(title)
        ax.set_xlim(0, None)
    for ax in axes[-columns:]:
        ax.set_xlabel("$1/n$")
    for ax in axes[::columns]:
        ax.set_ylabel("$m_2/\\lim m_2$")
    handles = [
        p.handle("all gluings, independent D", p.INK, line="-"),
        p.handle("planar limit", p.INK, "D"),
        p.handle("sampled, independent D", p.DATA, "s"),
        p.handle("sampled, true D", p.RIVAL, "o"),
    ]
    figure.legend(handles=handles, loc="outside upper center", ncols=4)
    return figure


def caption(draws: Cases) -> str:
    """What is drawn."""
    return (
        "m_2 of J Jᵀ over its limit against 1/n, Gaussian weights; two standard errors. With D "
        "independent of the weights the mean is a sum over all gluings at every width (line). The "
        "networks' own D gives the same planar limit. For ReLU it gives the same mean at every "
        "width, because flipping the sign of a row flips D and nothing else; for tanh it parts at "
        "order 1/n."
    )


def _panels(draws):
    """Title -> what is drawn."""
    panels = {}
    for own in draws.values():
        for group, true in own.observed.items():
            if group.startswith("true/L"):
                depth = int(group.removeprefix("true/L"))
                net = _network(own.case, depth, own.settings["sigma_w2"], own.settings["sigma_b2"])
                independent = own.observed[f"independent/L{depth}"]
                panels[f"{net.phi.label}, L = {depth}"] = _panel(net, true, independent)
    return panels


def _panel(net, true, independent):
    from freewidth import genus

    widths = np.unique(np.round(1 / np.linspace(1e-3, 1.05 / min(true), 25))).astype(int)
    exact = [genus.finite_moments(net, int(width), 2)[1] for width in widths]
    return {
        "curve": (1 / widths, np.array(exact)),
        "limit": genus.moments(net, 2)[1],
        "true": points(true, 1, inverse),
        "independent": points(independent, 1, inverse),
    }
