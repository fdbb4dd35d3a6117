"""What fits to narrow networks say of wide ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from freewidth.ensembles import EVERY
from freewidth.plotting.evidence import pretty
from freewidth.plotting.style import BAND, INK, PAGE, PALETTE, RIVAL, style
from freewidth.stats import extrapolate
from scripts.spectra import words

ABOUT = ("width_forecast",)
ROOM = 0.16  # of the axis, for a width of four digits
STATISTICS = ("m_2", "F", "sup|dF|")  # the last F: nearest to the median


def draw(study):
    """A moment, the distribution function near its median, and the distance, by ensemble."""
    return picture({k: tuple(series(*v)) for k, v in shown(study).items()})


def shown(study):
    """Pairs (narrow, wide) of comparisons by ensemble."""
    found = {}
    for key, wide in sorted(study.items()):
        narrow = study.get(("main", *key[1:]))
        if key[0] == "wide" and narrow is not None:
            found[key[1]] = narrow, wide
    return found


def series(narrow, wide):
    """The three statistics."""
    median = min(
        (k for k, name in enumerate(wide.names) if name.startswith("F(")),
        key=lambda k: abs(wide.expected[k] - 0.5),
    )
    for k in (wide.names.index("m_2"), median):
        yield _series(wide.names[k], column(narrow, k), column(wide, k), 1.0, wide.expected[k])
    yield _series("sup|dF|", narrow.kolmogorov, wide.kolmogorov, 0.5, None)


def column(comparison, k):
    """One statistic by width."""
    return {n: values[:, k] for n, values in comparison.observed.items()}


def _series(what, narrow, wide, power, limit):
    widths = np.geomspace(min(narrow), max(wide), 30).tolist()
    if limit is not None:
        widths.append(np.inf)
    fit = {}
    for n in widths:
        found = extrapolate({w: v[:, None] for w, v in narrow.items()}, power, at=n)
        fit[n] = float(found.value[0]), float(found.error[0]), float(found.bias[0])
    return Series(what, narrow, wide, fit, None if limit is None else float(limit))


def caption(study):
    """What is drawn."""
    some = shown(study)
    narrow, wide = next(iter(some.values()))
    net = wide.net
    return (
        f"{net.phi.label}, L = {net.depth}: what fits to widths {words.listed(narrow.widths)} say "
        f"of widths {words.listed(wide.widths)}, a + b/n for moments and distribution function, "
        f"a + b n^(-1/2) for the Kolmogorov distance d of one network from its limit law. Each "
        f"number less that of the fit, so that 0 is the forecast; points with two standard errors. "
        f"Grey: two standard errors of the fit. Yellow, outside of it: the bias allowed for what "
        f"the fit leaves out. A forecast fails where a point's error bar misses both bands. "
        f"Diamond: the limit law, which no fit knew."
    )


@dataclass(frozen=True)
class Series:
    """One statistic of one ensemble.

    Attributes:
        narrow, wide: width -> its values per network.
        fit: width -> what the fit to the narrow ones says, its standard error, its allowed bias.
        limit: its value under the limit law; None for a distance.
    """

    what: str
    narrow: Mapping[int, NDArray]
    wide: Mapping[int, NDArray]
    fit: Mapping[float, tuple[float, float, float]]
    limit: float | None = None


ALLOWED = "#F0E442"  # yellow of Okabe and Ito
HANDLES: tuple[tuple[str, dict[str, Any]], ...] = (  # of the legend, in order
    ("narrow networks", {"color": PALETTE[0], "marker": "o", "ls": ""}),
    ("wide networks", {"color": RIVAL, "marker": "s", "ls": ""}),
    ("limit law", {"color": PALETTE[2], "marker": "D", "ls": ""}),
    ("fit to the narrow ones", {"color": INK, "lw": 0.9}),
    ("its two standard errors", {"color": BAND, "alpha": 0.4, "lw": 5}),
    ("bias allowed besides", {"color": ALLOWED, "alpha": 0.7, "lw": 5}),
)


@style()
def picture(rows: Mapping[str, tuple[Series, ...]]) -> Figure:
    """One row per ensemble, one column per statistic, less what the fit says; widths are shared."""
    columns = len(next(iter(rows.values())))
    figure = Figure(figsize=(PAGE, 0.7 + 1.45 * len(rows)), layout="constrained")
    axes = figure.subplots(len(rows), columns, squeeze=False, sharex=True)
    for line, (ensemble, some) in zip(axes, rows.items(), strict=True):
        for ax, series in zip(line, some, strict=True):
            _residuals(ax, series)
            ax.set_title(_name(series.what), loc="left", fontsize=7.5)
            ax.yaxis.set_major_locator(MaxNLocator(4, symmetric=True))
        line[0].set_ylabel(EVERY[ensemble].label)
    _widths(axes, rows)
    handles = [Line2D([], [], label=name, **look) for name, look in HANDLES]
    figure.legend(handles=handles, loc="outside upper center", ncols=3)
    figure.supylabel("measured less forecast", fontsize=8)
    return figure


def _name(what: str) -> str:
    """Of a statistic, as mathematical text where it has a short form."""
    return "$d=\\sup|F_n-F|$" if what == "sup|dF|" else pretty(what)


def _residuals(ax: Axes, series: Series) -> None:
    fit = {1 / n: found for n, found in series.fit.items()}
    x = np.array(sorted(fit))
    value, error, bias = np.array([fit[place] for place in x]).T
    for low, high, color, alpha in (
        (2 * error, 2 * error + bias, ALLOWED, 0.7),
        (-2 * error - bias, -2 * error, ALLOWED, 0.7),
        (-2 * error, 2 * error, BAND, 0.4),
    ):
        ax.fill_between(x, low, high, color=color, alpha=alpha, lw=0, zorder=0)
    ax.axhline(0, color=INK, lw=0.9, zorder=1)
    for some, (_, look) in zip((series.narrow, series.wide), HANDLES, strict=False):
        n = np.array(sorted(some))
        mean = np.array([some[w].mean() for w in n]) - np.interp(1 / n, x, value)
        spread = np.array([2 * some[w].std(ddof=1) / np.sqrt(len(some[w])) for w in n])
        ax.errorbar(1 / n, mean, spread, ms=3.5, elinewidth=0.7, zorder=2, **look)
    if series.limit is not None:
        own = {**HANDLES[2][1], "ms": 4.5, "clip_on": False, "zorder": 3}
        ax.plot([0], [series.limit - fit[0.0][0]], **own)


def spread(widths: Sequence[int]) -> list[int]:
    """Widths, narrow ones first, whose labels at 1/n have room beside each other and beside 0."""
    shown = [min(widths)]
    for n in sorted(widths)[1:]:
        room = ROOM / shown[0]
        if 1 / shown[-1] - 1 / n > room and 1 / n > room:
            shown.append(n)
    return shown


def _widths(axes, rows) -> None:
    """1/n as the axis, widths as its ticks: as many as fit."""
    some = next(iter(rows.values()))[0]
    narrow, wide = sorted(some.narrow), sorted(some.wide)
    shown = spread([*narrow, wide[0]])
    axes[0, 0].set_xlim(0, None)
    axes[0, 0].set_xticks([0, *(1 / n for n in shown)], ["∞", *map(str, shown)])
    for ax in axes[-1]:
        ax.set_xlabel("width n (scale of 1/n)")
