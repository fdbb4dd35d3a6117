"""Deep critical networks. Cases are ensembles."""

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np

from freewidth.ensembles import ENSEMBLES
from freewidth.sample import batches, forward, inputs, jacobians, weights
from freewidth.stats.extrapolation import FEWEST
from scripts.finite._points import Cases, Figure, common, named, styled
from scripts.finite._settings import (
    MOST,
    Activation,
    Depth,
    Names,
    Networks,
    Observed,
    Positive,
    Streams,
    Width,
    among,
    at_least,
    at_most,
    at_most_entries,
    check,
    distinct,
    length,
    require,
)

NAMES = ("m_1", "m_2/m_1^2", "largest eigenvalue/m_1")
KINDS = ("steady", "tuned")

Sizes = tuple[Annotated[Depth, at_least(2)], Width, Networks]


@dataclass(frozen=True)
class Settings:
    """What is sampled.

    Attributes:
        cases: ensembles, of which growth and edges are predicted.
        activation: phi.
        q: variance of every layer (steady).
        s2: L (mu_2/mu_1^2 - 1), where it is the same at all depths (tuned).
        sizes: depth, width, and how many networks are drawn; three widths or more per depth.
    """

    cases: Annotated[Names, among(("gaussian", "orthogonal"), "ensemble of this experiment")]
    activation: Activation
    q: Annotated[Positive, at_most(100.0, "slopes of bounded activations vanish")]
    s2: Positive
    sizes: Annotated[tuple[Sizes, ...], length(FEWEST), at_most_entries(MOST), distinct]

    def __post_init__(self):
        check(self)
        widths = defaultdict(set)
        for depth, width, _ in self.sizes:
            widths[depth].add(width)
        few = [depth for depth, some in widths.items() if len(some) < FEWEST]
        require(not few, f"deep.sizes: depths {few} have fewer than {FEWEST} widths, which "
                "extrapolation needs")  # fmt: skip


PAPER = Settings(
    cases=("gaussian", "orthogonal"),
    activation="tanh",
    q=0.3,
    s2=0.5,
    sizes=(
        *((depth, *some) for depth in (2, 4, 8) for some in ((48, 300), (96, 150), (192, 75))),
        *((16, *some) for some in ((64, 300), (128, 150), (256, 50))),
        *((32, *some) for some in ((96, 150), (192, 75), (384, 40))),
    ),
)
QUICK = replace(
    PAPER,
    sizes=(
        *((depth, *some) for depth in (2, 4) for some in ((24, 200), (36, 140), (48, 100))),
        *((8, *some) for some in ((32, 200), (48, 140), (64, 100))),
    ),
)


def sample(case: str, settings: Settings, stream: Streams) -> Observed:
    """Statistics ``NAMES`` by width, in groups steady/L8, tuned/L8, ...

    ``edges`` holds the right end of the limit law's support, steady and tuned, by depth.
    """
    observed: Observed = {}
    for depth, width, networks in settings.sizes:
        for kind in KINDS:
            net = _network(case, settings, kind, depth)
            rng = stream(kind, depth, width)
            group = observed.setdefault(f"{kind}/L{depth}", {})
            group[width] = _statistics(net, width, networks, rng)
    depths = sorted({depth for depth, _, _ in settings.sizes})
    observed["edges"] = {depth: _edges(case, settings, depth) for depth in depths}
    return observed


def _network(case, settings, kind, depth):
    """All layers of one variance, for any depth the same (``steady``) or falling (``tuned``)."""
    from freewidth.limits.critical import steady, tuned

    if kind == "steady":
        return steady(case, settings.activation, depth, settings.q)
    return tuned(case, settings.activation, depth, settings.s2)


def _edges(case, settings, depth):
    from freewidth.jacobian import law

    laws = [law(_network(case, settings, kind, depth)) for kind in KINDS]
    return np.array([[each.support[-1][1] for each in laws]])


