"""Complex networks with entire activations. Cases are ensembles of complex weights."""

from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np

from freewidth.network import Network
from freewidth.sample import (
    batches,
    eigenvalues,
    forward,
    inputs,
    jacobians,
    trace_moments,
    weights,
)
from scripts.finite._points import Cases, Figure, inverse, points, styled
from scripts.finite._settings import (
    Activations,
    Depths,
    Ensembles,
    Networks,
    Observed,
    Positive,
    Streams,
    Widths,
    at_most,
    check,
)

ORDERS = 2
COLUMNS = 4  # of panels, at most


@dataclass(frozen=True)
class Settings:
    """What is sampled.

    Attributes:
        cases: ensembles of complex weights.
        activations: names of entire phi.
        depths: numbers of layers L.
        sigma_w2: weight variance times fan-in.
        widths: widths, and how many networks of each are drawn.
        spectra: other networks of each size, whose eigenvalues are kept.
    """

    cases: Ensembles
    activations: Activations
    depths: Depths
    sigma_w2: Annotated[Positive, at_most(2.0, "entire functions grow too fast")]
    widths: Widths
    spectra: Networks

    def __post_init__(self):
        check(self)


PAPER = Settings(
    cases=("complex_gaussian", "unitary"),
    activations=("sin", "quadratic"),
    depths=(2, 3),
    sigma_w2=0.4,
    widths=((16, 16_000), (32, 8000), (64, 4000)),
    spectra=400,
)
QUICK = replace(PAPER, depths=(2,), widths=((12, 3000), (16, 2500), (24, 2000)), spectra=100)


def sample(case: str, settings: Settings, stream: Streams) -> Observed:
    """m_1 and m_2 (groups moments/sin/L2) and eigenvalues of other networks (spectra/sin/L2)."""
    observed = {}
    for activation in settings.activations:
        for depth in settings.depths:
            net = Network(case, activation, depth, settings.sigma_w2)
            moments, spectra = {}, {}
            for width, networks in settings.widths:
                rng = stream(activation, depth, width)
                moments[width] = _draw(net, width, networks, rng, _moments)
                count, rng = settings.spectra, stream("spectra", activation, depth, width)
                spectra[width] = _draw(net, width, count, rng, eigenvalues)
            observed[f"moments/{activation}/L{depth}"] = moments
            observed[f"spectra/{activation}/L{depth}"] = spectra
    return observed


def _draw(net, width, networks, rng, statistic):
    drawn, parts = weights(net.ensembles[0]), []
    for count in batches(networks, 2 * width**2):
        x = inputs(rng, [[net.q0]], width, count)
        layers = forward(net, net.sizes(width), drawn, rng, x)
        parts.append(statistic(jacobians(net, layers)))
    return np.concatenate(parts)


def _moments(product):
    return trace_moments(product, ORDERS)


@styled
def draw(draws: Cases) -> Figure:
    """m_2 over 1/n, one panel per kind of weights, activation and depth."""
    from scripts.finite import _pictures as p

    panels = _panels(draws)
    columns = min(COLUMNS, len(panels))
    rows = -(-len(panels) // columns)
    figure = p.page(2.0 * rows + 0.4)
    axes = figure.subplots(rows, columns, squeeze=False, sharex=True, sharey=True)
    for ax in axes.ravel()[len(panels) :]:
        ax.set_axis_off()
    for ax, (title, (measured, limit, other, real)) in zip(
        axes.ravel(), panels.items(), strict=False
    ):
        n, mean, error = measured
        p.errorbars(ax, (n, mean / limit, error / limit), p.DATA, "o")
        p.diamond(ax, 1.0)
        ax.axhline(other / limit, color=p.RIVAL, linestyle="--")
        ax.axhline(real / limit, color=p.PALETTE[3], linestyle=":")
        ax.axhline(1, color=p.INK, lw=0.6, zorder=0)
        ax.set_yscale("log")
        ax.set_title(title)
        ax.set_xlim(0, None)
    for ax in axes[-1]:
        ax.set_xlabel("$1/n$")
    for ax in axes[:, 0]:
        ax.set_ylabel("$m_2/\\lim m_2$")
    p.decades(axes[0, 0], 6)
    handles = [
        p.handle("sampled", p.DATA, "o"),
        p.handle("planar sum", p.INK, "D"),
        p.handle("for the other kind of weights", p.RIVAL, line="--"),
        p.handle("for real pre-activations", p.PALETTE[3], line=":"),
    ]
    figure.legend(handles=handles, loc="outside upper center", ncols=4)
    return figure


def caption(draws: Cases) -> str:
    """What is drawn."""
    return (
        "Complex weights with an entire activation: m_2 of J J* over its limit against 1/n, two "
        "standard errors. The limit (1) is that with slopes |φ'(y)|² of a circular complex "
        "Gaussian y; dashed and dotted: what other weights or real pre-activations would give."
    )


def _panels(draws):
    """Title -> points, their limit, that of other weights, that of real pre-activations."""
    from claims.finite._complex import OTHER, REAL
    from freewidth import genus

    panels = {}
    for case, own in draws.items():
        for group, by_width in own.observed.items():
            kind, activation, layers = group.split("/")
            if kind != "moments":
                continue
            net = Network(case, activation, int(layers[1:]), own.settings["sigma_w2"])
            nets = net, *(replace(net, ensemble=other[case]) for other in (OTHER, REAL))
            title = f"{net.ensembles[0].label},\n{net.phi.label}, L = {net.depth}"
            limits = [genus.moments(some, 2)[1] for some in nets]
            panels[title] = points(by_width, 1, inverse), *limits
    return panels
