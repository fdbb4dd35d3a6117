"""Outputs of finite networks at several inputs. Cases are kinds of weights."""

from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np

from freewidth.sample import batches, forward, hermite_means, inputs
from scripts.finite._diluted import SPARSE, Kinds, degree, drawn, network
from scripts.finite._grouped import means
from scripts.finite._points import Cases, Figure, common, named, points, styled
from scripts.finite._settings import (
    COUNTABLE,
    MOST,
    Activation,
    Depth,
    Gram,
    Observed,
    Positive,
    Streams,
    Variance,
    Width,
    Widths,
    at_least,
    at_most_entries,
    check,
    different_widths,
)

UNITS = 4  # whose outputs are kept as vectors
GROUPED = 200  # networks: energy distances need two of them in each of a hundred groups


@dataclass(frozen=True)
class Settings:
    """What is sampled.

    Attributes:
        cases: ensembles, or ``sparse``.
        activation: phi.
        depth: number of layers L.
        sigma_w2: weight variance times fan-in.
        sigma_b2: bias variance.
        gram: inner products of the inputs over their dimension.
        widths: widths, and how many networks of each are drawn, ``GROUPED`` or more.
        narrow: the same for the excess kurtosis, which small networks show best.
    """

    cases: Kinds
    activation: Activation
    depth: Depth
    sigma_w2: Positive
    sigma_b2: Variance
    gram: Gram
    widths: Annotated[
        tuple[tuple[Width, Annotated[int, at_least(GROUPED), COUNTABLE]], ...],
        at_most_entries(MOST),
        different_widths,
    ]
    narrow: Widths

    def __post_init__(self):
        check(self)


PAPER = Settings(
    cases=("gaussian", "rademacher", "laplace", "sparse", "orthogonal"),
    activation="tanh",
    depth=3,
    sigma_w2=1.5,
    sigma_b2=0.1,
    gram=((1.0, 0.5, -0.2), (0.5, 1.0, 0.3), (-0.2, 0.3, 1.0)),
    widths=((16, 20_000), (48, 12_000), (128, 5000)),
    narrow=((8, 750_000), (16, 500_000), (32, 200_000)),
)
QUICK = replace(
    PAPER,
    cases=("gaussian", "sparse"),
    widths=((16, 3000), (28, 2000), (48, 1500)),
    narrow=((8, 60_000), (12, 50_000), (16, 40_000)),
)


def sample(case: str, settings: Settings, stream: Streams) -> Observed:
    """Products of outputs and vectors of some units, by degree; Hermite means, by width.

    The Hermite means need many networks, and small ones show them best; entries whose own fourth
    moment grows with n have none.
    """
    net = network(case, settings.activation, settings.depth, settings.sigma_w2, settings.sigma_b2)
    observed: Observed = {"covariance": {}, "vectors": {}}
    first, second = np.triu_indices(len(settings.gram))
    for width, networks in settings.widths:
        parts = list(_outputs(net, case, settings.gram, width, networks, stream(width)))
        own = degree(case, width)
        means = [(y[:, :, first] * y[:, :, second]).mean(1) for y in parts]
        observed["covariance"][own] = np.concatenate(means)
        observed["vectors"][own] = np.concatenate([y[:, :UNITS, :] for y in parts])
    return observed if case == SPARSE else observed | {"kurtosis": _kurtosis(net, settings, stream)}


def _kurtosis(net, settings, stream):
    found, gram = {}, [[settings.gram[0][0]]]
    for width, networks in settings.narrow:
        parts = _outputs(net, net.ensemble, gram, width, networks, stream("narrow", width))
        found[width] = means(np.concatenate([hermite_means(y[:, :, 0], net.q[-1]) for y in parts]))
    return found


def _outputs(net, case, gram, width, networks, rng):
    """Outputs of all units, shape (batch, units, inputs), batch by batch."""
    for count in batches(networks, width**2):
        x = inputs(rng, gram, width, count)
        *_, last = forward(net, net.sizes(width), drawn(case, width), rng, x)
        yield last.y


