"""True D against independent copies, for one ensemble."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray
from scipy.stats import norm

from freewidth.activations import ACTIVATIONS
from freewidth.adding import added
from freewidth.compare import Comparison
from freewidth.plotting.depths import ordered
from freewidth.plotting.evidence import family, standardised
from freewidth.plotting.style import BAND, INK, PAGE, style
from freewidth.stats import ALPHA, Evidence
from scripts.spectra import words


def draw(results, ensemble, grid):
    """Every activation and depth, at the largest width; statistics extrapolated from all."""
    true = results.networks(grid, ensemble)
    analog = results.networks(grid, ensemble, "independent")
    return picture(
        results.widest(grid, ensemble),
        results.widest(grid, ensemble, "independent"),
        {case: true[case].difference(analog[case]) for case in true},
    )


def caption(results, ensemble, grid):
    """Parameters, and what is drawn."""
    return _words(results.networks(grid, ensemble).values())


def _words(comparisons: Iterable[Comparison]) -> str:
    some = list(comparisons)
    return (
        f"{words.ensembles(some)} weights, the networks' own D against independent copies of it, "
        f"by activation and depth. Left: difference of the distribution functions at width "
        f"{words.sizes(some)}, taken at quantiles of both samples together, inside its band of two "
        f"standard errors. Right: difference of every statistic (moments m, distribution function "
        f"F, resolvent G, distances d of Kolmogorov and Wasserstein from the limit law) "
        f"extrapolated to infinite width from widths {words.listed(some[0].widths)}, in standard "
        f"errors; grey: two of them, dashed: what all of these together exceed by chance once in "
        f"{1 / ALPHA:,.0f} times, bars: the bias allowed for besides, triangles: beyond {FAR:g}. "
        f"{words.parameters(some)}"
    )


Case = tuple[str, int]
LEVELS = np.linspace(0.0025, 0.9975, 200)
FAR = 8.0  # standard errors: what is further out is drawn there, as a triangle


@style()
def picture(
    true: Mapping[Case, NDArray],
    independent: Mapping[Case, NDArray],
    evidence: Mapping[Case, Sequence[Evidence]],
) -> Figure:
    """One row per activation, one look per depth; keys are (activation, depth).

    Left: difference of the pooled distribution functions, taken at the quantiles of both samples
    together, over its fluctuation band (two standard errors, from the spread between networks).
    Right: every statistic's difference, extrapolated to infinite width, in standard errors.
    """
    activations = list(dict.fromkeys(activation for activation, _ in true))
    look = ordered(sorted({depth for _, depth in true}))
    size = (PAGE, 0.75 + 1.5 * len(activations))
    figure = Figure(figsize=size, layout="constrained")
    axes = figure.subplots(len(activations), 2, squeeze=False, sharex="col", sharey="col")
    for row, activation in zip(axes, activations, strict=True):
        for number, depth in enumerate(d for d in look if (activation, d) in true):
            case = activation, depth
            _difference(row[0], true[case], independent[case], look[depth])
            _standardised(row[1], evidence[case], look[depth], number, len(look))
        row[0].set_title(ACTIVATIONS[activation].label, loc="left", fontweight="bold")
    _frame(axes, max(map(len, evidence.values())) * len(evidence))
    handles = [
        axes[0, 0].plot([], [], label=f"L = {depth}", **look[depth])[0] for depth in look
    ] + [axes[0, 0].fill_between([], [], color=BAND, alpha=0.3, lw=0, label="± 2 standard errors")]
    figure.legend(handles=handles, loc="outside upper center", ncols=len(handles))
    return figure


def _difference(ax, true, independent, look):
    x = np.quantile(np.concatenate([true.ravel(), independent.ravel()]), LEVELS)
    sides = [(sample[:, None, :] <= x[:, None]).mean(axis=-1) for sample in (true, independent)]
    error = np.sqrt(added(side.var(axis=0, ddof=1) / len(side) for side in sides))
    gap = sides[0].mean(axis=0) - sides[1].mean(axis=0)
    ax.fill_between(LEVELS, -2 * error, 2 * error, color=look["color"], alpha=0.1, lw=0)
    for side in (-2, 2):
        ax.plot(LEVELS, side * error, color=look["color"], alpha=0.5, linewidth=0.5)
    ax.plot(LEVELS, gap, color=look["color"], linestyle=look["linestyle"])


def _standardised(ax, evidence, look, index, count):
    z = np.array([standardised(e.observed, e.expected, e.sem, e.bias) for e in evidence])
    x = np.arange(len(z)) + (index - (count - 1) / 2) * 0.6 / count
    allowed = [e.bias / (max(e.sem, e.bias / 10) or 1.0) for e in evidence]
    ax.vlines(x, -np.array(allowed), allowed, color=look["color"], lw=2.5, alpha=0.2, zorder=1)
    dots = {"color": look["color"], "ls": "none", "mew": 0, "ms": 3, "clip_on": False, "zorder": 3}
    shown = np.clip(z, -FAR, FAR)
    for marker, some in ((look["marker"], shown == z), ("^", z > FAR), ("v", z < -FAR)):
        if some.any():  # nothing, drawn unclipped, would count as a mark in the corner
            ax.plot(x[some], shown[some], marker=marker, **dots)
    families = [(f, len(list(g))) for f, g in groupby(_family(e.what) for e in evidence)]
    edges = np.cumsum([0, *(size for _, size in families)]) - 0.5
    ax.set_xticks((edges[1:] + edges[:-1]) / 2, [f"${name}$" for name, _ in families])
    ax.set_xlim(edges[0], edges[-1])
    for edge in edges[1:-1]:
        ax.axvline(edge, color=BAND, linewidth=0.4, zorder=0)


def _family(what):
    """Its short name, as mathematical text."""
    name = family(what)
    found = {"Re G": "\\mathrm{Re}\\,G", "Im G": "\\mathrm{Im}\\,G", "sup|dF|": "d", "W": "d"}
    return found.get(name, name)


def _frame(axes, tests):
    """Labels, and what chance allows to ``tests`` statistics together."""
    limit = norm.isf(ALPHA / tests / 2)
    for gap, z in axes:
        gap.axhline(0, color=INK, linewidth=0.6)
        gap.set_ylabel(r"$F_{\rm true} - F_{\rm independent}$")
        gap.set_xlim(0, 1)
        z.axhspan(-2, 2, color=BAND, alpha=0.18, lw=0)
        z.axhline(0, color=INK, linewidth=0.6)
        for side in (-limit, limit):
            z.axhline(side, color=INK, lw=0.7, ls=(0, (4, 2)))
        z.set_ylabel("difference / s.e.")
        z.tick_params(axis="x", length=0)
    reach = 1.1 * max(limit, FAR)
    axes[0, 1].set_ylim(-reach, reach)
    axes[0, 0].yaxis.set_major_locator(MaxNLocator(4, symmetric=True))
    axes[-1, 0].set_xlabel("level p of both samples together")
    axes[-1, 1].set_xlabel("statistic")
