"""Small networks before and after their weights are turned, W -> W U. Cases are ensembles."""

from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np

from freewidth.ensembles import ENSEMBLES
from freewidth.network import Network
from freewidth.sample import batches, displacement, forward, inputs, jacobians, turned, weights
from scripts.finite._points import Cases, Figure, common, named, points, styled
from scripts.finite._settings import (
    Activation,
    Depth,
    Observed,
    Positive,
    RegisteredEnsembles,
    Streams,
    Variance,
    Widths,
    at_least,
    check,
)

NAMES = ("m_1", "m_2", "m_3", "tr 1/(1 + M/m)", "m_1 |y|^2/n")
KINDS = ("fixed", "free")
ROUNDING = 1e-12  # relative: changes below it are none
MOVED = (1e-17, 1e2)  # range of the axis of changes, from rounding to a multiple of y


@dataclass(frozen=True)
class Settings:
    """What is sampled.

    Attributes:
        cases: ensembles.
        activation: phi.
        depth: number of layers L.
        sigma_w2: weight variance times fan-in.
        sigma_b2: bias variance.
        widths: widths, and how many networks of each are drawn.
    """

    cases: RegisteredEnsembles
    activation: Activation
    depth: Annotated[Depth, at_least(2)]
    sigma_w2: Positive
    sigma_b2: Variance
    widths: Widths

    def __post_init__(self):
        check(self)


PAPER = Settings(
    cases=("orthogonal", "gaussian", "rademacher"),
    activation="tanh",
    depth=3,
    sigma_w2=1.5,
    sigma_b2=0.1,
    widths=((4, 40_000), (8, 20_000), (16, 8000)),
)
QUICK = replace(PAPER, widths=((4, 4000), (6, 3000), (8, 2000)))


def sample(case: str, settings: Settings, stream: Streams) -> Observed:
    """Statistics ``NAMES`` of J: ``own``, ``fixed`` (turned, U x = x), ``free`` (any U), by width.

    ``moved/fixed`` and ``moved/free`` hold what the turned network changes in y and phi'(y).
    """
    numbers = settings.depth, settings.sigma_w2, settings.sigma_b2
    net = Network(case, settings.activation, *numbers)
    observed: Observed = {}
    for width, networks in settings.widths:
        rng, turns = stream(width), stream("turns", width)
        parts = [_turn(net, width, some, rng, turns) for some in batches(networks, 4 * width**2)]
        for group in parts[0]:
            observed.setdefault(group, {})[width] = np.concatenate([part[group] for part in parts])
    return observed


def _turn(net, width, count, rng, turns):
    x = inputs(rng, [[net.q0]], width, count)
    layers = list(forward(net, net.sizes(width), weights(ENSEMBLES[net.ensemble]), rng, x))
    kinds = {"own": layers}
    kinds |= {k: list(turned(layers, turns, free=k == "free")) for k in KINDS}
    found = {kind: _statistics(net, some) for kind, some in kinds.items()}
    return found | {
        f"moved/{kind}": displacement(net, layers, kinds[kind])[:, None] for kind in KINDS
    }


def _statistics(net, layers):
    product = jacobians(net, layers)
    values = np.linalg.eigvalsh(product @ product.swapaxes(1, 2))
    power = [(values**k).mean(axis=1) for k in (1, 2, 3)]
    mean = net.sigma_w2**net.depth  # a scale: what linear networks have
    smooth = (1 / (1 + values / mean)).mean(axis=1)
    output = (layers[-1].y ** 2).mean(axis=(1, 2))
    return np.stack([*power, smooth, power[0] * output], axis=1)


@styled
def draw(draws: Cases) -> Figure:
    """Relative change of m_1 over n, one panel per ensemble; largest change of y and D."""
    from scripts.finite import _pictures as p

    look = {"fixed": (p.PALETTE[0], "o"), "free": (p.RIVAL, "s")}
    figure = p.page(2.7)
    *axes, last = figure.subplots(1, len(draws) + 1, width_ratios=[*[1] * len(draws), 1.1])
    for number, (ax, (ensemble, own)) in enumerate(zip(axes, draws.items(), strict=True)):
        ax.sharey(axes[0])
        for kind in KINDS:
            p.errorbars(ax, _change(own, kind), *look[kind])
            n, most = _largest(own.observed[f"moved/{kind}"])
            last.plot(n * 1.05 ** (number - 1), most, look[kind][1], color=look[kind][0], ms=4)
        ax.axhline(0, color=p.INK, lw=0.8, zorder=0)
        ax.set(xscale="log", xlabel="width $n$", title=ENSEMBLES[ensemble].label)
        ax.set_xlim(n[0] / 1.15, n[-1] * 1.15)
        p.ticks(ax, n)
    for ax in axes[1:]:
        ax.tick_params(labelleft=False)
    axes[0].set_ylabel("change of $\\mathbb{E}\\,m_1$, %")
    last.set(xscale="log", yscale="log", xlabel="width $n$", ylim=MOVED)
    last.set_title("largest change of $y$, $D$")
    last.set_xlim(n[0] / 1.25, n[-1] * 1.25)
    last.axhspan(MOVED[0], ROUNDING, color=p.BAND, alpha=0.2, lw=0)
    note = {"fontsize": 7, "ha": "center", "va": "top", "color": p.INK}
    last.text(n[len(n) // 2], ROUNDING, "rounding", **note)
    p.ticks(last, n)
    handles = [
        p.handle("$W\\to WU$ with $Ux=x$: what the theorem allows", *look["fixed"]),
        p.handle("any rotation $U$, $D$ kept", *look["free"]),
    ]
    figure.legend(handles=handles, loc="outside upper center", ncols=2)
    return figure


def caption(draws: Cases) -> str:
    """Parameters, and what is drawn."""
    some = common(draws)
    return (
        f"W replaced by W U in every layer of {named(some['activation'])} networks, L = "
        f"{some['depth']}; "
        f"two standard errors. If U is Haar on the rotations that fix the layer's input, outputs "
        f"and D stay what they are to rounding (right), and for orthogonal and Gaussian weights so "
        f"does the law of the Jacobian, at every width: the mean of m_1 does not change (discs). "
        f"Signs are not invariant: their law changes at order 1/n. If U is any rotation while "
        f"D is kept, D is as good as independent of the weights: a difference of order 1/n."
    )


def _change(own, kind):
    """Change of m_1 in per cent of its mean."""
    before = {n: v[:, 0] for n, v in own.observed["own"].items()}
    n, mean, error = points({
        n: (v[:, 0] - before[n]) / before[n].mean() for n, v in own.observed[kind].items()
    })  # fmt: skip
    return n, 100 * mean, 100 * error


def _largest(by_width):
    widths = np.array(sorted(by_width))
    return widths, np.array([by_width[n].max() for n in widths])
