"""The phase plane of an activation, and one network in it."""

from typing import Annotated, Any

import numpy as np
from matplotlib.figure import Figure

from freewidth.arguments import Has, checked
from freewidth.limits.phases import contours, critical_line
from freewidth.plotting.style import COLUMN, DATA, INK, PALETTE, RIVAL, style

LEVELS = (0.5, 0.7, 0.9, 1.1, 1.3, 1.5, 2.0, 1.0)  # of chi; the critical line above all
VARIANCES = np.geomspace(1e-8, 1e3, 441)  # fixed points along each contour
LEAST_VIEW = 0.25  # of sigma_b^2
ROOM = 1.15  # beyond what must be seen
LOOKS = {"attracts": "-", "repels": (0, (1.2, 1.2))}


@checked
@style()
def phases(
    net: Annotated[Any, Has(("activation", "sigma_w2", "q", "chi"), "an Initialisation")],
) -> Figure:
    r"""Contours of chi by fixed points, chi = 1 among them, dotted where these repel; the network.

    ``net`` is a :class:`freewidth.initialisation.Initialisation`.
    """
    figure = Figure(figsize=(1.3 * COLUMN, COLUMN), layout="constrained")
    ax = figure.subplots()
    curves = contours(net.activation, LEVELS, VARIANCES)
    right, top = _view(net, curves[1.0])
    for chi, points in curves.items():
        _curve(ax, chi, points, right, top)
    start = critical_line(net.activation).start
    if 0 < start < right:
        ax.plot([start], [0], "o", color=RIVAL, ms=4, clip_on=False, label="critical, $q^*=0$")
    look: dict[str, Any] = {"color": DATA, "mec": INK, "mew": 0.6, "ms": 5, "clip_on": False}
    ax.plot([net.sigma_w2], [net.sigma_b2], "D", label="this network", zorder=5, **look)
    ax.set(xlim=(0, right), ylim=(0, top), title=f"{net.name}: $\\chi$ at the fixed point")
    ax.set(xlabel="$\\sigma_w^2$ (weight variance times fan-in)", ylabel="$\\sigma_b^2$")
    ax.legend(loc="upper left", bbox_to_anchor=(0, -0.2), ncols=2, borderaxespad=0)
    return figure


def _view(net, line):
    """Largest sigma_w^2 and sigma_b^2 shown: twice the network's, and the line as far up."""
    beyond = line[: np.searchsorted(VARIANCES, 2 * net.q) - len(VARIANCES) or None]
    top = max(LEAST_VIEW, 2 * net.sigma_b2, beyond[-1, 1] if len(beyond) else 0.0)
    seen = line[line[:, 1] <= top][:, 0]
    return ROOM * max(1.5 * net.sigma_w2, seen.max(initial=0.0)), top


def _curve(ax, chi, points, right, top):
    """One contour, and its value where it is highest inside."""
    critical = chi == 1
    color = RIVAL if critical else PALETTE[0] if chi < 1 else PALETTE[2]
    for name, dashes in LOOKS.items():
        kept = (points[:, 2] <= 1 + 1e-9) == (name == "attracts")
        shown = np.where(kept[:, None], points[:, :2], np.nan)
        label = f"$\\chi=1$, $q^*$ {name}" if critical and kept.any() else None
        ax.plot(*shown.T, color=color, lw=1.8 if critical else 0.8, ls=dashes, label=label)
    inside = points[(points[:, 0] <= right) & (points[:, 1] <= top)]
    if inside.size:
        end = inside[np.argmax(inside[:, 1]), :2]
        text: dict[str, Any] = {
            "textcoords": "offset points",
            "fontsize": 7,
            "ha": "left",
            "va": "top",
        }
        ax.annotate(f"{chi:g}", end, (2, 0), color=color, **text)
