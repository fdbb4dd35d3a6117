"""Kolmogorov distances of networks with D given, of growing width. Cases are ensembles.

D has no chance at all; what fluctuates are the eigenvalues that the weights make of it, real or
complex.
"""

from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np

from freewidth.ensembles import EVERY
from freewidth.kinds import HAAR
from freewidth.network import Network
from freewidth.sample import batches, fixed_jacobians, typical_slopes, weights
from scripts.finite._points import Cases, Figure, common, named, points, styled
from scripts.finite._settings import (
    Activation,
    Depth,
    Ensembles,
    Observed,
    Positive,
    Streams,
    Variance,
    Widths,
    at_least,
    check,
)


@dataclass(frozen=True)
class Settings:
    """What is sampled.

    Attributes:
        cases: ensembles, real or complex.
        activation: phi, of a real network, whose D all of them are given.
        depth: number of layers L.
        sigma_w2: weight variance times fan-in.
        sigma_b2: bias variance.
        widths: widths, and how many networks of each are drawn.
    """

    cases: Ensembles
    activation: Activation
    depth: Annotated[Depth, at_least(2)]
    sigma_w2: Positive
    sigma_b2: Variance
    widths: Widths

    def __post_init__(self):
        check(self)


PAPER = Settings(
    cases=("gaussian", "orthogonal", "complex_gaussian"),
    activation="tanh",
    depth=2,
    sigma_w2=1.5,
    sigma_b2=0.1,
    widths=((32, 4000), (64, 2000), (128, 1000), (256, 400), (512, 60)),
)
QUICK = replace(
    PAPER,
    cases=("gaussian", "complex_gaussian"),
    widths=((32, 1200), (64, 500), (128, 150)),
)


def sample(case: str, settings: Settings, stream: Streams) -> Observed:
    """sup|F_n - F|, shape (R, 1), in the group ``distances``."""
    from freewidth.compare import kolmogorov
    from freewidth.jacobian import law

    numbers = settings.depth, settings.sigma_w2, settings.sigma_b2
    net = Network(_real(case), settings.activation, *numbers)
    limit, drawn = law(net), weights(EVERY[case])
    distances = {}
    for n, networks in settings.widths:
        sizes, rng, parts = net.sizes(n), stream(n), []
        given = typical_slopes(net, sizes)
        for count in batches(networks, 4 * n**2):
            product = fixed_jacobians(net, given, sizes, drawn, rng, count)
            values = np.linalg.eigvalsh(product @ product.conj().swapaxes(1, 2))
            parts.append(kolmogorov(values, limit))
        distances[n] = np.concatenate(parts)[:, None]
    return {"distances": distances}


def _real(case):
    """Real weights with the same limit law, given D."""
    return "orthogonal" if EVERY[case].kind is HAAR else "gaussian"


@styled
def draw(draws: Cases) -> Figure:
    """n times the distance against log n - 3/4 log log n: points, and lines of predicted slopes."""
    from claims.finite.kolmogorov_constant import beta, growing
    from freewidth.limits import rigidity_growth, rigidity_slope
    from scripts.finite import _pictures as p

    figure = p.page(3.4)
    ax, handles = figure.subplots(), []
    for (case, own), color, marker in zip(draws.items(), p.PALETTE, p.MARKERS, strict=False):
        x, mean, error = points(growing(own), over=lambda n: float(rigidity_growth(n)))
        p.errorbars(ax, (x, mean, error), color, marker)
        for b, line in ((beta(case), "-"), (3 - beta(case), "--")):
            through = mean[0] + rigidity_slope(b) * (x - x[0])
            ax.plot(x, through, color=color, linestyle=line, lw=0.9, zorder=0)
        handles.append(p.handle(EVERY[case].label, color, marker))
    widths = [n for n, _ in common(draws)["widths"]]
    ax.set_xticks(rigidity_growth(widths), [str(n) for n in widths])
    ax.set(xlabel="width $n$ (scale of $\\log n-\\frac{3}{4}\\log\\log n$)")
    ax.set(ylabel="mean of $n\\,\\sup|F_n-F|$")
    handles += [p.handle("predicted slope", p.INK, line="-", width=0.9)]
    handles += [p.handle("of the other class", p.INK, line="--", width=0.9)]
    figure.legend(handles=handles, loc="outside upper center", ncols=len(handles))
    return figure


def caption(draws: Cases) -> str:
    """Parameters, and what is drawn."""
    some = common(draws)
    return (
        f"Networks with {named(some['activation'])}, L = {some['depth']}, D given: the mean of n "
        f"sup|F_n - F|, two standard errors. Lines begin at the first point; their slopes are "
        f"(2/β)^(1/2)/π, β = 1 for real and 2 for complex weights, dashed that of the other class."
    )
