"""Everything on one page: how far every kind of network is from its limit law."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from freewidth.activations import ACTIVATIONS
from freewidth.ensembles import ENSEMBLES
from freewidth.plotting.style import BAND, INK, PAGE, style

Cell = tuple[float, float]  # distance from the prediction, and from the nearest rival
COLOURS = LinearSegmentedColormap.from_list("agreement", ["#FFFFFF", "#56B4E9", "#D55E00"])


@style()
def breadth(
    cells: Mapping[tuple[str, str, str, int], Cell], limit: float, panels: Sequence[str]
) -> Figure:
    """Worst distance of every network from its limit, in standard errors beyond the bias.

    Keys are (panel row, ensemble, activation, depth). The large number in a cell is that distance,
    the small one the distance from the nearest rival at the statistic that tells it best; a
    network at more than ``limit`` (red) disagrees. Activations that are not bounded, which the
    theorems leave out, are marked with a dagger.
    """
    ensembles = [e for e in ENSEMBLES if any(key[1] == e for key in cells)]
    activations = sorted({k[2] for k in cells}, key=lambda a: (not ACTIVATIONS[a].bounded, a))
    depths = sorted({key[3] for key in cells})
    size = (PAGE, 0.75 + len(panels) * (0.45 + 0.3 * len(activations)))
    figure = Figure(figsize=size, layout="constrained")
    axes = figure.subplots(len(panels), len(ensembles), squeeze=False, sharex=True, sharey=True)
    colours = ScalarMappable(Normalize(0, 2 * limit), COLOURS)
    for row, panel in zip(axes, panels, strict=True):
        for ax, ensemble in zip(row, ensembles, strict=True):
            own = {k[2:]: v for k, v in cells.items() if k[:2] == (panel, ensemble)}
            _panel(ax, own, activations, depths, colours)
            ax.set_title(f"{ENSEMBLES[ensemble].label}, {panel}", loc="left", fontweight="bold")
    for ax in axes[-1]:
        ax.set_xlabel("depth L")
    bar = figure.colorbar(colours, ax=axes, location="top", aspect=60, shrink=0.7, pad=0.02)
    bar.set_label("worst distance from the limit law beyond the bias, in standard errors")
    bar.ax.axvline(limit, color=INK, lw=1)
    return figure


def _panel(ax, cells, activations, depths, colours):
    for y, activation in enumerate(activations):
        for x, depth in enumerate(depths):
            worst, away = cells.get((activation, depth), (np.nan, np.nan))
            if np.isnan(worst):
                ax.plot(x, y, ".", color=BAND, ms=2)
                continue
            look = {
                "facecolor": colours.to_rgba(worst),
                "edgecolor": BAND,
                "lw": 0.4,
                "clip_on": False,
            }
            ax.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, **look))
            ax.text(x, y - 0.16, _short(worst), ha="center", va="center", fontsize=7, color=INK)
            ax.text(
                x, y + 0.26, _short(away), ha="center", va="center", fontsize=7, color="#555555"
            )
    ax.set_xticks(range(len(depths)), map(str, depths))
    names = [ACTIVATIONS[a].label + ("" if ACTIVATIONS[a].bounded else " †") for a in activations]
    ax.set_yticks(range(len(activations)), names)
    ax.set_xlim(-0.5, len(depths) - 0.5)
    ax.set_ylim(len(activations) - 0.5, -0.5)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)


def _short(value):
    if not np.isfinite(value) or value >= 1e4:
        return "≥10⁴"
    return f"{value:.1f}" if value < 10 else f"{value:.0f}"
