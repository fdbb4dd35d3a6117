"""Fluctuations and distances against the width; networks turned, and networks with a flaw."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import NullLocator
from numpy.typing import NDArray

from freewidth.plotting.style import BAND, DATA, INK, MARKERS, PAGE, PALETTE, RIVAL, style

Points = tuple[NDArray, NDArray, NDArray]  # abscissa, mean, standard error
TICKS = [d * 10.0**-k for k in range(5) for d in (1, 2, 5)]
COLORS = {"true": RIVAL, "frozen": PALETTE[0], "typical": PALETTE[0], "linear": PALETTE[2]}
WORDS = {"true": "D from the weights", "given": "D given", "linear": "linear $\\phi$"}


@style()
def fluctuations(
    panels: Mapping[str, Mapping[tuple[str, str], Points]],
    guides: Mapping[str, Sequence[tuple[float, str]]],
) -> Figure:
    """Title -> (kind of D, ensemble) -> points over n, on log axes, with powers of n beside."""
    figure = Figure(figsize=(PAGE, 2.7), layout="constrained")
    axes = figure.subplots(1, len(panels))
    ensembles = list(dict.fromkeys(e for some in panels.values() for _, e in some))
    for ax, (title, some) in zip(axes, panels.items(), strict=True):
        for (kind, ensemble), (n, mean, error) in some.items():
            marker = MARKERS[ensembles.index(ensemble)]
            look = {"fmt": marker, "color": COLORS[kind], "ms": 4, "lw": 0.9}
            ax.errorbar(n, mean, 2 * error, **look)
        for power, kind in guides[title]:
            _guide(ax, some, power, kind)
        ax.set(xscale="log", yscale="log", xlabel="width $n$", title=title)
        ax.set_ylim(ax.get_ylim()[0] / 1.3, None)
        low, high = ax.get_ylim()
        if high < 100 * low:  # too narrow for powers of ten alone
            ticks = [t for t in TICKS if low <= t <= high]
            ax.set_yticks(ticks, [f"{t:g}" for t in ticks])
        ax.yaxis.set_minor_locator(NullLocator())
        _widths(ax, sorted({float(x) for n, _, _ in some.values() for x in n}))
    handles = [
        Line2D([], [], color=COLORS[k], lw=2, label=WORDS[w])
        for k, w in (("true", "true"), ("frozen", "given"), ("linear", "linear"))
    ]
    handles += [
        Line2D([], [], color=BAND, marker=MARKERS[i], linestyle="", label=name)
        for i, name in enumerate(ensembles)
    ]
    figure.legend(handles=handles, loc="outside upper center", ncols=len(handles))
    return figure


def _guide(ax: Axes, some, power: float, kind: str) -> None:
    """The power of n through the first point of the first series of a kind, shifted down a bit."""
    n, mean, _ = next(points for (k, _), points in some.items() if k == kind)
    x = np.array([n[0], n[-1]])
    y = 0.62 * mean[0] * (x / n[0]) ** power
    ax.plot(x, y, color=INK, lw=0.8, linestyle="--", zorder=0)
    word = f"$n^{{{'-1/2' if power == -0.5 else f'{power:g}'}}}$"
    ax.annotate(word, (x[1], y[1]), xytext=(-2, -9), textcoords="offset points", ha="right")


def _widths(ax, widths):
    ax.set_xticks(widths, [f"{n:g}" for n in widths])
    ax.xaxis.set_minor_locator(NullLocator())


@style()
def rotations(
    changes: Mapping[str, Mapping[str, Points]], moved: Mapping[str, Mapping[str, Points]]
) -> Figure:
    """Relative change of m_1 over n by ensemble and kind of U; largest change of y and D."""
    figure = Figure(figsize=(PAGE, 2.7), layout="constrained")
    axes = figure.subplots(1, len(changes) + 1, width_ratios=[*[1] * len(changes), 1.1])
    look = {"fixed": (PALETTE[0], "o"), "free": (RIVAL, "s")}
    for ax, (ensemble, kinds) in zip(axes, changes.items(), strict=False):
        for kind, (n, mean, error) in kinds.items():
            color, marker = look[kind]
            ax.errorbar(n, 100 * mean, 200 * error, fmt=marker, color=color, ms=4, lw=0.9)
        ax.axhline(0, color=INK, lw=0.8, zorder=0)
        ax.set(xscale="log", xlabel="width $n$", title=ensemble)
        _widths(ax, next(iter(kinds.values()))[0])
    low = min(ax.get_ylim()[0] for ax in axes[:-1])
    high = max(ax.get_ylim()[1] for ax in axes[:-1])
    for ax in axes[:-1]:
        ax.set_ylim(low, high)
    for ax in axes[1:-1]:
        ax.tick_params(labelleft=False)
    axes[0].set_ylabel("change of $\\mathbb{E}\\,m_1$, %")
    for i, kinds in enumerate(moved.values()):
        for kind, (n, mean, _) in kinds.items():
            axes[-1].plot(n, mean, MARKERS[i], color=look[kind][0], ms=4)
    axes[-1].set(xscale="log", yscale="log", xlabel="width $n$", ylim=(1e-17, 1e2))
    axes[-1].set_title("change of $y$ and $D$")
    _widths(axes[-1], next(iter(next(iter(moved.values())).values()))[0])
    handles = [
        Line2D([], [], color=look["fixed"][0], marker="o", linestyle="", label="$U x = x$"),
        Line2D([], [], color=look["free"][0], marker="s", linestyle="", label="any $U$, D kept"),
    ]
    figure.legend(handles=handles, loc="outside upper center", ncols=2)
    return figure


@style()
def flaws(
    panels: Mapping[str, Mapping[str, Points]],
    limits: Mapping[str, Mapping[str, float]],
    labels: Mapping[str, str],
) -> Figure:
    """Title -> what was sampled -> points; ``limits``: title -> what -> its prediction, as a line.

    Abscissae are 1/n, but in the panel on traces n; ``labels`` name the vertical axes.
    """
    figure = Figure(figsize=(PAGE, 2.8), layout="constrained")
    axes = np.atleast_1d(figure.subplots(1, len(panels)))
    for ax, (title, some) in zip(axes, panels.items(), strict=True):
        for i, (name, (x, mean, error)) in enumerate(some.items()):
            look = {"fmt": MARKERS[i], "color": PALETTE[i], "ms": 4, "lw": 0.9}
            ax.errorbar(x, mean, 2 * error, **look, label=name)
        for i, (name, value) in enumerate(limits[title].items()):
            dashes = ("-", "--", ":")[i % 3]
            ax.axhline(value, color=(INK, BAND, DATA)[i % 3], lw=0.9, linestyle=dashes, label=name)
        ax.set(xlabel="$1/n$", ylabel=labels[title], title=title)
        ax.set_xlim(0, None)
        low, high = ax.get_ylim()
        ax.set_ylim(low, high + 0.36 * (high - low))  # room for the legend
        ax.legend(loc="upper left", ncols=2, columnspacing=0.8, handlelength=1.2, fontsize=6.5)
    return figure
