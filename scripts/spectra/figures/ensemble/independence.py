"""True D against independent copies, for one ensemble."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator
from numpy.typing import NDArray

from freewidth.activations import ACTIVATIONS
from freewidth.compare import Comparison
from freewidth.plotting import panels
from freewidth.plotting.evidence import family, standardised
from freewidth.plotting.style import BAND, INK, PAGE, looks, style
from freewidth.stats import Evidence
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
        f"{words.ensembles(some)} weights, true D against independent copies at width "
        f"{words.sizes(some)}. "
        f"Left: difference of the distribution functions inside its band of two standard errors. "
        f"Middle: quantiles against quantiles. Right: difference of every statistic (moments m, "
        f"distribution function F, resolvent G) extrapolated to infinite width from widths "
        f"{words.listed(some[0].widths)}, in standard errors. {words.parameters(some)}"
    )


Case = tuple[str, int]
LEVELS = np.linspace(0.0025, 0.9975, 200)


@style()
def picture(
    true: Mapping[Case, NDArray],
    independent: Mapping[Case, NDArray],
    evidence: Mapping[Case, Sequence[Evidence]],
) -> Figure:
    """One row per activation, one look per depth; keys are (activation, depth).

    Left: difference of the pooled distribution functions, taken at the quantiles of both samples
    together, over its fluctuation band (two standard errors, from the spread between networks).
    Middle: quantiles of one sample against those of the other. Right: every statistic's
    difference, extrapolated to infinite width, in standard errors.
    """
    activations = list(dict.fromkeys(activation for activation, _ in true))
    depths = sorted({depth for _, depth in true})
    look = dict(zip(depths, looks(len(depths)), strict=True))
    size = (PAGE, 0.75 + 1.6 * len(activations))
    figure = Figure(figsize=size, layout="constrained")
    axes = figure.subplots(len(activations), 3, squeeze=False, width_ratios=(1.2, 1, 1.2))
    for row, activation in zip(axes, activations, strict=True):
        for depth in (d for d in depths if (activation, d) in true):
            case = activation, depth
            _difference(row[0], true[case], independent[case], look[depth])
            _quantiles(row[1], true[case], independent[case], look[depth])
            _standardised(row[2], evidence[case], look[depth], depths.index(depth), len(depths))
        _frame(row, ACTIVATIONS[activation].label)
    axes[-1, 0].set_xlabel("level p of both samples together")
    axes[-1, 1].set_xlabel(r"$\lambda$, independent D")
    axes[-1, 2].set_xlabel("statistic")
    handles = [
        axes[0, 0].plot([], [], label=f"L = {depth}", **look[depth])[0] for depth in depths
    ] + [axes[0, 0].fill_between([], [], color=BAND, alpha=0.3, lw=0, label="± 2 standard errors")]
    figure.legend(handles=handles, loc="outside upper center", ncols=len(handles))
    return figure


def _difference(ax, true, independent, look):
    x = np.quantile(np.concatenate([true.ravel(), independent.ravel()]), LEVELS)
    sides = [(sample[:, None, :] <= x[:, None]).mean(axis=-1) for sample in (true, independent)]
    error = np.sqrt(sum(side.var(axis=0, ddof=1) / len(side) for side in sides))
    gap = sides[0].mean(axis=0) - sides[1].mean(axis=0)
    ax.fill_between(LEVELS, -2 * error, 2 * error, color=look["color"], alpha=0.1, lw=0)
    for side in (-2, 2):
        ax.plot(LEVELS, side * error, color=look["color"], alpha=0.5, linewidth=0.5)
    ax.plot(LEVELS, gap, color=look["color"], linestyle=look["linestyle"])


def _quantiles(ax, true, independent, look):
    level = (np.arange(40) + 0.5) / 40
    x, y = np.quantile(independent, level), np.quantile(true, level)
    seen = np.minimum(x, y) > panels.NOISE * max(x[-1], y[-1])
    ax.loglog(x[seen], y[seen], linestyle="none", mew=0, ms=2.6,
              color=look["color"], marker=look["marker"])  # fmt: skip


def _standardised(ax, evidence, look, index, count):
    z = [standardised(e.observed, e.expected, e.sem, e.bias) for e in evidence]
    shift = (index - (count - 1) / 2) * 0.6 / count
    dots = {"linestyle": "none", "mew": 0, "ms": 2.8, "clip_on": False}
    ax.plot(np.arange(len(z)) + shift, z, color=look["color"], marker=look["marker"], **dots)
    families = [(f, len(list(g))) for f, g in groupby(family(e.what) for e in evidence)]
    edges = np.cumsum([0, *(size for _, size in families)]) - 0.5
    ax.set_xticks((edges[1:] + edges[:-1]) / 2, [name for name, _ in families])
    for edge in edges[1:-1]:
        ax.axvline(edge, color=BAND, linewidth=0.4, zorder=0)


def _frame(row, label):
    gap, quantiles, z = row
    gap.set_title(label, loc="left", fontweight="bold")
    gap.axhline(0, color=INK, linewidth=0.6)
    gap.set_ylabel(r"$F_{\rm true} - F_{\rm independent}$")
    gap.set_xlim(0, 1)
    gap.yaxis.set_major_locator(MaxNLocator(4))
    quantiles.set_ylabel(r"$\lambda$, true D")
    (left, right), (bottom, top) = quantiles.get_xlim(), quantiles.get_ylim()
    low, high = min(left, bottom), max(right, top)
    panels.log_axis(quantiles, low, high, 4)
    quantiles.set_ylim(low, high)
    quantiles.plot([low, high], [low, high], color=INK, linewidth=0.6, zorder=0)
    quantiles.yaxis.set_major_locator(LogLocator(numticks=4))
    quantiles.yaxis.set_minor_locator(NullLocator())
    z.axhspan(-2, 2, color=BAND, alpha=0.18, lw=0)
    z.axhline(0, color=INK, linewidth=0.6)
    reach = max(4.0, *np.abs(z.get_ylim()))
    z.set_ylim(-reach, reach)
    z.set_ylabel("difference / s.e.")
    z.tick_params(axis="x", length=0)
