"""Laws of deep Haar networks tuned to a double-scaling limit. Cases are activations.

Solved laws rather than samples in groups ``moments`` and ``quantiles``: one row per depth, which
stands in the place of the width. Samples of one depth in ``sampled``.
"""

from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np

from freewidth.ensembles import ENSEMBLES
from freewidth.sample import batches, forward, inputs, jacobians, trace_moments, weights
from scripts.finite._points import Cases, Figure, common, styled
from scripts.finite._settings import (
    Activations,
    Depth,
    Observed,
    Positive,
    Streams,
    Widths,
    between,
    check,
    distinct,
    length,
    one_of,
    require,
)

ORDERS = 4
X = np.geomspace(0.01, 5, 600)  # where distribution functions are drawn
SHOWN = 3  # laws per class


@dataclass(frozen=True)
class Settings:
    """What is solved and sampled.

    Attributes:
        cases: activations.
        ensemble: Haar weights; the limit laws are theirs.
        s2: L (mu_2/mu_1^2 - 1), kept fixed as the depth L grows.
        depths: numbers of layers at which laws are solved, for extrapolation.
        levels: at which quantiles are taken.
        sampled_depth: one of the depths, at which networks are drawn, too.
        widths: for these, widths and how many networks of each are drawn.
    """

    cases: Activations
    ensemble: Annotated[str, one_of(("orthogonal",), "ensemble of this experiment")]
    s2: Positive
    depths: Annotated[tuple[Depth, ...], length(3, ", for extrapolation"), distinct]
    levels: Annotated[tuple[Annotated[float, between(0, 1)], ...], length(1)]
    sampled_depth: Depth
    widths: Widths

    def __post_init__(self):
        check(self)
        require(self.sampled_depth in self.depths, f"classes.sampled_depth = {self.sampled_depth}: "
                f"needs one of the depths {self.depths}")  # fmt: skip


PAPER = Settings(
    cases=("hardtanh", "tanh", "erf"),
    ensemble="orthogonal",
    s2=0.5,
    depths=(6, 12, 24, 48, 96),
    levels=(0.2, 0.3, 0.4, 0.6, 0.8),
    sampled_depth=12,
    widths=((32, 400), (64, 200), (128, 100)),
)
QUICK = replace(
    PAPER,
    cases=("hardtanh", "tanh"),
    depths=(6, 12, 24, 48),
    sampled_depth=6,
    widths=((16, 200), (24, 140), (32, 100)),
)


def sample(case: str, settings: Settings, stream: Streams) -> Observed:
    """Moments and quantiles at every depth; eigenvalues and moments of networks by width."""
    from freewidth.jacobian import law
    from freewidth.limits.critical import tuned

    observed: Observed = {"moments": {}, "quantiles": {}}
    for depth in settings.depths:
        found = law(tuned(settings.ensemble, case, depth, settings.s2))
        observed["moments"][depth] = found.moments(ORDERS)[None]
        observed["quantiles"][depth] = found.quantile(np.array(settings.levels))[None]
    net = tuned(settings.ensemble, case, settings.sampled_depth, settings.s2)
    observed["sampled"] = {
        width: _moments(net, width, networks, stream("sampled", width))
        for width, networks in settings.widths
    }
    return observed


def _moments(net, width, networks, rng):
    parts = []
    for count in batches(networks, width**2):
        x = inputs(rng, [[net.q0]], width, count)
        drawn = weights(ENSEMBLES[net.ensemble])
        product = jacobians(net, forward(net, net.sizes(width), drawn, rng, x))
        parts.append(trace_moments(product, ORDERS))
    return np.concatenate(parts)


@styled
def draw(draws: Cases) -> Figure:
    """Distribution functions of deep laws beside their limits; how their third moment converges."""
    from scripts.finite import _pictures as p

    limits, laws = _laws(draws)
    figure = p.page(2.8)
    *panels, last = figure.subplots(1, len(limits) + 1)
    for ax, name in zip(panels, limits, strict=True):
        shades = np.linspace(0.35, 1.0, len(laws[name]))
        for (layers, values), shade in zip(laws[name], shades, strict=True):
            ax.plot(X, values, color=p.PALETTE[0], alpha=shade, lw=1.0, label=f"$L = {layers}$")
        ax.plot(X, limits[name], color=p.INK, linestyle="--", label="limit")
        for other in limits.keys() - {name}:
            look = {"color": p.RIVAL, "lw": 0.9, "linestyle": ":", "label": "other class"}
            ax.plot(X, limits[other], **look)
        ax.set(xscale="log", xlim=(0.02, 4), ylim=(0, 1.03), xlabel="$x$", title=f"{name} class")
        ax.legend(loc="upper left")
    panels[0].set_ylabel("$F(x)$")
    for (name, own), color, marker in zip(draws.items(), p.PALETTE, p.MARKERS, strict=False):
        depths, error, power = _errors(name, own)
        last.plot(depths, error, marker, color=color, ms=4, label=name)
        guide = error[-1] * (depths / depths[-1]) ** -power
        last.plot(depths, guide, color=color, lw=0.8, linestyle="--")
    last.set(xscale="log", yscale="log", xlabel="depth $L$", title="$|m_3 - \\lim m_3|$")
    p.ticks(last, depths)
    last.legend(loc="lower left")
    return figure


def caption(draws: Cases) -> str:
    """Parameters, and what is drawn."""
    some = common(draws)
    return (
        f"Solved laws of critical Haar networks with L (mu_2/mu_1^2 - 1) = {some['s2']:g}. As the "
        f"depth grows they converge to a law that remembers only the class of phi': 0 or 1 "
        f"(Bernoulli), or smooth. Right: the error of the third moment, with 1/L (Bernoulli) and "
        f"1/sqrt(L) (smooth: the variance of a layer falls no faster)."
    )


def _laws(draws):
    """Class -> limiting F; class -> (depth, F) of the first activation of each class."""
    from freewidth.jacobian import law
    from freewidth.limits.critical import tuned
    from freewidth.limits.deep import DeepLaw, class_of

    limits, laws = {}, {}
    for case, own in draws.items():
        kind, some = class_of(case), own.settings
        if kind not in limits:
            limits[kind] = DeepLaw(kind, some["s2"]).cdf(X)
            depths = np.array(sorted(own.observed["moments"]))
            shown = depths[np.linspace(0, len(depths) - 1, SHOWN).astype(int)].tolist()
            nets = {d: tuned(some["ensemble"], case, d, some["s2"]) for d in shown}
            laws[kind] = [(d, law(net).cdf(X)) for d, net in nets.items()]
    return limits, laws


def _errors(case, own):
    """Depths, |m_3 less its limit|, and the exponent expected."""
    from freewidth.limits.deep import CORRECTION_POWER, DeepLaw, class_of

    kind = class_of(case)
    depths = np.array(sorted(own.observed["moments"]))
    third = np.array([own.observed["moments"][d][0, 2] for d in depths])
    return (
        depths,
        np.abs(third - DeepLaw(kind, own.settings["s2"]).moments(3)[2]),
        CORRECTION_POWER[kind],
    )
