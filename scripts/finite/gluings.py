"""Moments of small linear networks: every genus counts. Cases are ensembles."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from freewidth.adding import added
from freewidth.ensembles import EVERY
from freewidth.network import Network
from freewidth.sample import batches, forward, inputs, jacobians, trace_moments, weights
from scripts.finite._grouped import means
from scripts.finite._points import Cases, Figure, Points, styled
from scripts.finite._settings import (
    MOST,
    Ensembles,
    Networks,
    Observed,
    Streams,
    Units,
    at_most_entries,
    check,
    distinct,
    length,
)

DEGREE = 12  # of m_k in the weights, at most: beyond, rare networks dominate the mean
GAUSSIAN = ("gaussian", "complex_gaussian")  # whose gluings are counted
WIDTHS = (3, 6, 12, 24, 48)  # on the axis

Curve = tuple[NDArray, NDArray]
Panels = Mapping[str, Mapping[str, tuple[Curve, Points]]]  # title -> field -> exact, measured


@dataclass(frozen=True)
class Settings:
    """What is sampled.

    Attributes:
        cases: ensembles.
        sizes: layer sizes (n_0, ..., n_L).
        networks: how many of each are drawn.
    """

    cases: Ensembles
    sizes: Annotated[
        tuple[Annotated[tuple[Units, ...], length(2), at_most_entries(MOST)], ...],
        length(1),
        at_most_entries(MOST),
        distinct,
    ]
    networks: Networks

    def __post_init__(self):
        check(self)


PAPER = Settings(
    cases=("gaussian", "complex_gaussian", "rademacher"),
    sizes=(
        (3, 3),
        (6, 6),
        (12, 12),
        (4, 8),
        (3, 3, 3),
        (6, 6, 6),
        (12, 12, 12),
        (4, 8, 6),
        (3, 3, 3, 3),
        (6, 6, 6, 6),
        (12, 12, 12, 12),
    ),
    networks=400_000,
)
QUICK = replace(PAPER, sizes=((3, 3), (6, 6), (3, 3, 3), (6, 6, 6)), networks=40_000)


def orders(depth: int) -> int:
    """How many moments are measured: m_k has degree 2kL in Gaussian variables."""
    return min(4, DEGREE // (2 * depth))


def sample(case: str, settings: Settings, stream: Streams) -> Observed:
    """Moments m_1..m_k of networks of the given layer sizes, a row for every few of them."""
    observed, drawn = {}, weights(EVERY[case])
    for sizes in settings.sizes:
        net = Network(case, "linear", len(sizes) - 1)
        rng = stream(*sizes)
        parts = []
        for count in batches(settings.networks, max(sizes) ** 2):
            layers = forward(net, sizes, drawn, rng, inputs(rng, [[1.0]], sizes[0], count))
            parts.append(trace_moments(jacobians(net, layers), orders(net.depth)))
        observed["x".join(map(str, sizes))] = {sizes[0]: means(np.concatenate(parts))}
    return observed


@styled
def draw(draws: Cases) -> Figure:
    """Relative excess of a moment over the planar sum, one panel per depth, square networks."""
    from scripts.finite import _pictures as p

    panels = _panels(draws)
    figure = p.page(2.5)
    axes = np.atleast_1d(figure.subplots(1, len(panels), sharey=True))
    look = {"real": (p.RIVAL, "o", "-"), "complex": (p.PALETTE[0], "s", (0, (5, 1.5)))}
    for ax, (title, fields) in zip(axes, panels.items(), strict=True):
        for field, (curve, measured) in fields.items():
            color, marker, dashes = look[field]
            ax.plot(*curve, color=color, linestyle=dashes)
            p.errorbars(ax, measured, color, marker)
            _name(ax, field, curve, color)
        ax.set(xscale="log", yscale="log", xlabel="width $n$", title=title)
        ax.set_xticks(WIDTHS, map(str, WIDTHS))
        ax.minorticks_off()
    axes[0].set_ylabel("excess over the planar sum, relative")
    handles = [p.handle(f"{f} weights (line: all gluings)", *s) for f, s in look.items()]
    figure.legend(handles=handles, loc="outside upper center", ncols=2)
    return figure


def caption(draws: Cases) -> str:
    """What is drawn."""
    return (
        "Square linear networks: mean of a moment, less the planar sum, over the planar sum, "
        "against the width; points are sampled (two standard errors), lines count all gluings. "
        "Real weights glue into non-orientable surfaces, too: 1/n. Complex ones do not: 1/n²."
    )


def _name(ax: Any, field: str, curve: Curve, color: str) -> None:
    """The leading order beside the curve."""
    note = {"real": "$\\sim 1/n$", "complex": "$\\sim 1/n^2$"}[field]
    n, exact = curve
    at = 3 * len(n) // 4  # above a falling line, to the right, there is room
    ax.annotate(note, (n[at], exact[at]), (2, 2), textcoords="offset points", color=color)


def _panels(draws: Cases) -> Panels:
    panels = {}
    depths = {len(_sizes(g)) - 1 for case in draws.values() for g in case.observed}
    for depth in sorted(depths):
        order = 3 if depth < 3 else 2
        fields = {}
        for case in (name for name in GAUSSIAN if name in draws):
            squares = [
                (_sizes(group)[0], next(iter(by_width.values()))[:, order - 1])
                for group, by_width in draws[case].observed.items()
                if len(set(_sizes(group))) == 1 and len(_sizes(group)) == depth + 1
            ]
            if squares:
                field = EVERY[case].field
                fields[field] = _curve_and_points(field, depth, order, squares)
        if fields:
            panels[f"$m_{order}$, {depth} layer{'s' * (depth > 1)}"] = fields
    return panels


def _curve_and_points(field, depth, order, squares):
    from freewidth import genus

    counts = genus.census(order, depth, field)
    planar = counts.pop(2)
    n = np.geomspace(2.5, 60, 60)
    curve = added(count * n ** (chi - 2.0) for chi, count in counts.items()) / planar
    widths, values = zip(*sorted(squares, key=lambda pair: pair[0]), strict=True)
    mean = np.array([v.mean() for v in values]) / planar - 1
    error = np.array([v.std(ddof=1) / np.sqrt(len(v)) for v in values]) / planar
    return (n, curve), (np.array(widths), mean, error)


def _sizes(group):
    """Layer sizes from the name of a group."""
    return tuple(map(int, group.split("x")))
