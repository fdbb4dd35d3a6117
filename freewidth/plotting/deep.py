"""Deep networks: growth with depth, the phase diagram, the two classes of limit laws."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import NullLocator
from numpy.typing import NDArray

from freewidth.plotting.style import BAND, INK, MARKERS, PAGE, PALETTE, RIVAL, style

Points = tuple[NDArray, NDArray, NDArray]  # abscissa, mean, standard error
WEIGHTS = {"gaussian": (RIVAL, "o"), "orthogonal": (PALETTE[0], "s")}


@style()
def depth(
    moments: Mapping[str, tuple[Points, NDArray]],
    largest: Mapping[str, tuple[Points, NDArray]],
    bound: float,
) -> Figure:
    """Growth with depth of m_2/m_1^2 - 1 and of the largest eigenvalue, by weights.

    Both give points over L and predictions at the same L; ``bound`` is the largest edge there is
    for Haar weights.
    """
    figure = Figure(figsize=(PAGE, 2.8), layout="constrained")
    left, right = figure.subplots(1, 2)
    for ax, found in ((left, moments), (right, largest)):
        for name, ((x, mean, error), expected) in found.items():
            color, marker = WEIGHTS[name]
            ax.plot(x, expected, color=color)
            ax.errorbar(x, mean, 2 * error, fmt=marker, color=color, ms=4, lw=0.9)
        ax.set(xscale="log", yscale="log", xlabel="depth $L$")
        depths = next(iter(found.values()))[0][0]
        ax.set_xticks(depths, [f"{x:g}" for x in depths])
        ax.xaxis.set_minor_locator(NullLocator())
    left.set(title="every layer of the same variance", ylabel="$m_2/m_1^2 - 1$")
    right.axhline(bound, color=INK, lw=0.9, linestyle="--")
    words = {"xytext": (0, 3), "textcoords": "offset points", "ha": "right", "fontsize": 7}
    right.annotate("edge at infinite depth, Haar", (depths[-1], bound), **words)
    right.set(title="variance falling with depth", ylabel="largest eigenvalue$/m_1$")
    handles = [
        Line2D([], [], color=color, marker=marker, label=f"{name} weights: theory and samples")
        for name, (color, marker) in WEIGHTS.items()
        if name in moments
    ]
    figure.legend(handles=handles, loc="outside upper center", ncols=2)
    return figure


@style()
def phases(
    lines: Mapping[str, tuple[NDArray, NDArray]],
    crossings: Mapping[str, Points],
    growth: Mapping[str, Points],
    covariances: Mapping[str, Points],
) -> Figure:
    """The critical line in (sigma_b^2, sigma_w), and measured against predicted numbers.

    By activation: ``lines`` gives (sigma_b^2, critical sigma_w), ``crossings`` measured points of
    it, ``growth`` and ``covariances`` (predicted, measured, error).
    """
    figure = Figure(figsize=(PAGE, 2.8), layout="constrained")
    left, middle, right = figure.subplots(1, 3)
    for i, (name, (x, y)) in enumerate(lines.items()):
        left.plot(x, y, color=PALETTE[i])
        at, found, error = crossings[name]
        left.errorbar(at, found, 2 * error, fmt=MARKERS[i], color=PALETTE[i], ms=4, label=name)
    left.set(xscale="log", xlabel="$\\sigma_b^2$", ylabel="$\\sigma_w$", title="critical line")
    biases = sorted({float(x) for at, _, _ in crossings.values() for x in at})
    left.set_xticks(biases, [f"{x:g}" for x in biases])
    left.xaxis.set_minor_locator(NullLocator())
    left.text(0.05, 0.9, "chaos", transform=left.transAxes, color=BAND)
    left.text(0.8, 0.05, "order", transform=left.transAxes, color=BAND)
    left.legend(loc="center left")
    for ax, found, title in (
        (middle, growth, "growth of gradients"),
        (right, covariances, "$\\mathbb{E}\\,y y'$ at the last layer"),
    ):
        for i, (name, (predicted, measured, error)) in enumerate(found.items()):
            look = {"fmt": MARKERS[i], "color": PALETTE[i], "ms": 4, "lw": 0.9}
            ax.errorbar(predicted, measured, 2 * error, label=name, **look)
        every = np.concatenate([p for p, _, _ in found.values()])
        span = [every.min(), every.max()]
        ax.plot(span, span, color=INK, lw=0.9, zorder=0)
        ax.set(xlabel="predicted", ylabel="measured", title=title)
    middle.set(xscale="log", yscale="log")
    middle.axhline(1, color=BAND, lw=0.7, linestyle=":")
    middle.axvline(1, color=BAND, lw=0.7, linestyle=":")
    ticks = [0.3, 0.5, 1, 2]
    middle.set_xticks(ticks, [str(t) for t in ticks])
    middle.set_yticks(ticks, [str(t) for t in ticks])
    middle.minorticks_off()
    return figure


@style()
def classes(
    limits: Mapping[str, tuple[NDArray, NDArray]],
    laws: Mapping[str, Sequence[tuple[int, NDArray, NDArray]]],
    errors: Mapping[str, tuple[NDArray, NDArray, float]],
) -> Figure:
    """Distribution functions of deep laws beside their limits; how their third moment converges.

    ``limits``: class -> (x, F); ``laws``: class -> (depth, x, F), one by one; ``errors``:
    activation -> (depths, |m_3 less its limit|, exponent expected).
    """
    figure = Figure(figsize=(PAGE, 2.8), layout="constrained")
    *panels, last = figure.subplots(1, len(limits) + 1)
    for ax, (name, (x, f)) in zip(panels, limits.items(), strict=True):
        shades = np.linspace(0.35, 1.0, len(laws[name]))
        for (layers, at, values), shade in zip(laws[name], shades, strict=True):
            ax.plot(at, values, color=PALETTE[0], alpha=shade, lw=1.0, label=f"$L = {layers}$")
        ax.plot(x, f, color=INK, linestyle="--", label="limit")
        for other, (at, values) in limits.items():
            if other != name:
                ax.plot(at, values, color=RIVAL, lw=0.9, linestyle=":", label="other class")
        ax.set(xscale="log", xlim=(0.02, 4), ylim=(0, 1.03), xlabel="$x$", title=f"{name} class")
        ax.legend(loc="upper left")
    panels[0].set_ylabel("$F(x)$")
    for i, (name, (depths, error, power)) in enumerate(errors.items()):
        last.plot(depths, error, MARKERS[i], color=PALETTE[i], ms=4, label=name)
        guide = error[-1] * (depths / depths[-1]) ** -power
        last.plot(depths, guide, color=PALETTE[i], lw=0.8, linestyle="--")
    last.set(xscale="log", yscale="log", xlabel="depth $L$", title="$|m_3 - \\lim m_3|$")
    last.set_xticks(depths, [f"{d:g}" for d in depths])
    last.xaxis.set_minor_locator(NullLocator())
    last.legend(loc="lower left")
    return figure
