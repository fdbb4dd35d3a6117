"""Density, distribution function and residual over one axis, in Bokeh."""

from typing import Any

import numpy as np
from bokeh.layouts import column
from bokeh.models import ColumnDataSource, Range1d
from bokeh.plotting import figure

from freewidth.cli.live._curves import Curve, Sampled
from freewidth.freeprob import Law

INK, DATA, KIND, SHIFT = "#24292f", "#0063a8", "#00795a", "#b3261e"
LOOKS = {  # of curves: color, dashes, width
    "law": (INK, "solid", 2.0),
    "kind": (KIND, "dashed", 1.5),
    "shift": (SHIFT, "dotted", 2.0),
}
SOURCES = {
    **dict.fromkeys(LOOKS, ("x", "height", "cdf", "gap")),
    "atoms": ("x", "label"),
    "bars": ("left", "right", "top"),
    "points": ("x", "cdf", "gap", "low", "high"),
}
ROOM = 1.35  # above a density
TALL, LOW = 260, 200  # pixels
LEAST = 0.005  # of a residual that is told from 0


class Pictures:
    """Three figures whose data are replaced; those on a tab that is not shown get none.

    Attributes:
        log: whether the axis of eigenvalues is logarithmic.
        sources: data by name; those of the logarithmic axis carry that name in the browser, too.
        root: the figures.
    """

    def __init__(self, log: bool):
        self.log = log
        tail = "" if log else "-linear"
        self.sources = {k: ColumnDataSource(empty(v), name=k + tail) for k, v in SOURCES.items()}
        self.window, self.heights = Range1d(1e-3 if log else 0, 1), Range1d(0, 1)
        self.residuals = Range1d(-LEAST, LEAST)
        density = self._panel(self.heights, "density per decade" if log else "density", TALL)
        cdf = self._panel(Range1d(0, 1.02), "distribution function", LOW)
        residual = self._panel(self.residuals, "less F of the law", LOW)
        residual.xaxis.axis_label = "eigenvalue λ of J Jᵀ"
        self._sample(density, cdf, residual)
        self._curves(density, cdf, residual)
        self.root = column(density, cdf, residual, sizing_mode="stretch_width")

    def law(self, shown: Curve, law: Law) -> None:
        """The law alone."""
        self.curve("law", shown, np.zeros(shown.x.size))
        atoms = [(x, f"atom {mass:.4g}") for x, mass in law.atoms if x > 0]
        self._put("atoms", x=[x for x, _ in atoms], label=[words for _, words in atoms])
        self._scale(shown)

    def curve(self, name: str, shown: Curve, gap: np.ndarray) -> None:
        """A curve, and how far it is from that of the law."""
        height = shown.per_decade if self.log else shown.density
        self._put(name, x=shown.x, height=height, cdf=shown.cdf, gap=gap)

    def sample(self, drawn: Sampled, shown: Curve, law: Law) -> None:
        """What was sampled beside the law, whose scales then are the sample's."""
        edges, top = (drawn.edges, drawn.per_decade) if self.log else (drawn.even, drawn.density)
        self._put("bars", left=edges[:-1], right=edges[1:], top=top)
        gap = drawn.cdf - law.cdf(drawn.x)
        low, high = gap - 2 * drawn.error, gap + 2 * drawn.error
        self._put("points", x=drawn.x, cdf=drawn.cdf, gap=gap, low=low, high=high)
        first = 0 if self.log else 1  # the density at 0 may be infinite
        size = float(np.abs([low, high]).max())
        self._scale(shown, float(top[first:].max(initial=0)), size)

    def clear(self, *names: str) -> None:
        """Draw these no more."""
        for name in names:
            if len(self.sources[name].data[SOURCES[name][0]]):  # what is empty need not be sent
                self.sources[name].data = empty(SOURCES[name])

    def _put(self, name: str, **columns: Any) -> None:
        self.sources[name].data = columns

    def _scale(self, shown, top=0.0, size=0.0):
        self.heights.end = ROOM * (max(top, shown.heights[0 if self.log else 1]) or 1.0)
        self.window.start, self.window.end = shown.low if self.log else 0.0, shown.high
        size = max(LEAST, 1.2 * size)
        self.residuals.start, self.residuals.end = -size, size

    def _panel(self, heights, title, height):
        found = figure(height=height, sizing_mode="stretch_width", toolbar_location=None, tools="",
                       x_axis_type="log" if self.log else "linear", x_range=self.window,
                       y_range=heights, title=title)  # fmt: skip
        found.title.text_font_size = "12px"
        found.axis.minor_tick_line_color = None  # they take long to draw
        return found

    def _sample(self, density, cdf, residual):
        source = {"source": self.sources["points"], "color": DATA}
        density.quad("left", "right", "top", 0, source=self.sources["bars"], color=DATA,
                     alpha=0.4, line_color=None)  # fmt: skip
        residual.varea("x", "low", "high", alpha=0.3, **source)
        cdf.scatter("x", "cdf", size=4, **source)
        residual.scatter("x", "gap", size=4, **source)

    def _curves(self, density, cdf, residual):
        for name, (color, dash, wide) in LOOKS.items():
            look = {"color": color, "line_dash": dash, "line_width": wide}
            for panel, what in ((density, "height"), (cdf, "cdf"), (residual, "gap")):
                panel.line("x", what, source=self.sources[name], **look)
        atoms = self.sources["atoms"]
        density.ray("x", 0, length=0, angle=np.pi / 2, source=atoms, color=INK)
        look = {"text_font_size": "11px", "text_align": "right", "x_offset": -4, "y_offset": -4}
        density.text("x", 0, text="label", source=atoms, **look)


def empty(names: tuple[str, ...]) -> dict[str, list]:
    """Columns without rows."""
    return {name: [] for name in names}
