"""Networks with few weights per unit, p n of them on average. Cases are activations."""

from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np

from freewidth.ensembles import ENSEMBLES
from freewidth.network import Network
from freewidth.sample import (
    batches,
    diluted,
    eigenvalues,
    forward,
    inputs,
    jacobians,
    trace_moments,
    weights,
)
from freewidth.stats.extrapolation import FEWEST
from scripts.finite._points import Cases, Figure, inverse, points, styled
from scripts.finite._settings import (
    Activations,
    Depths,
    Networks,
    Observed,
    Positive,
    Streams,
    Units,
    Variance,
    Width,
    Widths,
    at_most,
    check,
    length,
    require,
)

ORDERS = 2
ZERO = 1e-12  # of the largest eigenvalue: exact zeros come out at 1e-30, the others above 1e-8
LINEAR = "linear"  # phi whose mass at 0 is taken
MOST = 2  # weights per unit there: below e, where corrections are of order 1/n

Degree = Units


@dataclass(frozen=True)
class Settings:
    """What is sampled.

    Attributes:
        cases: activations, linear among them.
        depths: numbers of layers L.
        sigma_w2: weight variance times fan-in.
        sigma_b2: bias variance.
        growing: widths, weights per unit, and how many networks are drawn.
        spectra: networks of each of these sizes whose eigenvalues are kept.
        fixed: weights per unit that stay the same at all widths.
        widths: for these, widths and how many networks of each are drawn.
        coranks: weights per unit at which the mass at 0 is taken.
        corank_widths: for these, widths and how many networks of each are drawn.
    """

    cases: Activations
    depths: Depths
    sigma_w2: Positive
    sigma_b2: Variance
    growing: Annotated[tuple[tuple[Width, Degree, Networks], ...], length(FEWEST)]
    spectra: Networks
    fixed: Annotated[tuple[Degree, ...], length(1)]
    widths: Widths
    coranks: Annotated[tuple[Annotated[Degree, at_most(MOST)], ...], length(1)]
    corank_widths: Widths

    def __post_init__(self):
        check(self)
        require(
            LINEAR in self.cases,
            f"dilution.cases = {self.cases!r}: add {LINEAR!r}, whose mass at 0 is drawn",
        )
        narrow = [pair for *pair, _ in self.growing if pair[1] > pair[0]]
        require(not narrow, f"dilution.growing: (width, weights per unit) = {narrow}; needs no "
                "more weights per unit than the width")  # fmt: skip


COLUMNS = 3  # of panels

PAPER = Settings(
    cases=("linear", "relu", "tanh"),
    depths=(2,),
    sigma_w2=1.0,
    sigma_b2=0.1,
    growing=((64, 16, 24_000), (144, 24, 12_000), (400, 40, 1800)),
    spectra=150,
    fixed=(4,),
    widths=((64, 6000), (128, 3000), (256, 600)),
    coranks=(1, 2),
    corank_widths=((50, 2000), (100, 1000), (200, 300)),
)
QUICK = replace(
    PAPER,
    cases=("linear", "tanh"),
    growing=((36, 12, 3000), (64, 16, 2000), (100, 20, 1000)),
    spectra=100,
    widths=((32, 6000), (48, 4000), (64, 3000)),
    corank_widths=((30, 600), (42, 450), (60, 300)),
)


def sample(case: str, settings: Settings, stream: Streams) -> Observed:
    """Sparse networks with p n growing like sqrt(n), full ones of the same widths, and p n fixed.

    Moments m_1, m_2 in groups moments/L2/sparse and /full (by p n of the sparse ones) and
    moments/L2/c4 (p n = 4, by n); eigenvalues of other such networks in spectra/L2/sparse and
    /full; for linear networks of one layer the mass at 0 in corank/c2, by n.
    """
    observed: Observed = {}
    for depth in settings.depths:
        net = Network("gaussian", case, depth, settings.sigma_w2, settings.sigma_b2)
        observed |= _growing(net, settings, stream)
        for degree in settings.fixed:
            observed[f"moments/L{depth}/c{degree}"] = {
                width: _draw(net, degree, width, networks, stream(depth, degree, width), _moments)
                for width, networks in settings.widths
            }
    if case == LINEAR:
        net = Network("gaussian", case, 1)
        for degree in settings.coranks:
            observed[f"corank/c{degree}"] = {
                width: _draw(net, degree, width, networks, stream("corank", degree, width), _zeros)
                for width, networks in settings.corank_widths
            }
    return observed


def _growing(net, settings, stream):
    observed = {}
    for kind in ("sparse", "full"):
        moments, spectra = {}, {}
        for width, degree, networks in settings.growing:
            kept = degree if kind == "sparse" else width
            what = net.depth, degree, width, kind
            moments[degree] = _draw(net, kept, width, networks, stream(*what), _moments)
            count, rng = settings.spectra, stream("spectra", *what)
            spectra[degree] = _draw(net, kept, width, count, rng, eigenvalues)
        observed[f"moments/L{net.depth}/{kind}"] = moments
        observed[f"spectra/L{net.depth}/{kind}"] = spectra
    return observed


def _draw(net, degree, width, networks, rng, statistic):
    full = ENSEMBLES["gaussian"]
    drawn = diluted(full, degree / width) if degree < width else weights(full)
    parts = []
    for count in batches(networks, width**2):
        x = inputs(rng, [[net.q0]], width, count)
        parts.append(statistic(jacobians(net, forward(net, net.sizes(width), drawn, rng, x))))
    return np.concatenate(parts)


def _moments(product):
    return trace_moments(product, ORDERS)


def _zeros(product):
    values = eigenvalues(product)
    return (values <= ZERO * values[:, -1:]).mean(axis=1, keepdims=True)


