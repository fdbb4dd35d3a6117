"""Tangent kernels of finite networks at several inputs. Cases are kinds of weights."""

from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np

from freewidth.sample import batches, inputs, tangent_kernels
from scripts.finite._diluted import Kinds, degree, drawn, network
from scripts.finite._points import Cases, Figure, common, points, styled
from scripts.finite._settings import (
    Activations,
    Depth,
    Gram,
    Observed,
    Positive,
    Streams,
    Variance,
    Widths,
    at_least,
    check,
)

UNITS = 2


@dataclass(frozen=True)
class Settings:
    """What is sampled.

    Attributes:
        cases: ensembles, or ``sparse``.
        activations: names of phi.
        depth: number of layers L.
        sigma_w2: weight variance times fan-in.
        sigma_b2: bias variance.
        gram: inner products of the inputs over their dimension.
        widths: widths, and how many networks of each are drawn.
    """

    cases: Kinds
    activations: Activations
    depth: Annotated[Depth, at_least(2)]
    sigma_w2: Positive
    sigma_b2: Variance
    gram: Gram
    widths: Widths

    def __post_init__(self):
        check(self)


PAPER = Settings(
    cases=("gaussian", "rademacher", "sparse", "orthogonal"),
    activations=("tanh", "relu"),
    depth=3,
    sigma_w2=1.5,
    sigma_b2=0.1,
    gram=((1.0, 0.5, -0.2), (0.5, 1.0, 0.3), (-0.2, 0.3, 1.0)),
    widths=((32, 400), (64, 400), (128, 400), (256, 200), (512, 60)),
)
QUICK = replace(
    PAPER,
    cases=("gaussian", "sparse"),
    activations=("tanh",),
    widths=((16, 800), (64, 400), (256, 100)),
)


def sample(case: str, settings: Settings, stream: Streams) -> Observed:
    """Kernels between two outputs at r inputs, flattened from (2, r, 2, r), by activation."""
    observed = {}
    for activation in settings.activations:
        net = network(case, activation, settings.depth, settings.sigma_w2, settings.sigma_b2)
        observed[activation] = {
            degree(case, width): _kernels(
                net, case, settings.gram, width, networks, stream(activation, width)
            )
            for width, networks in settings.widths
        }
    return observed


def _kernels(net, case, gram, width, networks, rng):
    sizes = (*(width,) * net.depth, UNITS)
    parts = []
    for count in batches(networks, width**2):
        x = inputs(rng, gram, width, count)
        parts.append(tangent_kernels(net, sizes, drawn(case, width), rng, x))
    return np.concatenate(parts).reshape(networks, -1)


@styled
def draw(draws: Cases) -> Figure:
    """Mean squared error against weights per unit, one panel per activation."""
    from scripts.finite import _pictures as p

    found = _errors(draws)
    figure = p.page(2.9)
    axes = np.atleast_1d(figure.subplots(1, len(found), sharey=True))
    every = dict.fromkeys(name for some in found.values() for name in some)
    look = dict(zip(every, p.looks(len(every)), strict=True))
    for ax, (activation, some) in zip(axes, found.items(), strict=True):
        for name, (measured, slope) in some.items():
            p.marks(ax, measured, look[name], label=f"{name}: slope {slope}")
        n = np.array(sorted({float(x) for (x, *_), _ in some.values() for x in x}))
        at, mean, _ = next(iter(some.values()))[0]
        ax.plot(n, mean[0] * at[0] / n, color=p.INK, lw=0.9, zorder=0, label="$1/n$")
        ax.set(xscale="log", yscale="log", xlabel="weights per unit", title=activation)
        ax.legend(loc="lower left")
        p.powers_of_two(ax)
    axes[0].set_ylabel("$\\mathbb{E}\\,\\|\\Theta_n-\\Theta\\|^2_F/\\|\\Theta\\|^2_F$")
    return figure


def caption(draws: Cases) -> str:
    """Parameters, and what is drawn."""
    some = common(draws)
    return (
        f"Tangent kernel of networks with L = {some['depth']} at three inputs and two outputs, "
        f"against its deterministic limit: mean squared relative error in Frobenius norm, with two "
        f"standard errors; slopes fitted, 95 % intervals. Sparse: 2√n weights per unit, of which "
        f"only those that are there are trained."
    )


def _errors(draws):
    """Label of phi -> case -> (squared errors over weights per unit, their slope in words)."""
    from claims.finite.cirone2024_tangent_kernel import convergence, errors
    from freewidth.limits import tangent_kernel

    found = {}
    for case, own in draws.items():
        some = own.settings
        for activation, by_width in own.observed.items():
            net = network(case, activation, some["depth"], some["sigma_w2"], some["sigma_b2"])
            limit = tangent_kernel(net, some["gram"])
            item = convergence(by_width, limit)
            slope = f"${item.observed:.2f}\\pm{2 * item.sem:.2f}$"
            squares = points({n: errors(values, limit) for n, values in by_width.items()})
            found.setdefault(net.phi.label, {})[case] = squares, slope
    return found
