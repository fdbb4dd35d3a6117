"""Networks that break one hypothesis, beside networks that do not. Cases are flaws."""

from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np

from freewidth.ensembles import ENSEMBLES
from freewidth.network import Network
from freewidth.sample import (
    WeightLaw,
    batches,
    diluted,
    eigenvalues,
    forward,
    inputs,
    jacobians,
    trace_moments,
    weights,
)
from scripts.finite._points import Cases, Figure, common, inverse, named, points, styled
from scripts.finite._settings import (
    Activations,
    Depth,
    Names,
    Observed,
    Positive,
    RegisteredEnsembles,
    Streams,
    Widths,
    among,
    at_least,
    between,
    check,
    require,
)

ORDERS = 2
ZERO = 1e-24  # of the largest eigenvalue: exact zeros come out at 1e-30
FLAWS = ("localised_input", "unsigned_qr", "sparse_units")
NEEDED = ("gaussian", "orthogonal")  # ensembles that serve the other flaws, too


@dataclass(frozen=True)
class Settings:
    """What is sampled.

    Attributes:
        cases: flaws.
        ensembles: weights to meet an input of one entry; Gaussian and Haar ones among them.
        activations: names of phi.
        depth: number of layers L.
        sigma_w2: weight variance times fan-in.
        sigma_b2: bias variance.
        share: of the units, that have few weights.
        degree: their mean number of weights; at most the smallest width.
        widths: widths, and how many networks of each are drawn.
    """

    cases: Annotated[Names, among(FLAWS, "flaw")]
    ensembles: RegisteredEnsembles
    activations: Activations
    depth: Annotated[Depth, at_least(2)]
    sigma_w2: Positive
    sigma_b2: Positive
    share: Annotated[float, between(0, 1)]
    degree: Positive
    widths: Widths

    def __post_init__(self):
        check(self)
        lacking = [name for name in NEEDED if name not in self.ensembles]
        require(not lacking, f"flaws.ensembles lacks {', '.join(lacking)}; other flaws are "
                "compared with them")  # fmt: skip
        least = min(width for width, _ in self.widths)
        require(self.degree <= least, f"flaws.degree = {self.degree:g}: needs at most the smallest "
                f"width, {least}")  # fmt: skip


PAPER = Settings(
    cases=FLAWS,
    ensembles=("gaussian", "orthogonal", "rademacher"),
    activations=("tanh", "relu"),
    depth=2,
    sigma_w2=1.5,
    sigma_b2=0.1,
    share=0.05,
    degree=1,
    widths=((32, 2000), (64, 1000), (128, 400), (256, 100)),
)
QUICK = replace(PAPER, activations=("tanh",), widths=((24, 300), (36, 200), (48, 150)))


def sample(case: str, settings: Settings, stream: Streams) -> Observed:
    """Moments m_1, m_2, by width, of networks with a flaw and of others.

    ``localised_input``: x^0 has one entry; groups ENSEMBLE/ACTIVATION. ``unsigned_qr``: groups
    KIND/ACTIVATION and KIND/traces (tr Q, tr Q^2) for the bare factor and the Haar one.
    ``sparse_units``: a share of the rows of W has but ``degree`` entries on average; groups
    KIND/ACTIVATION with the mass at 0 in a third column.
    """
    ways = {"localised_input": _localised, "unsigned_qr": _factors, "sparse_units": _mixtures}
    statistic = _with_zeros if case == "sparse_units" else _moments
    numbers = settings.depth, settings.sigma_w2, settings.sigma_b2

    def measured(kind, ensemble, activation, drawn, width, networks):
        net, rng = Network(ensemble, activation, *numbers), stream(kind, activation, width)
        parts = _products(net, drawn, width, networks, case, rng)
        return np.concatenate([statistic(product) for product in parts])

    observed = {}
    for kind, ensemble, drawn in ways[case](settings):
        for activation in settings.activations:
            observed[f"{kind}/{activation}"] = {
                width: measured(kind, ensemble, activation, drawn, width, networks)
                for width, networks in settings.widths
            }
        if case == "unsigned_qr":
            observed[f"{kind}/traces"] = {
                width: _traces(drawn, width, networks, stream(kind, "traces", width))
                for width, networks in settings.widths
            }
    return observed


def _localised(settings):
    for ensemble in settings.ensembles:
        yield ensemble, ensemble, weights(ENSEMBLES[ensemble])


def _factors(settings):
    yield "bare", "orthogonal", WeightLaw("QR without the sign fix", _bare)
    yield "haar", "orthogonal", weights(ENSEMBLES["orthogonal"])


def _mixtures(settings):
    yield "mixed", "gaussian", _mixture(settings.share, settings.degree)
    yield "full", "gaussian", weights(ENSEMBLES["gaussian"])


def _bare(rng, batch, rows, columns):
    return np.linalg.qr(rng.standard_normal((batch, rows, columns)))[0], None