@styled
def draw(draws: Cases) -> Figure:
    """m_2 over 1/(pn), one panel per activation and depth, and the mass at 0 over pn."""
    from scripts.finite import _pictures as p

    panels = _panels(draws)
    columns = min(COLUMNS, len(panels) + 1)
    rows = -(-(len(panels) + 1) // columns)
    figure = p.page(0.5 + 2.0 * rows)
    every = figure.subplots(rows, columns, squeeze=False).ravel()
    axes, last = every[: len(panels)], every[len(panels)]
    for ax in every[len(panels) + 1 :]:
        ax.set_axis_off()
    for ax, (title, data) in zip(axes, panels.items(), strict=True):
        _excess(p, ax, data)
        ax.set(xlabel="$1/(pn)$", title=title)
        ax.sharey(axes[0])
    for ax in axes[::columns]:
        ax.set_ylabel("$m_2/\\lim m_2 - 1$")
    degrees, curve, measured = _coranks(draws)
    last.plot(degrees, curve, color=p.INK)
    p.errorbars(last, measured, p.RIVAL, "s")
    last.set(xlabel="$pn = c$", title="mass at 0: linear, L = 1", ylim=(0, 1), xlim=(0, 4.1))
    handles = [
        p.handle("predicted", p.INK, line="-"),
        p.handle("full weights", p.INK, "D"),
        p.handle("$pn$ grows with $n$", p.DATA, "o"),
        p.handle("$b/(pn)$, fitted", p.DATA, line=":"),
        p.handle("$pn$ fixed, $n\\to\\infty$", p.RIVAL, "s"),
    ]
    figure.legend(handles=handles, loc="outside upper center", ncols=5)
    return figure


def _excess(p, ax, data):
    """All of one network, over the limit of full weights, less 1."""
    limit = data["limit"]
    (slope, error), (x, mean, sem) = data["fitted"], data["growing"]
    reach = np.array([0.0, 1.25 * max(x)])
    low, high = ((slope + side * error) * reach / limit for side in (-2, 2))
    ax.fill_between(reach, low, high, color=p.DATA, alpha=0.25, lw=0)
    ax.plot(reach, slope * reach / limit, color=p.DATA, linestyle=":", lw=1.3)
    if data["curve"] is not None:
        at, curve = data["curve"]
        ax.plot(at, np.array(curve) / limit - 1, color=p.INK)
    p.diamond(ax, 0.0)
    p.errorbars(ax, (x, mean / limit - 1, sem / limit), p.DATA, "o")
    x, mean, sem = data["fixed"]
    p.errorbars(ax, (x, mean / limit - 1, sem / limit), p.RIVAL, "s")
    note = f"$b = {slope:.2f}\\pm{2 * error:.2f}$"
    ax.text(0.97, 0.04, note, transform=ax.transAxes, ha="right", fontsize=7, color=p.INK)
    ax.set_xlim(0, None)


def caption(draws: Cases) -> str:
    """What is drawn."""
    return (
        "Sparse Gaussian weights, p n of them per unit on average; two standard errors. Left: m_2 "
        "for p n = 2√n, less that of as many full networks of the same width, put on top of the "
        "limit of full weights (discs), and for p n fixed, extrapolated to infinite width "
        "(squares), all over that limit, less 1: only 1/(pn) → 0 leads to 0, the limit of full "
        "weights (diamond). Dotted, the correction of order 1/(pn) with its fitted coefficient b "
        "of m_2, and its two standard errors; the line is the exact limit of linear networks at "
        "fixed p n, whose slope at 0 is 3L for m_2. Last panel: mass of the atom at 0 of one "
        "linear layer with c weights per unit, and the corank of a random bipartite graph."
    )


def _panels(draws):
    """Title -> what is drawn."""
    panels = {}
    for own in draws.values():
        for depth in own.settings["depths"]:
            numbers = own.settings["sigma_w2"], own.settings["sigma_b2"]
            net = Network("gaussian", own.case, depth, *numbers)
            panels[f"$m_2$: {net.phi.label}, L = {depth}"] = _panel(own, net)
    return panels


def _panel(own, net):
    from claims.finite.cirone2024_sparse_limit import constants, less_full
    from freewidth import genus, limits
    from freewidth.stats import extrapolate

    group = f"moments/L{net.depth}"
    fixed = {c: extrapolate(own.observed[f"{group}/c{c}"]) for c in own.settings["fixed"]}
    x = np.linspace(1e-3, 1.1 / min(fixed), 60)
    limit = genus.moments(net, 2)[1]
    excess = less_full(own, group)
    (_, slope), (_, error) = constants(excess)
    at, mean, sem = points(excess, 1, inverse)
    curve = (x, [limits.sparse_second_moment(net.depth, 1 / v) for v in x])
    return {
        "limit": limit,
        "curve": curve if own.case == LINEAR else None,
        "growing": (at, limit + mean, sem),
        "fitted": (float(slope), float(error)),
        "fixed": np.array([(1 / c, f.value[1], f.error[1]) for c, f in fixed.items()]).T,
    }


def _coranks(draws):
    """Degrees and the corank there; degrees, masses at 0 and their errors."""
    from freewidth.limits import corank
    from freewidth.stats import extrapolate

    degrees = np.linspace(0.05, 4, 80)
    found = [
        (int(group.removeprefix("corank/c")), extrapolate(by_width))
        for own in draws.values()
        for group, by_width in own.observed.items()
        if group.startswith("corank/")
    ]
    levels = np.array([(c, fit.value[0], fit.error[0]) for c, fit in found]).T
    return degrees, np.array([corank(c) for c in degrees]), levels
