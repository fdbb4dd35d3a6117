"""Distance of spectra from the limit law against the width: every ensemble, as small multiples."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from freewidth.activations import ACTIVATIONS
from freewidth.ensembles import EVERY
from freewidth.plotting import ticks
from freewidth.plotting.depths import ordered
from freewidth.plotting.style import INK, PAGE, RIVAL, style
from freewidth.stats import log_slope
from scripts.spectra import words

ABOUT = (  # claims
    "pastur2020_gaussian_limit",
    "pastur2022_haar_limit",
    "pastur2023_iid_limit",
    "false_infinite_variance",
    "kolmogorov_rates",
)
GRID = "main"
EXACT = 1e-12  # ASSUME: a distance this small is rounding, and has no place on a log axis
LEAST = 3  # widths for a slope
RATE = -0.5
LOW = 2.4  # inches: of a figure with one row, for the label beside it
Distances = Mapping[tuple[str, int], Mapping[int, NDArray]]  # (activation, depth) -> width -> (R,)


def draw(study):
    """All networks of the main grid."""
    return picture({name: _distances(found) for name, found in shown(study).items()})


def shown(study):
    """Comparisons by ensemble, those with a limit law first."""
    found = {}
    for (grid, ensemble, *_, dependence), c in sorted(study.items()):
        if grid == GRID and dependence == "true":
            found.setdefault(ensemble, []).append(c)
    return dict(sorted(found.items(), key=lambda pair: bool(EVERY[pair[0]].no_law)))


def _distances(comparisons):
    return {(c.net.activation, c.net.depth): c.kolmogorov for c in comparisons}


def caption(study):
    """Parameters, and what is drawn."""
    found = shown(study)
    some = [c for comparisons in found.values() for c in comparisons]
    without = [EVERY[name].label for name in found if EVERY[name].no_law]
    text = (
        f"Mean Kolmogorov distance between the spectrum of one network and its limit law, times "
        f"the root of the width, against the width ({words.listed(some[0].widths)}), by weights "
        f"(rows), activation (columns) and depth (colour), with two standard errors. The "
        f"fluctuations of D make distances of order n^(-1/2): level lines. The number is the slope "
        f"of the logarithm of the distance itself, the mean over depths, with two standard errors; "
        f"at these widths a next order in 1/n moves it by up to {_allowed(found):.2f}; red: "
        f"more than that and three standard errors from -1/2. "
    )
    if without:
        text += (
            f"{', '.join(without)} weights have no variance and so no such limit: their distance "
            f"from the law of i.i.d. weights of the same scale does not fall. "
        )
    return text + words.parameters(some)


def _allowed(found):
    """The largest bias that any slope may have."""
    every = [slope(by_width) for some in found.values() for by_width in _distances(some).values()]
    return max((item.bias for item in every if item), default=0.0)


def slope(by_width):
    """Evidence on the exponent, None where the distances are rounding or the widths too few."""
    if len(by_width) < LEAST or min(v.mean() for v in by_width.values()) <= EXACT:
        return None
    return log_slope("distance", by_width, RATE, {})


def pooled(items):
    """Mean of slopes weighted by their precision, its standard error, the largest bias allowed."""
    weight = np.array([1 / item.sem**2 for item in items])
    value = weight @ [item.observed for item in items] / weight.sum()
    return float(value), float(weight.sum() ** -0.5), max(item.bias for item in items)


@style()
def picture(distances: Mapping[str, Distances]) -> Figure:
    """Mean over networks with two standard errors: a row per ensemble, a column per activation.

    ``distances[ensemble][activation, depth][width]`` holds one distance per network, shape (R,).
    """
    cases = list(dict.fromkeys(case for some in distances.values() for case in some))
    activations = list(dict.fromkeys(activation for activation, _ in cases))
    looks = ordered(sorted({depth for _, depth in cases}))
    figure = Figure(figsize=(PAGE, max(0.8 + 0.88 * len(distances), LOW)), layout="constrained")
    axes = figure.subplots(
        len(distances), len(activations), squeeze=False, sharex=True, sharey="row"
    )
    for row, (ensemble, some) in zip(axes, distances.items(), strict=True):
        for ax, activation in zip(row, activations, strict=True):
            _panel(ax, {d: some[activation, d] for d in looks if (activation, d) in some}, looks)
        row[0].set_ylabel(EVERY[ensemble].label.replace(" ", "\n", 1))
    for ax, activation in zip(axes[0], activations, strict=True):
        ax.set_title(ACTIVATIONS[activation].label, loc="left", fontweight="bold")
    _scales(axes, sorted({n for some in distances.values() for by in some.values() for n in by}))
    handles = [axes[0, 0].plot([], [], label=f"L = {d}", **look)[0] for d, look in looks.items()]
    figure.legend(handles=handles, loc="outside upper center", ncols=len(handles))
    figure.supylabel(r"$\sqrt{n}$ times the mean of $\sup_x|F_n(x)-F(x)|$", fontsize=8)
    return figure


def _panel(ax: Axes, by_depth: Mapping[int, Mapping[int, NDArray]], looks) -> None:
    seen = {d: by for d, by in by_depth.items() if max(v.mean() for v in by.values()) > EXACT}
    for depth, by_width in seen.items():
        values = {n: np.sqrt(n) * by_width[n] for n in sorted(by_width)}
        mean = [v.mean() for v in values.values()]
        error = [2 * v.std(ddof=1) / np.sqrt(len(v)) for v in values.values()]
        ax.errorbar([*values], mean, error, elinewidth=0.7, ms=3, lw=0.9, **looks[depth])
    items = [item for item in map(slope, seen.values()) if item]
    if items:
        value, error, bias = pooled(items)
        good = abs(value - RATE) <= bias + 3 * error
        note: dict[str, Any] = {
            "transform": ax.transAxes,
            "fontsize": 7,
            "ha": "left",
            "va": "bottom",
        }
        text = f"{value:.2f} ± {2 * error:.2f}".replace("-", "\N{MINUS SIGN}")
        ax.text(0.04, 0.04, text, color=INK if good else RIVAL, **note)


def _scales(axes, widths) -> None:
    axes[0, 0].set_xscale("log")
    ticks.fixed(axes[0, 0].xaxis, widths)
    for row in axes:
        row[0].set_ylim(0, 1.15 * row[0].get_ylim()[1])
        row[0].yaxis.set_major_locator(MaxNLocator(3, integer=True))
    for ax in axes[-1]:
        ax.set_xlabel("width n")
