"""Moments up to the sixth, of J and of J with one more weight matrix. Cases are ensembles.

Higher moments have heavy tails at small widths: this takes many networks of a few hundred units at
most. The Jacobian of Muca Cirone, Hamdan and Salvi begins and ends with weights, W D W ... D W.
"""

from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np

from freewidth.ensembles import EVERY
from freewidth.network import Network
from freewidth.sample import batches, forward, inputs, jacobians, trace_moments, weights
from scripts.finite import _settings as s
from scripts.finite._points import Cases, Figure, common, named, points, styled

ORDER = {"slopes": "D W ... D W", "weights": "W D W ... D W"}
HIGHEST = 2.3  # of the axis of moments over their limits
MOST = 8  # of orders: the relative error of the mean of m_k grows like k^2


@dataclass(frozen=True)
class Settings:
    """What is sampled.

    Attributes:
        cases: ensembles.
        activation: phi.
        depth: number of slope matrices L.
        sigma_w2: weight variance times fan-in.
        sigma_b2: bias variance.
        orders: how many moments are taken.
        widths: widths, and how many networks of each are drawn.
    """

    cases: s.Ensembles
    activation: s.Activation
    depth: s.Depth
    sigma_w2: s.Positive
    sigma_b2: s.Variance
    orders: Annotated[int, s.at_least(2), s.at_most(MOST)]
    widths: s.Widths

    def __post_init__(self):
        s.check(self)


PAPER = Settings(
    cases=("gaussian", "rademacher", "orthogonal"),
    activation="tanh",
    depth=2,
    sigma_w2=1.0,
    sigma_b2=0.1,
    orders=6,
    # the standard deviation of m_6 is 1.5 to 2 of its mean at n = 48: these give an error of 4 % at
    # infinite width, where without a last W it would be 0.3, and with constant D less than half
    widths=((48, 3000), (96, 1500), (192, 500)),
)
QUICK = replace(PAPER, cases=("gaussian", "orthogonal"), widths=((32, 800), (48, 500), (96, 160)))


def sample(case: str, settings: Settings, stream: s.Streams) -> s.Observed:
    """m_1, m_2, ... by width: of D W ... D W in ``slopes``, of W D W ... D W in ``weights``."""
    numbers = settings.sigma_w2, settings.sigma_b2
    net = Network(case, settings.activation, settings.depth, *numbers)
    observed: s.Observed = {"slopes": {}, "weights": {}}
    for n, networks in settings.widths:
        rng, last = stream(n), stream("last", n)
        parts = [
            _moments(net, n, k, rng, last, settings.orders) for k in batches(networks, 4 * n**2)
        ]
        for group, found in zip(observed, zip(*parts, strict=True), strict=True):
            observed[group][n] = np.concatenate(found)
    return observed


def _moments(net, n, count, rng, last, orders):
    """Both sorts of moments, shape (count, orders)."""
    drawn = weights(EVERY[net.ensemble])
    x = inputs(rng, [[net.q0]], n, count)
    product = jacobians(net, forward(net, net.sizes(n), drawn, rng, x))
    more = net.sigma_w2**0.5 * drawn.draw(last, count, n, n)[0] @ product
    return trace_moments(product, orders), trace_moments(more, orders)


@styled
def draw(draws: Cases) -> Figure:
    """Moments over their planar sums, by order and width; extrapolated, and what rivals say."""
    from claims.finite._planar import moments
    from scripts.finite import _pictures as p

    orders = np.arange(2, common(draws)["orders"] + 1)
    shown = [(own, group) for own in draws.values() for group in own.observed]
    figure = p.page(0.6 + 2.0 * len(draws))
    axes = figure.subplots(len(draws), 2, sharex=True, sharey="row", squeeze=False)
    for ax, (own, group) in zip(axes.ravel(), shown, strict=True):
        items = moments(own, group)[1:]
        _by_width(p, ax, own.observed[group], items)
        for name, color, marker in _rivals(p):
            at = [(k, i.rivals[name] / i.expected) for k, i in zip(orders, items, strict=True)
                  if name in i.rivals]  # fmt: skip
            ax.plot(*np.reshape(at, (-1, 2)).T, marker, color=color, ms=4, linestyle="none")
        ax.axhline(1, color=p.INK, lw=0.8, zorder=0)
        ax.set(ylim=(0, HIGHEST), title=f"{EVERY[own.case].label}, {ORDER[group]}")
    for ax in axes[-1]:
        ax.set_xlabel("order $k$")
        p.ticks(ax, orders)
    for ax in axes[:, 0]:
        ax.set_ylabel("$m_k$ / limit")
    handles = [p.handle(name, color, marker) for name, color, marker in _rivals(p)]
    widths = [n for n, _ in common(draws)["widths"]]
    sampled = f"n = {', '.join(map(str, widths))}"
    handles = [p.handle(sampled, p.DATA, "o"), p.handle("infinite n", p.INK, "D"), *handles]
    figure.legend(handles=handles, loc="outside upper center", ncols=3)
    return figure


def _rivals(p):
    """Name, colour and marker of each."""
    from claims.finite._planar import CONSTANT, OTHER, WITHOUT

    return (OTHER, p.RIVAL, "x"), (CONSTANT, p.PALETTE[2], "+"), (WITHOUT, p.PALETTE[3], "_")


def _by_width(p, ax, by_width, items):
    """Means of every width beside each other, and what they become at infinite width."""
    for i, item in enumerate(items, 2):
        _, mean, error = points(by_width, i - 1)
        at = i + 0.16 * (p.aside(len(mean)) - 0.5)
        p.errorbars(ax, (at, mean / item.expected, error / item.expected), p.DATA, "o", 3)
        found = item.observed / item.expected
        error = 2 * item.sem / abs(item.expected)
        ax.errorbar(i + 0.2, found, error, fmt="D", color=p.INK, ms=3, lw=0.9)


def caption(draws: Cases) -> str:
    """Parameters, and what is drawn."""
    some = common(draws)
    return (
        f"Moments m_2 to m_{some['orders']} of {named(some['activation'])} networks, "
        f"L = {some['depth']}, over the sums over non-crossing partitions: widths from the left, "
        f"then extrapolated, with two standard errors. Left: J = D W ... D W; right: with one "
        f"more weight matrix, W D W ... D W. Also shown: what the sums would be for the other "
        f"kind of weights, with constant D, and on the right without the last weights; "
        f"those above the axis are left out."
    )
