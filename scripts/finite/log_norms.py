"""The length of J u for one vector u, in networks whose depth grows with their width.

Cases are ensembles. Nothing but matrix-vector products.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from freewidth.activations import ACTIVATIONS
from freewidth.ensembles import ENSEMBLES
from freewidth.network import Network
from freewidth.sample import applied, batches, forward, inputs, weights
from scripts.finite import _settings as s
from scripts.finite._points import Cases, Figure, common, inverse, named, points, styled

GAUSSIAN = "gaussian"
NARROW = ("narrow", "bottleneck")


@dataclass(frozen=True)
class Settings:
    """What is sampled.

    Attributes:
        cases: ensembles; of Gaussian weights all shapes are drawn.
        activations: names of phi, linear on either side of 0; the first in all shapes.
        ratios: L/n_0; the first in all shapes.
        overlap: of u with the input, as the cosine of their angle.
        bottleneck: units of the one layer that stays narrow in networks of that name, which have
            the last of the activations.
        widths: widths, and how many networks of each are drawn.
        narrow: the same of networks with a bottleneck, and of those that are compared with their
            exact law.
        depth: of networks that are not deep, for vectors of one entry.
        shallow: their widths, and how many of each are drawn.
    """

    cases: s.RegisteredEnsembles
    activations: s.RegisteredActivations
    ratios: Annotated[tuple[s.Positive, ...], s.length(1), s.distinct]
    overlap: Annotated[float, s.between(-1, 1)]
    bottleneck: s.Width
    widths: s.Widths
    narrow: s.Widths
    depth: s.Depth
    shallow: s.Widths

    def __post_init__(self):
        s.check(self)
        curved = [name for name in self.activations if None in ACTIVATIONS[name].slopes]
        s.require(
            not curved, f"log_norms.activations: {', '.join(curved)} are not piecewise linear"
        )


# Extrapolated means of log R have a standard error of about 0.05 at beta = 1.25, a tenth of what
# the other order of limits is off by; skewness one of 0.1, a tenth of that of a Gamma law.
PAPER = Settings(
    cases=("gaussian", "rademacher", "laplace"),
    activations=("relu", "linear"),
    ratios=(0.25, 0.375),
    overlap=0.6,
    bottleneck=2,
    widths=((32, 5000), (56, 2000), (96, 600)),
    narrow=((8, 40_000), (12, 40_000), (16, 40_000)),
    depth=2,
    shallow=((8, 40_000), (12, 40_000), (16, 40_000)),
)
QUICK = replace(
    PAPER,
    cases=("gaussian", "rademacher"),
    ratios=(0.25,),
    widths=((24, 1000), (32, 700), (48, 350)),
    narrow=((8, 8000), (12, 8000), (16, 8000)),
    shallow=((8, 8000), (12, 8000), (16, 8000)),
)


def sample(case: str, settings: Settings, stream: s.Streams) -> s.Observed:
    """|J u|^2/n_L over |u|^2/n_0, shape (R, 1), by width, where its mean is 1.

    Groups SHAPE/ACTIVATION/RATIO, SHAPE being ``square``, ``alternating`` (n_0, 2 n_0, n_0, ...),
    ``bottleneck`` or ``narrow``; and VECTOR/ACTIVATION for networks of few layers, VECTOR being
    ``single`` (one entry) or ``spread`` (at a given angle to the input, as in all others).
    """
    observed: s.Observed = {}
    for shape, activation, ratio in _deep(case, settings):
        observed[f"{shape}/{activation}/{ratio:g}"] = {
            n: _lengths(
                network(case, activation, shapes(shape, n, round(ratio * n), settings.bottleneck)),
                settings.overlap,
                networks,
                stream(shape, activation, ratio, n),
            )
            for n, networks in (settings.narrow if shape in NARROW else settings.widths)
        }
    for activation in settings.activations:
        for vector, overlap in (("single", None), ("spread", settings.overlap)):
            observed[f"{vector}/{activation}"] = {
                n: _lengths(
                    network(case, activation, (n,) * (settings.depth + 1)),
                    overlap,
                    networks,
                    stream(vector, activation, n),
                )
                for n, networks in settings.shallow
            }
    return observed


def _deep(case: str, settings: Settings) -> Iterator[tuple[str, str, float]]:
    """Shape, activation and ratio of the networks that are deep."""
    first, ratio = settings.activations[0], settings.ratios[0]
    yield "square", first, ratio
    if case != GAUSSIAN:
        return
    yield from (("square", first, more) for more in settings.ratios[1:])
    yield from (("square", activation, ratio) for activation in settings.activations[1:])
    yield from ((shape, first, ratio) for shape in ("alternating", "narrow"))
    yield "bottleneck", settings.activations[-1], ratio


def shapes(name: str, width: int, depth: int, bottleneck: int) -> tuple[int, ...]:
    """Layer sizes (n_0, ..., n_L)."""
    sizes = [width] * (depth + 1)
    if name == "alternating":
        sizes[1::2] = [2 * width] * len(sizes[1::2])
    if name == "bottleneck":
        sizes[len(sizes) // 2] = bottleneck
    return tuple(sizes)


def network(case: str, activation: str, sizes: tuple[int, ...]) -> Network:
    """A network whose |J u|^2/n_L has the mean |u|^2/n_0."""
    slopes = [slope**2 for slope in ACTIVATIONS[activation].slopes if slope is not None]
    gain = 1 / float(np.mean(slopes))
    return Network(case, activation, len(sizes) - 1, gain, widths=sizes)


def _lengths(net: Network, overlap: float | None, networks: int, rng) -> NDArray:
    sizes = net.sizes(round(net.ratios[0]))
    parts = []
    for count in batches(networks, max(sizes) ** 2):
        x, u = _vectors(overlap, sizes[0], count, rng)
        layers = forward(net, sizes, weights(net.ensembles[0]), rng, x)
        parts.append((applied(net, layers, u) ** 2).mean(axis=1) / (u**2).mean(axis=1))
    return np.concatenate(parts)


def _vectors(overlap, size, count, rng):
    """Inputs, and vectors u: at an angle to them, or of one entry; shapes (count, size, 1)."""
    if overlap is None:
        return inputs(rng, [[1.0]], size, count), np.eye(size, 1) * np.ones((count, 1, 1))
    both = inputs(rng, [[1.0, overlap], [overlap, 1.0]], size, count)
    return both[:, :, :1], both[:, :, 1:]


@styled
def draw(draws: Cases) -> Figure:
    """Distribution of log R at the largest width; its variance over 1/n; vectors of one entry."""
    from scripts.finite import _pictures as p

    figure = p.page(3.0)
    left, middle, right = figure.subplots(1, 3)
    _distributions(left, draws, p)
    _variances(middle, draws, p)
    _vectors_apart(right, draws, p)
    return figure


def caption(draws: Cases) -> str:
    """Parameters, and what is drawn."""
    some = common(draws)
    n = max(width for width, _ in some["widths"])
    return (
        f"R is |J u|^2 over its mean, for a vector u at the cosine {some['overlap']:g} to the "
        f"input. Left: log R at n = {n} (steps) and N(-beta/2, beta) (lines), Gaussian weights; if "
        f"the width grew first, all networks were at 0 (dashed). Middle: its variance over 1/n, two"
        f" standard errors; lines: the exact variance for Gaussian weights; diamonds: beta. Right: "
        f"networks of {some['depth']} layers with {named(some['activations'][0])}; u has one entry "
        f"(filled) or many (open); lines: exact. In networks of finite depth the fourth cumulant "
        f"of weights matters, and so does u, to first order in 1/n."
    )


def _beta(own, group):
    from claims.finite import _log_norms as lengths
    from freewidth.limits import log_norm_variance

    width = max(own.observed[group])
    return log_norm_variance(lengths.deep(own, group, width), width)


def _square(own):
    """The groups of square networks, and how they are called."""
    found = {}
    for group in own.observed:
        shape, activation, *ratio = group.split("/")
        if shape == "square":
            found[group] = f"{ACTIVATIONS[activation].label}, $L/n = {float(ratio[0]):g}$"
    return found


def _distributions(ax, draws, p):
    from scipy.special import ndtr

    from claims.finite._log_norms import logs

    own = _first(draws)
    for (group, name), color in zip(_square(own).items(), p.PALETTE, strict=False):
        x = np.sort(logs(own.observed[group][max(own.observed[group])])[:, 0])
        beta = _beta(own, group)
        ax.step(x, np.arange(1, len(x) + 1) / len(x), where="post", color=color, lw=0.9, label=name)
        grid = -beta / 2 + np.linspace(-3.5, 3.5, 200) * beta**0.5
        ax.plot(grid, ndtr((grid + beta / 2) / beta**0.5), color=color, lw=2.4, alpha=0.3)
    ax.plot([0, 0, 0], [0, 0.5, 1], color=p.INK, lw=0.8, linestyle="--")
    ax.set(xlabel="$\\log\\,R$", ylabel="share of networks", title="depth in proportion to width")
    ax.set_ylim(0, 1.5)
    ax.set_yticks([0, 0.5, 1])
    ax.legend(loc="upper left")


def _first(draws):
    """Gaussian weights, of which all shapes were drawn, or those there are."""
    return draws.get(GAUSSIAN) or next(iter(draws.values()))


def _variances(ax, draws, p):
    from claims.finite._log_norms import deep, logs
    from freewidth.limits import log_norm_cumulants

    colors = dict(zip(_square(_first(draws)), p.PALETTE, strict=False))
    for number, (case, own) in enumerate(draws.items()):
        for group in _square(own):
            found = {n: logs(v)[:, 0] for n, v in own.observed[group].items()}
            squares = {n: (x - x.mean()) ** 2 for n, x in found.items()}
            at, mean, error = points(squares, over=inverse)
            shifted = at * (1 + 0.04 * number), mean, error
            p.errorbars(ax, shifted, colors[group], p.MARKERS[number], 4)
            if case == GAUSSIAN:
                exact = [log_norm_cumulants(deep(own, group, n), n)[1] for n in sorted(found)]
                ax.plot([*at, 0], [*exact, _beta(own, group)], color=colors[group], lw=0.9)
                p.diamond(ax, _beta(own, group))
    ax.set(xlabel="$1/n$", title="variance of $\\log\\,R$")
    ax.set_xlim(0, None)
    ax.set_ylim(0, None)


def _vectors_apart(ax, draws, p):
    from claims.finite.fourth_cumulant_of_norms import predicted

    activation = common(draws)["activations"][0]
    for own, marker in zip(draws.values(), p.MARKERS, strict=False):
        for vector, fill in (("single", p.INK), ("spread", "white")):
            group = f"{vector}/{activation}"
            scaled = {n: n * (v[:, 0] ** 2 - 1) for n, v in own.observed[group].items()}
            at, mean, error = points(scaled)
            exact = [n * (predicted(own, group, activation, int(n))[0][1] - 1) for n in at]
            ax.plot(at, exact, color=p.INK, lw=0.7, zorder=1)
            p.errorbars(ax, (at, mean, error), p.INK, marker, 4.5, mfc=fill)
    ax.set(xlabel="$n$", title="$n\\,\\mathrm{Var}\\,R$ at fixed depth")
    p.ticks(ax, at)
    handles = [
        p.handle(f"{ENSEMBLES[case].label} weights", p.INK, marker)
        for case, marker in zip(draws, p.MARKERS, strict=False)
    ]
    ax.set_ylim(0, 1.5 * ax.get_ylim()[1])
    ax.legend(handles=handles, loc="upper left")