def _mixture(share: float, degree: float) -> WeightLaw:
    """Gaussian weights, a share of whose rows has ``degree`` entries on average, of any width."""

    def mixed(rng, batch, rows, columns):
        few = diluted(ENSEMBLES["gaussian"], degree / columns).draw(rng, batch, rows, columns)[0]
        full = weights(ENSEMBLES["gaussian"]).draw(rng, batch, rows, columns)[0]
        return np.where(rng.random((batch, rows, 1)) < share, few, full), None

    return WeightLaw(f"Gaussian, {share:.0%} of units sparse", mixed)


def _products(net, drawn, width, networks, case, rng):
    for count in batches(networks, width**2):
        x = inputs(rng, [[net.q0]], width, count)
        if case == "localised_input":
            x = np.zeros_like(x)
            x[:, 0] = np.sqrt(net.q0 * width)
        yield jacobians(net, forward(net, net.sizes(width), drawn, rng, x))


def _moments(product):
    return trace_moments(product, ORDERS)


def _with_zeros(product):
    values = eigenvalues(product)
    zeros = (values <= ZERO * values[:, -1:]).mean(axis=1)
    return np.stack([values.mean(axis=1), (values**2).mean(axis=1), zeros], axis=1)


def _traces(drawn, width, networks, rng):
    parts = []
    for count in batches(networks, width**2):
        q, _ = drawn.draw(rng, count, width, width)
        parts.append(np.stack([np.einsum("bii->b", q), np.einsum("bij,bji->b", q, q)], axis=1))
    return np.concatenate(parts)


@styled
def draw(draws: Cases) -> Figure:
    """A statistic over 1/n, sampled and predicted; one panel per flaw, for the first activation."""
    from scripts.finite import _pictures as p

    ways = {"localised_input": _input, "unsigned_qr": _factor, "sparse_units": _units}
    panels = [ways[case](draws[case]) for case in FLAWS if case in draws]
    figure = p.page(3.2)
    axes = np.atleast_1d(figure.subplots(1, len(panels)))
    for ax, (title, label, sampled, limits) in zip(axes, panels, strict=True):
        for (name, measured), color, marker in zip(
            sampled.items(), p.PALETTE, p.MARKERS, strict=False
        ):
            p.errorbars(ax, measured, color, marker, label=name)
        for i, (name, value) in enumerate(limits.items()):
            color, dashes = ((p.INK, "-"), (p.BAND, "--"), (p.DATA, ":"))[i % 3]
            ax.axhline(value, color=color, lw=0.9, linestyle=dashes, label=name)
        ax.set(xlabel="$1/n$", ylabel=label, title=title)
        ax.set_xlim(0, None)
        ax.margins(y=0.12)
        ax.locator_params(axis="y", nbins=5)
        below = {"loc": "upper center", "bbox_to_anchor": (0.5, -0.22), "borderaxespad": 0}
        ax.legend(ncols=2, columnspacing=0.8, handlelength=1.4, **below)
    return figure


def caption(draws: Cases) -> str:
    """Parameters, and what is drawn."""
    some = common(draws)
    return (
        f"Networks with {named(some['activations'][0])}, L = {some['depth']}, that break one "
        f"hypothesis; "
        f"two standard errors. Left: an input with one entry different from 0; signs as weights "
        f"make the first pre-activation a sign plus the bias, which has a law of its own (dotted); "
        f"Gaussian and Haar weights keep theirs. "
        f"Middle: the orthogonal factor of a Gaussian matrix as LAPACK returns it is not Haar. "
        f"Right: {some['share']:.0%} of the units with {some['degree']:g} weight on average leave "
        f"an atom at 0."
    )


def _input(own):
    """Title, label of the axis, points by name, predictions by name."""
    from claims.finite.false_any_input import network
    from freewidth import genus, limits

    activation = own.settings["activations"][0]
    sampled = {
        ENSEMBLES[group.split("/")[0]].label: points(by_width, 1, inverse)
        for group, by_width in own.observed.items()
        if group.endswith(f"/{activation}")
    }
    iid, haar = (network(own, ensemble, activation) for ensemble in NEEDED)
    values = {
        "i.i.d. law": genus.moments(iid, 2)[1],
        "Haar law": genus.moments(haar, 2)[1],
        "law of signs": limits.localised_input_moments(iid)[1],
    }
    return "a single entry as input", "$m_2$", sampled, values


def _factor(own):
    sampled = {
        name: points(
            {n: v[:, 0] / np.sqrt(n) for n, v in own.observed[f"{kind}/traces"].items()},
            over=inverse,
        )
        for kind, name in (("bare", "bare"), ("haar", "with signs"))
    }
    return "QR without the signs", "$\\mathrm{tr}\\,Q/\\sqrt{n}$", sampled, {"Haar": 0.0}


def _units(own):
    activation = own.settings["activations"][0]
    kinds = (("mixed", f"{own.settings['share']:.0%} sparse"), ("full", "all full"))
    sampled = {
        name: points(own.observed[f"{kind}/{activation}"], 2, inverse) for kind, name in kinds
    }
    return "sparse units", "mass at 0", sampled, {"limit": 0.0}