def _statistics(net, width, networks, rng):
    parts = []
    for count in batches(networks, width**2):
        x = inputs(rng, [[net.q0]], width, count)
        drawn = weights(ENSEMBLES[net.ensemble])
        product = jacobians(net, forward(net, net.sizes(width), drawn, rng, x))
        values = np.linalg.eigvalsh(product @ product.swapaxes(1, 2))
        mean = values.mean(axis=1)
        second = (values**2).mean(axis=1) / mean**2
        parts.append(np.stack([mean, second, values[:, -1] / mean], axis=1))
    return np.concatenate(parts)


@styled
def draw(draws: Cases) -> Figure:
    """Growth with depth of m_2/m_1^2 - 1 and of the largest eigenvalue, by weights."""
    from freewidth.limits.deep import DeepLaw
    from scripts.finite import _pictures as p

    look = {"gaussian": (p.RIVAL, "o"), "orthogonal": (p.PALETTE[0], "s")}
    figure = p.page(2.8)
    left, right = figure.subplots(1, 2)
    for ax, growth in ((left, _moments), (right, _largest)):
        for case, own in draws.items():
            depths, *measured, expected = growth(case, own)
            ax.plot(depths, expected, color=look[case][0])
            p.errorbars(ax, (depths, *measured), *look[case])
        ax.set(xscale="log", yscale="log", xlabel="depth $L$")
        p.ticks(ax, depths)
        p.decades(ax)
    left.set(title="every layer of the same variance", ylabel="$m_2/m_1^2 - 1$")
    bound = DeepLaw("smooth", common(draws)["s2"]).support[1]
    right.axhline(bound, color=p.INK, lw=0.9, linestyle="--")
    words = {"xytext": (0, 3), "textcoords": "offset points", "ha": "right", "fontsize": 7}
    right.annotate("edge at infinite depth, Haar", (depths[-1], bound), **words)
    right.set(title="variance falling with depth", ylabel="largest eigenvalue$/m_1$")
    handles = [
        p.handle(f"{ENSEMBLES[name].label} weights: predicted (line), sampled", *some, line="-")
        for name, some in look.items()
        if name in draws
    ]
    figure.legend(handles=handles, loc="outside upper center", ncols=2)
    return figure


def caption(draws: Cases) -> str:
    """Parameters, and what is drawn."""
    some = common(draws)
    return (
        f"Critical networks with {named(some['activation'])}, extrapolated to infinite width; two "
        f"standard errors. Left: all layers of variance {some['q']:g}, whatever the depth: "
        f"m_2/m_1^2 - 1 grows in proportion to L, faster for Gaussian weights. Right: the variance "
        f"falls with depth so that L (mu_2/mu_1^2 - 1) = {some['s2']:g}: the largest eigenvalue "
        f"stays bounded for Haar weights (dynamical isometry), and grows like L for Gaussian ones. "
        f"Lines: right edges of the solved laws."
    )


def _moments(case, own):
    """Depths, m_2/m_1^2 - 1 with its error, and its prediction."""
    from claims.finite.pennington2017_moment_growth import depths, second_moment
    from freewidth.stats import extrapolate

    layers = depths(own)
    grown = [extrapolate(own.observed[f"steady/L{depth}"]) for depth in layers]
    found = np.array([(fit.value[1] - 1, fit.error[1]) for fit in grown]).T
    expected = np.array([second_moment(own, case, depth) - 1 for depth in layers])
    return np.array(layers), *found, expected


def _largest(case, own):
    """Depths, the largest eigenvalue over m_1 with its error, and its prediction."""
    from claims.finite.pennington2017_dynamical_isometry import edge_of
    from claims.finite.pennington2017_moment_growth import depths

    layers = depths(own)
    tops = np.array([_edge(own.observed[f"tuned/L{depth}"]) for depth in layers]).T
    return np.array(layers), *tops, np.array([edge_of(own, depth) for depth in layers])


def _edge(by_width):
    """The extrapolated largest eigenvalue over m_1, and its error."""
    from claims.finite.pennington2017_dynamical_isometry import EDGE, LARGEST
    from freewidth.stats import extrapolate

    found = extrapolate({n**EDGE: np.log(v[:, LARGEST:]) for n, v in by_width.items()})
    top = np.exp(found.value[0])
    return top, top * found.error[0]
