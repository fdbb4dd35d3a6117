"""Finite networks against the sum over all gluings: relative excess, and moments over 1/n."""

from collections.abc import Iterable, Mapping

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from freewidth.plotting.style import DATA, INK, PAGE, PALETTE, RIVAL, style

Curve = tuple[NDArray, NDArray]
Points = tuple[NDArray, NDArray, NDArray]


@style()
def excess(panels: Mapping[str, Mapping[str, tuple[Curve, Points]]]) -> Figure:
    """Relative excess of moments over their planar limit against the width, on log axes.

    Title -> field ("real", "complex") -> ((n, exact), (n, measured, error)).
    """
    figure = Figure(figsize=(PAGE, 2.5), layout="constrained")
    axes = np.atleast_1d(figure.subplots(1, len(panels), sharey=True))
    look = {"real": (RIVAL, "o", "-"), "complex": (PALETTE[0], "s", (0, (5, 1.5)))}
    for ax, (title, fields) in zip(axes, panels.items(), strict=True):
        for field, ((n, exact), (at, measured, error)) in fields.items():
            color, marker, dashes = look[field]
            ax.plot(n, exact, color=color, linestyle=dashes)
            ax.errorbar(at, measured, 2 * error, fmt=marker, color=color, ms=4, lw=0.9)
            note = {"real": "$\\sim 1/n$", "complex": "$\\sim 1/n^2$"}[field]
            at = 3 * len(n) // 4  # above a falling line, to the right, there is room
            ax.annotate(note, (n[at], exact[at]), (2, 2), textcoords="offset points", color=color)
        ax.set(xscale="log", yscale="log", xlabel="width $n$", title=title)
        ax.set_xticks([3, 6, 12, 24, 48], ["3", "6", "12", "24", "48"])
        ax.minorticks_off()
    axes[0].set_ylabel("excess over the planar sum, relative")
    handles = [
        Line2D([], [], color=c, marker=m, linestyle=d, label=f"{f} weights (line: all gluings)")
        for f, (c, m, d) in look.items()
    ]
    figure.legend(handles=handles, loc="outside upper center", ncols=2)
    return figure


@style()
def corrections(panels: Mapping[str, Mapping[str, tuple]]) -> Figure:
    """A moment of nonlinear networks against 1/n, with true and with independent D.

    Title -> {"curve": (1/n, exact), "limit": value, "true": (1/n, mean, error), "independent":
    the same}.
    """
    columns = 3
    rows = int(np.ceil(len(panels) / columns))
    figure = Figure(figsize=(PAGE, 2.05 * rows), layout="constrained")
    axes = np.ravel(figure.subplots(rows, columns, squeeze=False, sharex=True))
    for ax in axes[len(panels) :]:
        ax.set_axis_off()
    for ax, (title, data) in zip(axes, panels.items(), strict=False):
        ax.plot(*data["curve"], color=INK)
        ax.plot([0], [data["limit"]], "D", color=INK, ms=4, clip_on=False, zorder=4)
        for name, color, marker in (("independent", DATA, "s"), ("true", RIVAL, "o")):
            x, mean, error = data[name]
            ax.errorbar(x, mean, 2 * error, fmt=marker, color=color, ms=4, lw=0.9)
        ax.set_title(title)
        ax.set_xlim(0, None)
    for ax in axes[-columns:]:
        ax.set_xlabel("$1/n$")
    figure.legend(handles=_corrections_legend(), loc="outside upper center", ncols=4)
    return figure


def _corrections_legend() -> Iterable[Line2D]:
    return [
        Line2D([], [], color=INK, label="all gluings, independent D"),
        Line2D([], [], color=INK, marker="D", linestyle="", label="planar limit"),
        Line2D([], [], color=DATA, marker="s", linestyle="", label="sampled, independent D"),
        Line2D([], [], color=RIVAL, marker="o", linestyle="", label="sampled, true D"),
    ]
