"""Spectra and weights as the grids of spectra draw them, at sizes where their means are known.

Every ensemble that ships is a case. What is drawn is compared with exact numbers, so that
the sampler is held to more than gross errors.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from freewidth.ensembles import EVERY
from freewidth.kinds import HAAR
from freewidth.network import Network
from freewidth.outside import shipped
from freewidth.sample import layers, spectra
from scripts.finite._points import Cases, Figure, styled
from scripts.finite._settings import (
    MOST,
    Ensembles,
    Networks,
    Observed,
    Positive,
    Streams,
    Units,
    Variance,
    Width,
    at_most_entries,
    check,
    length,
)

FLOOR = 1e-18  # as for the grids of spectra
SQUARE = ("share", "square", "fourth", "trace", "squared_trace", "trace_of_square")
LINEAR = 0.01  # the axis is linear up to here
TICKS = (-0.1, -LINEAR, 0, LINEAR, 0.1)

Sizes = Annotated[tuple[Units, ...], length(2), at_most_entries(MOST)]  # n_0, ..., n_L


@dataclass(frozen=True)
class Settings:
    """What is sampled.

    Attributes:
        cases: ensembles.
        networks: sizes (n_0, ..., n_L) of the layers, and how many networks of each are drawn, of
            each of the three sorts of ``sample``.
        matrices: rows and columns of weights, and how many are drawn.
        sigma_w2: weight variance times fan-in.
        sigma_b2: bias variance.
    """

    cases: Ensembles
    networks: Annotated[tuple[tuple[Sizes, Networks], ...], length(1), at_most_entries(MOST)]
    matrices: Annotated[tuple[tuple[Width, Width, Networks], ...], length(1), at_most_entries(MOST)]
    sigma_w2: Positive
    sigma_b2: Variance

    def __post_init__(self):
        check(self)


PAPER = Settings(
    cases=shipped("ensembles", EVERY),
    networks=(
        ((24, 24), 1600),
        ((24, 24, 24), 1600),
        ((24, 36, 12), 1200),
        ((12, 24, 18), 1200),
        ((208, 208), 48),
    ),
    matrices=((64, 64, 1500), (32, 64, 300), (64, 32, 300)),
    sigma_w2=0.4,
    sigma_b2=0.05,
)
QUICK = replace(
    PAPER,
    networks=(((8, 8), 360), ((12, 18, 12), 240)),
    matrices=((64, 64, 480), (24, 36, 40)),
)


def sample(case: str, settings: Settings, stream: Streams) -> Observed:
    """m_1 and m_2 of networks, and statistics of weights, each by the sizes.

    Groups of networks: ``linear/SIZES``; ``sin/SIZES``, with a D that is independent of the
    weights; ``relu/SIZES`` with their own D, which is as good as independent if signs of rows of W
    may change (Gaussian weights, Haar singular vectors). Groups ``weights/SIZES``. Ensembles whose
    moments nobody knows at finite width have weights alone, and Hermitian ones are square.
    """
    ensemble = EVERY[case]
    make = partial(Network, case, sigma_w2=settings.sigma_w2, sigma_b2=settings.sigma_b2)
    observed: Observed = {}
    for sizes, networks in settings.networks if ensemble.known_at_width else ():
        for phi, net in _networks(make, sizes) if _fits(ensemble, sizes) else ():
            rngs = [stream(phi, *sizes, i) for i in range(networks)]
            found = spectra(net, sizes[0], rngs, independent=phi == "sin", floor=FLOOR).eigenvalues
            observed[_name(phi, sizes)] = {sizes[0]: _moments(found)}
    for rows, columns, matrices in settings.matrices:
        if _fits(ensemble, sizes := (columns, rows)):
            net = make("linear", 1, widths=_ratios(sizes))
            every = (stream("weights", *sizes, i) for i in range(matrices))
            drawn = [_statistics(net, columns, rng) for rng in every]
            observed[_name("weights", sizes)] = {columns: np.array(drawn)}
    return observed


def _fits(ensemble, sizes):
    square = len(set(sizes)) == 1
    return square or (ensemble.known_at_width and not ensemble.hermitian)


def _name(what, sizes):
    return f"{what}/{'x'.join(map(str, sizes))}"


def _networks(make, sizes) -> Iterator[tuple[str, Network]]:
    net = make("linear", len(sizes) - 1, widths=_ratios(sizes))
    yield "linear", net
    yield "sin", replace(net, activation="sin")
    if net.field == "real" and (net.ensemble == "gaussian" or _haar(net.kinds[0])):
        yield "relu", replace(net, activation="relu")


def _haar(kind):
    return (kind.frame or kind) is HAAR


def _ratios(sizes):
    """None for square networks, as the grids have it."""
    return None if len(set(sizes)) == 1 else sizes


def _moments(values: NDArray) -> NDArray:
    return np.stack([values.mean(axis=1), (values**2).mean(axis=1)], axis=1)


def _statistics(net: Network, width: int, rng: np.random.Generator) -> list[float]:
    """Those of ``SQUARE``, of other weights the first three, for one network; sigma_w = 1."""
    (weights, _), *_ = layers(net, width, rng)
    rows, columns = weights.shape
    w = weights / np.sqrt(net.sigma_w2)
    power = columns * np.abs(w) ** 2
    found = [np.count_nonzero(w) / w.size, power.mean(), (power**2).mean()]
    if rows == columns:
        trace = np.trace(w)
        found += [trace.real, abs(trace) ** 2, np.einsum("ij,ji->", w, w).real]
    return [float(number) for number in found]


@styled
def draw(draws: Cases) -> Figure:
    """Deviations of m_1 and m_2 of linear networks from their exact means, ensemble by ensemble."""
    from claims.finite.exact_moments import NARROW, OTHER, networks
    from scripts.finite import _pictures as p

    shown = {case: [*networks(linear)] for case, linear in _linear(draws).items()}
    figure = p.page(0.8 + 0.16 * len(shown))
    axes = figure.subplots(1, 2, sharey=True)
    for k, ax in enumerate(axes):
        for row, items in enumerate(shown.values()):
            _rows(p, ax, row, [found[k] for found in items if len(found) > k], (NARROW, OTHER))
        ax.axvline(0, color=p.INK, lw=0.8, zorder=0)
        ax.set_xlabel(f"$m_{k + 1}$ over its exact mean, less 1")
        ax.set_xscale("symlog", linthresh=LINEAR)
        ax.set_xticks(TICKS, [f"${x:g}$" for x in TICKS])
    axes[0].set_yticks(range(len(shown)), [EVERY[case].label for case in shown])
    axes[0].invert_yaxis()
    handles = [
        p.handle("sampled", p.DATA, "o"),
        p.handle("weights of variance 1/(n + 1)", p.RIVAL, "|"),
        p.handle("Gaussian (of Gaussian: Haar) weights", p.BAND, "x"),
    ]
    figure.legend(handles=handles, loc="outside upper center", ncols=3)
    return figure


def _linear(draws):
    """The linear networks of cases that have some."""
    found = {
        case: {g: v for g, v in own.observed.items() if g.startswith("linear")}
        for case, own in draws.items()
    }
    return {case: replace(draws[case], observed=some) for case, some in found.items() if some}


def _rows(p, ax, row, items, rivals):
    """One ensemble: its networks of all sizes beside each other, and what rivals say of them."""
    for item, offset in zip(items, 0.3 * p.aside(len(items)), strict=True):
        at = row + offset
        mean = item.observed / item.expected - 1
        error = 2 * item.sem / item.expected
        ax.errorbar(mean, at, xerr=error, fmt="o", color=p.DATA, ms=2.5, lw=0.8)
        for name, marker, color in zip(rivals, ("|", "x"), (p.RIVAL, p.BAND), strict=True):
            if name in item.rivals:
                off = item.rivals[name] / item.expected - 1
                ax.plot(off, at, marker, color=color, ms=3)


def caption(draws: Cases) -> str:
    """What is drawn."""
    return (
        "Linear networks of a few sizes, drawn as for all other spectra: means of m_1 and m_2 over "
        "their exact values at these sizes, less 1, with two standard errors; the sizes of one "
        "ensemble stand above each other. Also shown: what weights of variance 1/(n + 1) in "
        "place of 1/n would have, and Gaussian weights (beside these: Haar weights). The axis is "
        f"linear up to {LINEAR:g} on either side of 0."
    )