@styled
def draw(draws: Cases) -> Figure:
    """n times the excess kurtosis, second moments, energy distance, distance of Gram matrices.

    By weights; points that would hide each other stand side by side.
    """
    from scripts.finite import _pictures as p

    figure = p.page(4.8)
    (left, middle), (right, last) = figure.subplots(2, 2)
    with_kurtosis = [case for case, own in draws.items() if own.observed.get("kurtosis")]
    look = dict(zip([*dict.fromkeys([*with_kurtosis, *draws])], p.looks(len(draws)), strict=True))
    for case in with_kurtosis:
        own, limit = _kurtoses(draws[case])
        p.marks(left, own, look[case])
        left.plot(
            [0], [limit], look[case]["marker"], color=look[case]["color"], mfc="white", ms=5.5
        )
    left.axhline(0, color=p.BAND, lw=0.8, zorder=0)
    left.set(xlabel="$1/n$", title="$n\\times$ excess kurtosis of an output")
    left.set_xlim(-0.006, None)
    for (case, own), aside in zip(draws.items(), p.aside(len(draws)), strict=True):
        pairs, rest, error = _covariances(own)
        place = np.arange(len(pairs)) + min(0.35, 0.1 * len(draws)) * aside
        p.marks(middle, (place, rest, error), look[case])
        middle.set_xticks(range(len(pairs)), pairs)
        n, value, error = _energies(own)
        p.marks(right, (n * 1.04**aside, value, error), look[case])
        if limit := _constant(own):
            n, value, error = _distances(own)
            p.marks(last, (1 / n, value, error), look[case])
            mark = look[case]["marker"]
            last.plot([0], [limit], mark, color=look[case]["color"], mfc="white", ms=5.5)
    for ax in (middle, right):
        ax.axhline(0, color=p.INK, lw=0.9, zorder=0)
    for pair in range(1, len(pairs)):
        middle.axvline(pair - 0.5, color=p.BAND, lw=0.4, zorder=0)
    title = "$\\mathbb{E}\\,y_i y_j - \\Sigma^L_{ij}$, $n\\to\\infty$"
    middle.set(xlabel="inputs $ij$", title=title)
    right.set(xscale="log", xlabel="weights per unit", title="energy distance to $N(0,\\Sigma^L)$")
    p.powers_of_two(right)
    last.set(xlabel="$1/n$", title="$n\\,\\mathbb{E}\\,\\|G-\\Sigma^L\\|^2_F$", ylim=(0, None))
    last.set_xlim(-0.003, None)
    handles = [p.handle(_label(name), s["color"], s["marker"]) for name, s in look.items()]
    open_mark = p.handle("predicted, infinite width", p.INK, "o")
    open_mark.set_markerfacecolor("white")
    handles.append(open_mark)
    figure.legend(handles=handles, loc="outside upper center", ncols=min(len(handles), 6))
    return figure


def caption(draws: Cases) -> str:
    """Parameters, and what is drawn."""
    some = common(draws)
    return (
        f"Outputs of {named(some['activation'])} networks, L = {some['depth']}, by weights; "
        f"two standard "
        f"errors. Top left: n times the excess kurtosis, sampled (filled) and predicted for "
        f"infinite width (open, at 0): Gaussian, but for 1/n, and the constant depends on the "
        f"weights. Top right: second moments at each pair ij of three inputs, extrapolated to "
        f"infinite width, less those of the recursion. Bottom left: energy distance of whitened "
        f"outputs to a standard normal vector, estimated without bias. Sparse: 2√n weights per "
        f"unit. Bottom right: n times the mean squared distance of the Gram matrix of all outputs "
        f"from its limit, sampled (filled) and predicted for infinite width (open, at 0)."
    )


def _kurtoses(own):
    """Points over 1/n, and their limit."""
    from freewidth.limits import excess_kurtosis

    n, mean, error = points({n: n * v[:, 1] for n, v in own.observed["kurtosis"].items()})
    return (1 / n, mean, error), excess_kurtosis(_limit(own))


def _covariances(own):
    """Names of pairs of inputs, what is left of their second moments, and its error."""
    from freewidth.limits import covariances
    from freewidth.stats import extrapolate

    sigma = covariances(_limit(own), own.settings["gram"])[-1]
    found = extrapolate(own.observed["covariance"])
    first, second = np.triu_indices(len(sigma))
    names = [f"{i + 1}{j + 1}" for i, j in zip(first, second, strict=True)]
    return names, found.value - sigma[first, second], found.error


def _energies(own):
    """Energy distances by weights per unit, and their errors."""
    from freewidth.limits import covariances
    from freewidth.stats.energy import mean_energy

    sigma = covariances(_limit(own), own.settings["gram"])[-1]
    found = {n: mean_energy(v, sigma) for n, v in own.observed["vectors"].items()}
    return np.array([(n, *pair) for n, pair in found.items()]).T


def _limit(own):
    """The network of a case, whose limits are drawn."""
    some = own.settings
    return network(own.case, some["activation"], some["depth"], some["sigma_w2"], some["sigma_b2"])


def _constant(own):
    """n times the mean squared distance of the Gram matrix at infinite width, 0 if not known."""
    from claims.finite.gram_fluctuations import known, network, predicted

    net = network(own)
    return predicted(own, net).sum() if known(own.case, net) else 0.0


def _distances(own):
    """The same for networks, by width, with errors."""
    from claims.finite.gram_fluctuations import norms

    return points({n: n * v for n, v in norms(own, _limit(own)).items()})


def _label(case):
    """What a legend calls the weights of a case."""
    from freewidth.ensembles import ENSEMBLES

    return "sparse" if case == "sparse" else ENSEMBLES[case].label
