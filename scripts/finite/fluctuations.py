"""Linear statistics of many networks of growing width. Cases are ensembles.

D comes from the weights (``true``), is shared by a few networks with weights of their own
(``frozen``), has no chance at all (``typical``), or is 1 (``linear``).
"""

from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np

from freewidth.ensembles import ENSEMBLES
from freewidth.network import Network
from freewidth.sample import (
    batches,
    drawn_slopes,
    fixed_jacobians,
    forward,
    inputs,
    jacobians,
    typical_slopes,
    weights,
)
from scripts.finite._points import Cases, Figure, common, named, points, styled
from scripts.finite._settings import (
    Activation,
    Depth,
    Observed,
    Positive,
    RegisteredEnsembles,
    Streams,
    Variance,
    Width,
    Widths,
    at_least,
    check,
    require,
)

NAMES = ("m_1", "m_2", "G(-m)", "F(median)", "Kolmogorov distance")
IDENTITY = "orthogonal"  # ensemble whose linear networks have J J^T = 1: nothing fluctuates
VARIANCE, FOURTH, DISTANCES = "Var $m_1$", "fourth moment of $m_1$", "$\\sup|F_n - F|$"
GUIDES = {  # powers of n, each beside the points of one kind
    VARIANCE: ((-1.0, "true"), (-2.0, "frozen")),
    FOURTH: ((-2.0, "true"), (-4.0, "frozen")),
    DISTANCES: ((-0.5, "true"), (-1.0, "typical")),
}
BELOW = 0.62  # of the points: where their guides run


@dataclass(frozen=True)
class Settings:
    """What is sampled.

    Attributes:
        cases: ensembles.
        activation: phi.
        depth: number of layers L.
        sigma_w2: weight variance times fan-in.
        sigma_b2: bias variance.
        same: networks that share a D where it is given; divides the numbers of networks.
        widths: widths, and how many networks of each are drawn.
    """

    cases: RegisteredEnsembles
    activation: Activation
    depth: Annotated[Depth, at_least(2)]
    sigma_w2: Positive
    sigma_b2: Variance
    same: Width
    widths: Widths

    def __post_init__(self):
        check(self)
        odd = [networks for _, networks in self.widths if networks % self.same]
        require(not odd, f"fluctuations.widths: numbers of networks {odd} are no multiples of "
                f"same = {self.same}, the networks that share a D")  # fmt: skip


PAPER = Settings(
    cases=("gaussian", "orthogonal", "rademacher"),
    activation="tanh",
    depth=2,
    sigma_w2=1.5,
    sigma_b2=0.1,
    same=4,
    widths=((64, 2000), (128, 1000), (256, 480), (512, 120)),
)
QUICK = replace(
    PAPER,
    cases=("gaussian", "orthogonal"),
    widths=((16, 800), (32, 400), (64, 200), (128, 80)),
)


def sample(case: str, settings: Settings, stream: Streams) -> Observed:
    """Statistics ``NAMES`` by kind of D; m is the mean of the limit law.

    Networks of kind ``frozen`` come in runs of ``settings.same`` that share a D.
    """
    from freewidth.jacobian import law

    numbers = settings.depth, settings.sigma_w2, settings.sigma_b2
    net = Network(case, settings.activation, *numbers)
    kinds = {"true": net, "frozen": net, "typical": net}
    if case != IDENTITY:
        kinds["linear"] = Network(case, "linear", *numbers)
    observed = {}
    for kind, some in kinds.items():
        limit = law(some)
        observed[kind] = {
            width: _statistics(kind, some, limit, width, networks, settings.same, stream)
            for width, networks in settings.widths
        }
    return observed


def _statistics(kind, net, limit, width, networks, same, stream):
    from freewidth.compare import kolmogorov

    rng, slopes = stream(kind, width), stream("slopes", kind, width)
    products = _products(kind, net, net.sizes(width), networks, same, rng, slopes)
    mean, median = limit.moments(1)[0], limit.quantile(0.5)
    parts = []
    for product in products:
        values = np.linalg.eigvalsh(product @ product.swapaxes(1, 2))
        smooth = (-1 / (mean + values)).mean(axis=1)
        below = (values <= median).mean(axis=1)
        first, second = values.mean(axis=1), (values**2).mean(axis=1)
        parts.append([first, second, smooth, below, kolmogorov(values, limit)])
    return np.concatenate([np.stack(part, axis=1) for part in parts])


