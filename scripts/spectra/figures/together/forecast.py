"""What fits to narrow networks say of wide ones."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from freewidth.ensembles import EVERY
from freewidth.plotting.evidence import pretty
from freewidth.plotting.style import BAND, INK, PAGE, PALETTE, RIVAL, style
from freewidth.stats import extrapolate

ABOUT = ("width_forecast",)
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
        fit[n] = float(found.value[0]), float(found.error[0])
    return Series(what, narrow, wide, fit, None if limit is None else float(limit))


def caption(study):
    """What is drawn."""
    narrow, wide = next(iter(shown(study).values()))
    net = wide.net
    return (
        f"{net.activation}, L = {net.depth}, sigma_b2 = {net.sigma_b2:g}: a + b/n (moment and "
        f"distribution function) and a + b n^(-1/2) (distance of one network to the limit law), "
        f"fitted to widths {list(narrow.widths)} and carried on to {list(wide.widths)}; means and "
        f"bands with two standard errors."
    )


@dataclass(frozen=True)
class Series:
    """One statistic of one ensemble.

    Attributes:
        narrow, wide: width -> its values per network.
        fit: width -> what the fit to the narrow ones says, with its standard error.
        limit: its value under the limit law; None for a distance.
    """

    what: str
    narrow: Mapping[int, NDArray]
    wide: Mapping[int, NDArray]
    fit: Mapping[float, tuple[float, float]]
    limit: float | None = None


@style()
def picture(rows: Mapping[str, tuple[Series, ...]]) -> Figure:
    """One row per ensemble, one column per statistic; the last one on logarithmic axes."""
    columns = len(next(iter(rows.values())))
    figure = Figure(figsize=(PAGE, 0.5 + 1.7 * len(rows)), layout="constrained")
    axes = figure.subplots(len(rows), columns, squeeze=False, sharex="col")
    for line, (ensemble, some) in zip(axes, rows.items(), strict=True):
        for ax, series in zip(line, some, strict=True):
            (_distance if series.limit is None else _statistic)(ax, series)
            ax.set_title(f"{EVERY[ensemble].label}: {pretty(series.what)}", loc="left")
    for ax, series in zip(axes[-1], next(iter(rows.values())), strict=True):
        ax.set_xlabel("width n" if series.limit is None else "1/n")
    handles, labels = axes[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=len(handles))
    return figure


def _points(ax, by_width, place, color, label):
    widths = sorted(by_width)
    mean = [by_width[n].mean() for n in widths]
    error = [2 * by_width[n].std(ddof=1) / np.sqrt(len(by_width[n])) for n in widths]
    look = {"fmt": "o", "ms": 3.5, "capsize": 1.5, "elinewidth": 0.7}
    ax.errorbar([place(n) for n in widths], mean, error, color=color, label=label, **look)


def _fit(ax, series, place):
    widths = sorted(series.fit)
    x = [place(n) for n in widths]
    value, error = np.array([series.fit[n] for n in widths]).T
    ax.fill_between(x, value - 2 * error, value + 2 * error, color=BAND, alpha=0.3, lw=0)
    ax.plot(x, value, color=INK, lw=0.9, label="fit to the narrow ones, two standard errors")


def _statistic(ax, series):
    _fit(ax, series, lambda n: 1 / n)
    _points(ax, series.narrow, lambda n: 1 / n, PALETTE[0], "narrow networks")
    _points(ax, series.wide, lambda n: 1 / n, RIVAL, "wide networks")
    ax.plot([0], [series.limit], "D", color=PALETTE[2], ms=4, clip_on=False, label="limit law")
    ax.set_xlim(left=0)
    ax.ticklabel_format(axis="x", style="plain")
    ax.locator_params(nbins=4)


def _distance(ax, series):
    _fit(ax, series, float)
    _points(ax, series.narrow, float, PALETTE[0], "narrow networks")
    _points(ax, series.wide, float, RIVAL, "wide networks")
    ax.set_xscale("log")
    ax.set_yscale("log")
    widths = sorted({*series.narrow, *series.wide})
    ax.set_xticks(widths, [f"{n:g}" for n in widths])
    ax.set_xticks([], minor=True)
    ax.yaxis.set_major_formatter(lambda v, _: f"{v:g}")
    ax.yaxis.set_minor_formatter(lambda v, _: f"{v:g}" if f"{v:e}"[0] in "25" else "")
