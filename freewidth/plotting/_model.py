"""A network that somebody has beside its law."""

from typing import Annotated, Any

import numpy as np
from matplotlib.figure import Figure

from freewidth.arguments import Has, checked
from freewidth.plotting import panels
from freewidth.plotting.style import BAND, DATA, INK, PAGE, RIVAL, style

ROOM = 1.15  # right of the largest eigenvalue, where the axis is not short


@checked
@style()
def model(
    compared: Annotated[Any, Has(("law", "distances", "label"), "a ModelComparison")],
) -> Figure:
    """Of a ``ModelComparison``: densities on the left, CDF minus law and the band on the right."""
    figure = Figure(figsize=(PAGE, 2.8), layout="constrained")
    left, right = figure.subplots(1, 2)
    low, high = panels.window([compared.law], least=1.0)
    high = max(high, compared.largest * min(ROOM, (high / low) ** 0.05))
    _densities(left, compared, low, high)
    _differences(right, compared)
    for ax in (left, right):
        panels.log_axis(ax, low, high)
        ax.set_xlabel(r"eigenvalue $\lambda$ of $JJ^\top$")
    figure.suptitle(f"{compared.label}: {compared.place} the band", fontsize=8)
    return figure


def _densities(ax, compared, low: float, high: float) -> None:
    law = compared.law
    if compared.eigenvalues is not None:
        panels.bars(ax, compared.eigenvalues, law, low, high)
    else:
        panels.headroom(ax, panels.bulk(law, low, high))
    panels.density(ax, law, low, high)
    ax.plot([compared.largest], [0], "v", color=RIVAL, ms=4.5, clip_on=False, zorder=4)
    ax.set_ylabel("density per decade")
    ax.plot([], [], color=INK, label="limit law")
    ax.plot([], [], color=DATA, lw=5, alpha=0.55, label="this model")
    ax.plot([], [], "v", color=RIVAL, ms=4.5, label="its largest eigenvalue")
    ax.legend(loc="upper left")


def _differences(ax, compared) -> None:
    theory = compared.law.cdf(compared.x)
    band = compared.band - theory
    name = f"{compared.replicates} random networks"
    look = {"color": BAND, "alpha": 0.4, "lw": 0, "label": name}
    ax.fill_between(compared.x, band.min(axis=0), band.max(axis=0), **look)
    ax.axhline(0, color=INK, lw=0.8, label="limit law")
    line = {"color": DATA if compared.place == "inside" else RIVAL, "drawstyle": "steps-post"}
    ax.plot(compared.x, compared.own - theory, **line, label="this model")
    ax.set_ylabel("CDF minus that of the law")
    top = 1.5 * max(np.abs(band).max(), np.abs(compared.own - theory).max())
    ax.set_ylim(-top, top)
    ax.legend(loc="upper left", ncols=3, columnspacing=1.0, handlelength=1.2)
