"""The phase plane of an activation, and one network in it."""

import numpy as np
from matplotlib.figure import Figure

from freewidth.limits.phases import contour, critical_line
from freewidth.plotting.style import COLUMN, DATA, INK, PALETTE, RIVAL, style

LEVELS = (0.5, 0.7, 0.9, 1.1, 1.3, 1.5, 2.0)  # of chi, beside 1
VARIANCES = np.geomspace(1e-8, 1e3, 221)  # fixed points along each contour
LEAST_VIEW = 0.25  # of sigma_b^2
ROOM = 1.15  # beyond what must be seen


@style()
def phases(net) -> Figure:
    r"""Contours of chi at attracting fixed points, chi = 1 among them, and the network.

    ``net`` is a :class:`freewidth.initialisation.Initialisation`.
    """
    figure = Figure(figsize=(COLUMN * 1.3, COLUMN), layout="constrained")
    ax = figure.subplots()
    line = critical_line(net.activation)
    curves = {chi: contour(net.activation, chi, VARIANCES) for chi in (*LEVELS, 1.0)}
    top = max(LEAST_VIEW, 2 * net.sigma_b2)
    right = _right(curves, net, top)
    for chi, points in curves.items():
        _curve(ax, chi, points, right, top)
    if line.start > 0:
        ax.plot([line.start], [0], "o", color=RIVAL, ms=4, clip_on=False, label="$q^*=0$, critical")
    ax.plot([net.sigma_w2], [net.sigma_b2], "D", color=DATA, mec=INK, ms=5, mew=0.6, clip_on=False,
            zorder=5, label="this network")  # fmt: skip
    ax.set(xlim=(0, right), ylim=(0, top), title=f"{net.name}: $\\chi$ at the fixed point")
    ax.set(xlabel="$\\sigma_w^2$ (weight variance times fan-in)", ylabel="$\\sigma_b^2$")
    ax.legend(loc="upper left", bbox_to_anchor=(0, -0.2), ncols=3, borderaxespad=0)
    return figure


def _right(curves, net, top):
    """Largest sigma_w^2 shown: the network's, and the critical line's as far up as is shown."""
    line = curves[1.0]
    seen = line[line[:, 1] <= top][:, 0]
    return ROOM * max(1.5 * net.sigma_w2, seen.max(initial=0.0))


def _curve(ax, chi, points, right, top):
    critical = chi == 1
    look = {"color": RIVAL, "lw": 1.8} if critical else {"color": _color(chi), "lw": 0.8}
    inside = points[(points[:, 0] <= right) & (points[:, 1] <= top)]
    if not inside.size:
        return
    label = "critical line, $\\chi=1$" if critical else None
    ax.plot(*points.T, label=label, **look)
    end = inside[np.argmax(inside[:, 1])]
    ax.annotate(f"{chi:g}", end, (2, 0), textcoords="offset points", fontsize=6, ha="left",
                va="top", color=look["color"])  # fmt: skip


def _color(chi):
    return PALETTE[0] if chi < 1 else PALETTE[2]
