"""Case by activation by depth, all on one page."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from scipy.special import stdtrit

from freewidth.activations import ACTIVATIONS
from freewidth.ensembles import EVERY
from freewidth.plotting.style import BAND, INK, PAGE, style
from freewidth.stats import ALPHA

ABOUT = (  # claims
    "pastur2020_gaussian_limit",
    "pastur2022_haar_limit",
    "pastur2023_iid_limit",
    "pastur2023_rectangular_limit",
    "pastur2023_bias_limit",
    "haar_bias_limit",
)
SHOWN = ("gaussian", "rademacher", "orthogonal")


def draw(study):
    """Every square network with Gaussian biases or none, and its own D."""
    some = shown(study)
    panels = sorted({panel for panel, *_ in some}, reverse=True)
    return picture({key: cell(c) for key, c in some.items()}, limit(some), panels)


def shown(study):
    """Comparisons by (panel, ensemble, activation, depth); panels are variances of the biases."""
    found = {}
    for (grid, ensemble, activation, depth, dependence), c in sorted(study.items()):
        usual = (
            c.net.widths is None and c.net.bias == "gaussian" and grid not in ("wide", "precise")
        )
        if usual and dependence == "true" and ensemble in SHOWN and grid != "kurtosis":
            found[rf"$\sigma_b^2$ = {c.net.sigma_b2:g}", ensemble, activation, depth] = c
    return found


def cell(comparison):
    """Distance from the law; from the nearest rival, at the statistic that tells it best."""
    evidence = comparison.evidence(rivals=("iid", "haar", "shifted"))
    rivals = {rival for item in evidence for rival in item.rivals}
    away = [max(e.distance(e.rivals[r]) for e in evidence if r in e.rivals) for r in rivals]
    return max(item.distance() for item in evidence), min(away, default=float("inf"))


def limit(some):
    """The distance that all of these tests together exceed by chance once in 1/ALPHA times."""
    evidence = [item for c in some.values() for item in c.evidence(rivals=())]
    freedom = min(item.freedom for item in evidence)
    return float(-stdtrit(freedom, ALPHA / len(evidence) / 2))


def caption(study):
    """What is drawn."""
    some = shown(study)
    tests = sum(len(c.evidence(rivals=())) for c in some.values())
    return (
        f"{len(some)} kinds of networks, {tests} statistics. Large number and colour: the worst "
        f"distance of a network's statistics from its limit law, beyond the bias allowed for, in "
        f"standard errors; the mark on the scale is what {tests} tests exceed by chance once in "
        f"ten thousand times. Small number: distance from the nearest rival (the law of the other "
        f"kind of weights, variances off by one), which must be large. †: unbounded, outside the "
        f"theorems' hypotheses. Dot: not sampled."
    )


Cell = tuple[float, float]  # distance from the prediction, and from the nearest rival
COLOURS = LinearSegmentedColormap.from_list("agreement", ["#FFFFFF", "#56B4E9", "#D55E00"])


@style()
def picture(
    cells: Mapping[tuple[str, str, str, int], Cell], limit: float, panels: Sequence[str]
) -> Figure:
    """Worst distance of every network from its limit, in standard errors beyond the bias.

    Keys are (panel row, ensemble, activation, depth). The large number in a cell is that distance,
    the small one the distance from the nearest rival at the statistic that tells it best; a
    network at more than ``limit`` (red) disagrees. Activations that are not bounded, which the
    theorems leave out, are marked with a dagger.
    """
    ensembles = [e for e in EVERY if any(key[1] == e for key in cells)]
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
            ax.set_title(f"{EVERY[ensemble].label}, {panel}", loc="left", fontweight="bold")
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
