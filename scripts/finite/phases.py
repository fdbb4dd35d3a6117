"""Growth of gradients, and correlation of two inputs, across the phase diagram. Cases: phi.

Nothing but matrix-vector products: the mean of |J v|^2/|v|^2 over random v is that of m_1.
"""

from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np

from freewidth.ensembles import ENSEMBLES
from freewidth.sample import batches, forward, inputs, weights
from scripts.finite._points import Cases, Figure, common, styled
from scripts.finite._settings import (
    Activations,
    Depth,
    Observed,
    Positive,
    Streams,
    Widths,
    at_least,
    between,
    check,
    distinct,
    length,
)

DIRECTIONS = 8  # v per network: drawing its weights costs more than applying them
NAMES = ("|J v|^2/|v|^2", "y.y'", "y.y", "y'.y'")
GROWTH = [0.3, 0.5, 1, 2]  # ticks
REACH = (0.3, 3.0)  # of the least and the largest bias variance: from where to where lines run


@dataclass(frozen=True)
class Settings:
    """What is sampled.

    Attributes:
        cases: activations.
        depth: number of layers L.
        sigma_b2: bias variances, each with its critical sigma_w.
        factors: what sigma_w is, over its critical value.
        correlation: of the two inputs.
        widths: widths, and how many networks of each are drawn.
    """

    cases: Activations
    depth: Annotated[Depth, at_least(2)]
    sigma_b2: Annotated[tuple[Positive, ...], length(1), distinct]
    factors: Annotated[tuple[Positive, ...], length(3), distinct]
    correlation: Annotated[float, between(-1, 1)]
    widths: Widths

    def __post_init__(self):
        check(self)


PAPER = Settings(
    cases=("tanh", "erf"),
    depth=10,
    sigma_b2=(0.01, 0.05, 0.2),
    factors=(0.9, 1.0, 1.1),
    correlation=0.6,
    widths=((64, 400), (128, 200), (256, 100)),
)
QUICK = replace(PAPER, cases=("tanh",), sigma_b2=(0.05,), widths=((48, 100), (68, 70), (96, 50)))


def sample(case: str, settings: Settings, stream: Streams) -> Observed:
    """Statistics ``NAMES`` at every point, by width; y, y' for inputs of a given correlation.

    The group of a point is bSIGMA_B2/wFACTOR.
    """
    from freewidth.limits.critical import near_critical

    observed = {}
    for sigma_b2 in settings.sigma_b2:
        for factor in settings.factors:
            net = near_critical(case, settings.depth, sigma_b2, factor)
            observed[f"b{sigma_b2:g}/w{factor:g}"] = {
                width: _statistics(
                    net, settings.correlation, width, networks, stream(sigma_b2, factor, width)
                )
                for width, networks in settings.widths
            }
    return observed


def _statistics(net, correlation, width, networks, rng):
    gram = net.q0 * np.array([[1, correlation], [correlation, 1]])
    parts = []
    for count in batches(networks, width**2):
        v = rng.standard_normal((count, width, DIRECTIONS))
        v /= np.linalg.norm(v, axis=1, keepdims=True)
        x = inputs(rng, gram, width, count)
        for layer in forward(net, net.sizes(width), weights(ENSEMBLES["gaussian"]), rng, x):
            v = np.sqrt(net.sigma_w2) * net.phi.df(layer.y[:, :, :1]) * (layer.weights @ v)
        y = layer.y
        products = [(y[:, :, i] * y[:, :, j]).mean(axis=1) for i, j in ((0, 1), (0, 0), (1, 1))]
        parts.append(np.stack([(v**2).sum(axis=1).mean(axis=1), *products], axis=1))
    return np.concatenate(parts)


@styled
def draw(draws: Cases) -> Figure:
    """The critical line in (sigma_b^2, sigma_w); measured against predicted numbers."""
    from scripts.finite import _pictures as p

    figure = p.page(2.8)
    left, middle, right = figure.subplots(1, 3)
    spans = []
    for (name, own), color, marker in zip(draws.items(), p.PALETTE, p.MARKERS, strict=False):
        left.plot(*_line(name, own), color=color)
        n, found, error = _crossings(own)
        left.errorbar(n, found, 2 * error, fmt=marker, color=color, ms=4, label=name)
        pairs = _pairs(own)
        for ax, some in zip((middle, right), pairs, strict=True):
            p.errorbars(ax, some, color, marker, label=name)
        spans.append([(predicted.min(), predicted.max()) for predicted, _, _ in pairs])
    _phases(left, common(draws)["sigma_b2"], p)
    for ax, some, title in zip(
        (middle, right),
        zip(*spans, strict=True),
        ("growth of gradients", "$\\mathbb{E}\\,y y'$ at the last layer"),
        strict=True,
    ):
        span = [np.min(some), np.max(some)]
        ax.plot(span, span, color=p.INK, lw=0.9, zorder=0)
        ax.set(xlabel="predicted", ylabel="measured", title=title)
    middle.set(xscale="log", yscale="log")
    middle.axhline(1, color=p.BAND, lw=0.7, linestyle=":")
    middle.axvline(1, color=p.BAND, lw=0.7, linestyle=":")
    middle.set_xticks(GROWTH, map(str, GROWTH))
    middle.set_yticks(GROWTH, map(str, GROWTH))
    middle.minorticks_off()
    return figure


def caption(draws: Cases) -> str:
    """Parameters, and what is drawn."""
    some = common(draws)
    return (
        f"Gaussian networks of {some['depth']} layers; two standard errors. Left: the line "
        f"sigma_w^2 mu_1 = 1, and where measured gradients neither grow nor shrink. Middle: "
        f"|J v|^2/|v|^2 through all layers on the line and "
        f"{abs(some['factors'][0] - 1):.0%} to either side. Right: E y y' at the last layer for "
        f"two inputs of correlation {some['correlation']:g}."
    )


def _phases(ax, biases, p):
    """What the phase diagram says beside its lines."""
    ax.set(xscale="log", xlabel="$\\sigma_b^2$", ylabel="$\\sigma_w$", title="critical line")
    p.ticks(ax, sorted(biases))
    ax.text(0.05, 0.9, "chaos", transform=ax.transAxes, color=p.BAND)
    ax.text(0.8, 0.05, "order", transform=ax.transAxes, color=p.BAND)
    ax.legend(loc="center left")


def _line(case, own):
    """Bias variances and critical sigma_w."""
    from freewidth.limits.critical import critical_weight

    biases = own.settings["sigma_b2"]
    x = np.geomspace(REACH[0] * min(biases), REACH[1] * max(biases), 25)
    return x, np.array([critical_weight(case, b)[0] ** 0.5 for b in x])


def _crossings(own):
    """Bias variances, measured critical sigma_w, and errors."""
    from claims.finite.pennington2017_critical_line import crossing

    found = [(b, crossing(own, b)) for b in own.settings["sigma_b2"]]
    return np.array([(b, item.observed, item.sem) for b, item in found]).T


def _pairs(own):
    """(predicted, measured, error) of the growth of gradients, and of the covariance."""
    from claims.finite.pennington2017_critical_line import point

    some = own.settings
    items = [point(own, b, f)[:2] for b in some["sigma_b2"] for f in some["factors"]]
    return [
        np.array([(item.expected, item.observed, item.sem) for item in column]).T
        for column in zip(*items, strict=True)
    ]