def _products(kind, net, sizes, networks, same, rng, slopes):
    """Jacobians, batch by batch."""
    drawn = weights(ENSEMBLES[net.ensemble])
    for count in batches(networks // same, same * sizes[0] ** 2):
        if kind in ("true", "linear"):
            x = inputs(rng, [[net.q0]], sizes[0], count * same)
            yield jacobians(net, forward(net, sizes, drawn, rng, x))
            continue
        if kind == "frozen":
            d = [np.repeat(s, same, axis=0) for s in drawn_slopes(net, sizes, slopes, count)]
        else:
            d = typical_slopes(net, sizes)
        yield fixed_jacobians(net, d, sizes, drawn, rng, count * same)


@styled
def draw(draws: Cases) -> Figure:
    """Variance, fourth moment and distance over n on log axes, ensembles and kinds of D in each."""
    from scripts.finite import _pictures as p

    colors = {"true": p.RIVAL, "frozen": p.PALETTE[0], "typical": p.PALETTE[0]}
    colors["linear"] = p.PALETTE[2]
    markers = dict(zip(draws, p.MARKERS, strict=False))
    panels = _panels(draws)
    figure = p.page(2.7)
    for ax, (title, some) in zip(figure.subplots(1, len(panels)), panels.items(), strict=True):
        for (kind, ensemble), measured in some.items():
            p.errorbars(ax, measured, colors[kind], markers[ensemble])
        for power, kind in GUIDES[title]:
            _guide(ax, some, power, kind, colors[kind])
        ax.set(xscale="log", yscale="log", xlabel="width $n$", title=title)
        ax.set_ylim(ax.get_ylim()[0] / 1.3, None)  # room for words
        p.decades(ax)
        p.ticks(ax, sorted({float(x) for n, _, _ in some.values() for x in n}))
    words = {"true": "D from the weights", "frozen": "D given", "linear": "linear $\\phi$"}
    handles = [p.handle(word, colors[k], line="-", width=2) for k, word in words.items()]
    handles += [p.handle(ENSEMBLES[name].label, p.BAND, mark) for name, mark in markers.items()]
    figure.legend(handles=handles, loc="outside upper center", ncols=len(handles))
    return figure


def caption(draws: Cases) -> str:
    """Parameters, and what is drawn."""
    some = common(draws)
    return (
        f"Networks with {named(some['activation'])}, L = {some['depth']}, drawn many times; "
        f"two standard "
        f"errors, dashed lines are powers of n. With D from the weights m_1 fluctuates like n "
        f"independent numbers, and the spectrum is n^(-1/2) from its limit. Where {some['same']} "
        f"networks share a D (left, middle: about their mean), where D has no chance at all "
        f"(right), or phi is linear, only the weights fluctuate, and eigenvalues are rigid."
    )


def _panels(draws):
    """Title -> (kind of D, ensemble) -> points over n."""
    from claims.finite._rates import DISTANCE, column

    panels = {title: {} for title in GUIDES}
    for ensemble, own in draws.items():
        for kind in own.observed:
            if kind != "typical":
                found = column(own, kind, "m_1")
                panels[VARIANCE][kind, ensemble] = _central(found, 2)
                panels[FOURTH][kind, ensemble] = _central(found, 4)
            if kind != "frozen":
                panels[DISTANCES][kind, ensemble] = points(own.observed[kind], DISTANCE)
    return panels


def _central(by_width, order):
    return points({n: np.abs(v - v.mean()) ** order for n, v in by_width.items()})


def _guide(ax, some, power, kind, color):
    """The power of n through the first point of the first series of a kind, shifted down a bit."""
    n, mean, _ = next(points for (k, _), points in some.items() if k == kind)
    x = np.array([n[0], n[-1]])
    y = BELOW * mean[0] * (x / n[0]) ** power
    ax.plot(x, y, color=color, lw=0.8, linestyle="--", zorder=0)
    word = f"$n^{{{'-1/2' if power == -0.5 else f'{power:g}'}}}$"
    ax.annotate(
        word, (x[1], y[1]), xytext=(-2, -9), textcoords="offset points", ha="right", color=color
    )
