"""How many networks it takes to see an error, and how small an error the networks drawn show."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, NullLocator

from freewidth.ensembles import ENSEMBLES
from freewidth.kinds import KINDS
from freewidth.plotting.evidence import pretty
from freewidth.plotting.style import BAND, INK, PAGE, PALETTE, looks, style

LABELS = {
    **{name: f"law of {kind.label} weights" for name, kind in KINDS.items()},
    "shifted": "variances off by one",
    "deeper": "one layer more",
    "sigma_b": r"$\sigma_b$ 1 % too large",
}


@style()
def power(
    needed: Mapping[str, Mapping[str, Mapping[int, float]]],
    drawn: Mapping[str, Mapping[int, int]],
    least: Mapping[str, Sequence[tuple[str, float]]],
) -> Figure:
    """Networks needed per width (top), and the least error that shows, by statistic (bottom).

    ``needed[ensemble][error][width]`` by the statistic that needs fewest, ``drawn[ensemble]`` how
    many there are by width; ``least[ensemble]`` pairs (statistic, error of sigma_b in per cent).
    """
    count = max(len(rows) for rows in least.values())
    size = (PAGE, 3.0 + 0.16 * count)
    figure = Figure(figsize=size, layout="constrained")
    axes = figure.subplots(2, len(needed), squeeze=False, height_ratios=(2.4, 0.4 + 0.16 * count))
    for (upper, lower), ensemble in zip(axes.T, needed, strict=True):
        upper.set_title(f"{ENSEMBLES[ensemble].label} weights", loc="left", fontweight="bold")
        _needed(upper, needed[ensemble], drawn[ensemble])
        _least(lower, least[ensemble])
    axes[0, 0].set_ylabel("networks that show it")
    handles, labels = axes[0, 0].get_legend_handles_labels()
    labels = ["law of the other weights" if "law of" in label else label for label in labels]
    figure.legend(handles, labels, loc="outside upper center", ncols=len(handles))
    return figure


def _needed(ax, errors, drawn):
    for (error, by_width), look in zip(errors.items(), looks(len(errors)), strict=True):
        ax.plot(list(by_width), list(by_width.values()), label=LABELS[error], **look)
    ax.plot(list(drawn), list(drawn.values()), "_", color=INK, ms=12, mew=1.5, label="drawn here")
    ax.set_xscale("log")
    ax.set_yscale("log")
    ax.set_ylim(bottom=1.5)
    ax.xaxis.set_major_locator(FixedLocator(list(drawn)))
    ax.xaxis.set_major_formatter(lambda n, _: f"{n:g}")
    ax.xaxis.set_minor_locator(NullLocator())
    ax.set_xlabel("width n")


def _least(ax, rows):
    values = np.array([value for _, value in rows])
    y = np.arange(len(rows))
    ax.hlines(y, values.min() / 1.5, values, color=BAND, lw=0.6)
    ax.plot(values, y, "o", color=PALETTE[0])
    ax.axvline(1, color=INK, lw=0.8, ls=(0, (4, 2)))
    ax.set_yticks(y, [pretty(name) for name, _ in rows])
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.set_xscale("log")
    ax.xaxis.set_major_formatter(lambda v, _: f"{v:g}")
    ax.xaxis.set_minor_formatter(lambda v, _: f"{v:g}" if f"{v:e}"[0] in "25" else "")
    ax.tick_params(axis="x", which="minor", labelsize=7)
    ax.set_xlabel(r"least error of $\sigma_b$ that shows, in per cent")
