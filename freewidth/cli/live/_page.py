"""The page of ``freewidth explore``, in Bokeh: each move of a control solves the law again."""

import warnings
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from html import escape
from typing import Any

import numpy as np
from bokeh.application import Application
from bokeh.application.handlers import FunctionHandler
from bokeh.document import Document
from bokeh.events import Pan, Tap
from bokeh.layouts import column, row
from bokeh.models import (
    CheckboxGroup,
    ColumnDataSource,
    Div,
    RadioButtonGroup,
    Range1d,
    Select,
    Slider,
    TabPanel,
    Tabs,
)
from bokeh.plotting import figure
from bokeh.server.server import Server

from freewidth.cli.extensions import admit
from freewidth.cli.live import _curves
from freewidth.cli.live._start import LEAST, Start
from freewidth.errors import FreewidthError
from freewidth.freeprob import Law
from freewidth.jacobian import law
from freewidth.limits.phases import contours
from freewidth.network import Network, shifted

HOST = "127.0.0.1"  # nobody else's machine is answered
REST = 200  # ms without a move, after which the sample and other laws follow
WIDE = 300  # pixels, of the column of controls
ROOM = 1.35  # above a density
STEP = 0.01  # of the sliders of variances
AS_GIVEN = "(layers differ: as given)"
WAYS = {"true": "true", "independent": "independent", "shifted": "off by one"}
INK, DATA, KIND, SHIFT = "#24292f", "#0063a8", "#00795a", "#b3261e"
OTHERS = {"kind": ("other kind of weights", KIND), "shift": ("variances off by one layer", SHIFT)}
OTHER_KIND = {"iid": "orthogonal", "haar": "gaussian"}  # by kind, an ensemble of the other
AXES = {True: "logarithmic axis", False: "linear axis"}
W2, B2 = "\u03c3_w\u00b2", "\u03c3_b\u00b2"  # sigma_w^2, sigma_b^2
VARIANCES = np.geomspace(1e-6, 1e2, 121)  # fixed points at which the critical line is drawn
CURVE = ("x", "per_decade", "density", "cdf", "gap")
SOURCES = {
    "law": CURVE, "kind": CURVE, "shift": CURVE, "atoms": ("x", "label"),
    "bars": ("left", "right", "top"), "even": ("left", "right", "top"),
    "points": ("x", "cdf", "gap", "low", "high"), "line": ("x", "y"), "mark": ("x", "y"),
}  # fmt: skip


class Page:
    """Controls, what they say, and the pictures."""

    def __init__(self, start: Start, document: Document):
        self.start, self.document = start, document
        self.sources = {k: ColumnDataSource(_empty(v), name=k) for k, v in SOURCES.items()}
        self.heights = {True: Range1d(0, 1), False: Range1d(0, 1)}  # by whether the axis is log
        self.windows = {True: Range1d(1e-3, 1), False: Range1d(0, 1)}
        self.residuals = Range1d(-0.01, 0.01)
        self.controls = _controls(start)
        self.says = Div(name="says", sizing_mode="stretch_width", styles={"font-size": "14px"})
        self.pending = False
        self.timer: Any = None
        self.drawn: tuple[Network, Law, _curves.Curve] | None = None
        self.plane = self._plane()
        for name, widget in self.controls.items():
            event = "active" if name in ("dependence", "others") else "value"
            widget.name, widget.width = name, WIDE - 30  # which leaves room for a scroll bar
            widget.on_change(event, self.moved)
        panels = [TabPanel(child=self._pictures(log), title=name) for log, name in AXES.items()]
        side = column(*self.controls.values(), *([self.plane] if start.alike else []), width=WIDE)
        main = column(self.says, Tabs(tabs=panels, sizing_mode="stretch_width"),
                      sizing_mode="stretch_width")  # fmt: skip
        document.add_root(row(side, main, sizing_mode="stretch_width"))
        document.title = "freewidth explore"
        self.redraw()

    # --- what happens

    def moved(self, attr: str, old: Any, new: Any) -> None:
        """Draw once for all moves that are waiting."""
        if not self.pending:
            self.pending = True
            self.document.add_next_tick_callback(self.redraw)

    def redraw(self) -> None:
        """The law that controls say; what takes longer follows when they rest."""
        self.pending = False
        if self.timer is not None:
            self.document.remove_timeout_callback(self.timer)
            self.timer = None
        self.document.hold("combine")
        try:
            self._guarded(self._law)
        finally:
            self.document.unhold()
        if self.drawn:
            self.timer = self.document.add_timeout_callback(self.follow, REST)

    def follow(self) -> None:
        """The sample and other laws."""
        self.timer = None
        self.document.hold("combine")
        try:
            self._guarded(self._rest)
        finally:
            self.document.unhold()

    def _guarded(self, act: Callable[[], None]) -> None:
        """What is refused is said, and not drawn."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", RuntimeWarning)  # what is drawn is certified
                act()
        except FreewidthError as error:
            if act == self._law:
                self.drawn = None
                self._clear("law", "atoms")
            self.says.text += f"<p><b>Refused, not drawn:</b> {escape(str(error))}</p>"

    def network(self) -> Network:
        """The one that controls say, its entries held to what they declare."""
        found = {name: self.controls[name].value for name in ("ensemble", "activation")}
        ensemble, activation = (None if v == AS_GIVEN else v for v in found.values())
        admit(ensembles=ensemble, activations=activation)
        numbers = {name: self.controls[name].value for name in ("w", "b", "depth")}
        return self.start.at(ensemble, activation, **numbers)

    # --- drawing

    def _law(self) -> None:
        self._clear("kind", "shift", "bars", "even", "points")
        self.says.text = ""
        net = self.network()
        self._mark(net)
        self.says.text = f"<b>{escape(net.label)}</b>"
        solved = law(net)
        shown = _curves.curve(solved)
        self.drawn = net, solved, shown
        self.says.text += f"<br>{escape(_curves.said(solved))}"
        self._put("law", x=shown.x, per_decade=shown.per_decade, density=shown.density,
                  cdf=shown.cdf, gap=np.zeros(shown.x.size))  # fmt: skip
        atoms = [(x, f"atom {mass:.4g}") for x, mass in solved.atoms if x > 0]
        self._put("atoms", x=[x for x, _ in atoms], label=[words for _, words in atoms])
        self._axes(shown, np.zeros(1))

    def _axes(self, shown, gaps, *tops):
        for log, height in zip((True, False), np.max([shown.heights, *tops], axis=0), strict=True):
            self.heights[log].end = ROOM * (float(height) or 1.0)
            self.windows[log].start = shown.low if log else 0.0
            self.windows[log].end = shown.high
        size = max(0.005, 1.2 * float(np.abs(gaps).max(initial=0)))
        self.residuals.start, self.residuals.end = -size, size

    def _rest(self) -> None:
        if self.drawn is None:
            return
        net, solved, shown = self.drawn
        gaps, tops = [np.zeros(1)], []
        for name in self._others(net):
            other = law(OTHER[name](net))
            found = _curves.curve(other, (shown.low, shown.high))
            gap = found.cdf - solved.cdf(found.x)
            self._put(name, x=found.x, per_decade=found.per_decade, density=found.density,
                      cdf=found.cdf, gap=gap)  # fmt: skip
            gaps.append(gap)
        way = list(WAYS)[self.controls["dependence"].active]
        drawn = _curves.sampled(net, solved, way, (shown.low, shown.high))
        gap = drawn.cdf - solved.cdf(drawn.x)
        self._put("bars", left=drawn.edges[:-1], right=drawn.edges[1:], top=drawn.per_decade)
        self._put("even", left=drawn.even[:-1], right=drawn.even[1:], top=drawn.density)
        self._put("points", x=drawn.x, cdf=drawn.cdf, gap=gap,
                  low=gap - 2 * drawn.error, high=gap + 2 * drawn.error)  # fmt: skip
        tops.append((drawn.per_decade.max(initial=0), drawn.density[1:].max(initial=0)))
        self._axes(shown, np.concatenate([gap, 2 * drawn.error, *gaps]), *tops)

    def _others(self, net):
        chosen = [list(OTHERS)[k] for k in self.controls["others"].active]
        kinds = {kind.name for kind in net.kinds}
        return [name for name in chosen if name != "kind" or kinds <= set(OTHER_KIND)]

    def _put(self, name: str, **columns: Any) -> None:
        self.sources[name].data = columns

    def _clear(self, *names: str) -> None:
        for name in names:
            if len(self.sources[name].data[SOURCES[name][0]]):  # what is empty need not be sent
                self.sources[name].data = _empty(SOURCES[name])

    def _mark(self, net: Network) -> None:
        if not self.start.alike:
            return
        self._put("mark", x=[net.sigma_w2], y=[net.sigma_b2])
        activation = self.controls["activation"].value
        if activation != AS_GIVEN and self.plane.title.text != _title(activation):
            self.plane.title.text = _title(activation)
            points = contours(activation, (1.0,), VARIANCES)[1.0]
            self._put("line", x=points[:, 0], y=points[:, 1])

    # --- what it is made of

    def _pictures(self, log: bool):
        density = self._panel(
            log, self.heights[log], "density per decade" if log else "density", 260
        )
        column_name = "per_decade" if log else "density"
        bars = self.sources["bars" if log else "even"]
        density.quad(left="left", right="right", bottom=0, top="top", source=bars, color=DATA,
                     alpha=0.4, line_color=None)  # fmt: skip
        cdf = self._panel(log, Range1d(0, 1.02), "distribution function", 200)
        residual = self._panel(log, self.residuals, "less F of the law", 200)
        residual.varea(
            x="x", y1="low", y2="high", source=self.sources["points"], color=DATA, alpha=0.3
        )
        for panel, name in ((cdf, "cdf"), (residual, "gap")):
            panel.scatter("x", name, source=self.sources["points"], color=DATA, size=4)
        looks = {
            "law": (INK, "solid", 2.0),
            "kind": (KIND, "dashed", 1.5),
            "shift": (SHIFT, "dotted", 2.0),
        }
        for name, (color, dash, wide) in looks.items():
            look = {
                "source": self.sources[name],
                "color": color,
                "line_dash": dash,
                "line_width": wide,
            }
            density.line("x", column_name, **look)
            cdf.line("x", "cdf", **look)
            residual.line("x", "gap", **look)
        atoms = self.sources["atoms"]
        density.ray("x", 0, length=0, angle=np.pi / 2, source=atoms, color=INK)
        density.text(
            "x", 0, text="label", source=atoms, text_font_size="11px", x_offset=4, y_offset=-4
        )
        residual.xaxis.axis_label = "eigenvalue λ of J Jᵀ"
        return column(density, cdf, residual, sizing_mode="stretch_width")

    def _panel(self, log, heights, title, height):
        found = figure(height=height, sizing_mode="stretch_width", toolbar_location=None, tools="",
                       x_axis_type="log" if log else "linear", x_range=self.windows[log],
                       y_range=heights, title=title)  # fmt: skip
        found.title.text_font_size = "12px"
        return found

    def _plane(self):
        ends = self.start.ends
        found = figure(height=240, width=WIDE, toolbar_location=None, tools="", title="-",
                       x_range=Range1d(0, ends["w"]), y_range=Range1d(0, ends["b"]))  # fmt: skip
        found.title.text_font_size = "12px"
        found.xaxis.axis_label, found.yaxis.axis_label = W2, B2
        found.line("x", "y", source=self.sources["line"], color=INK, line_width=1.5)
        found.scatter("x", "y", source=self.sources["mark"], color=DATA, size=12)
        for event in (Tap, Pan):
            found.on_event(event, self.picked)
        return found

    def picked(self, event: Any) -> None:
        """A point of the phase plane."""
        for name, value in (("w", event.x), ("b", event.y)):
            slider = self.controls[name]
            slider.value = min(slider.end, max(slider.start, round(value / STEP) * STEP))


def _other_kind(net: Network) -> Network:
    """Every layer with weights of the other kind."""
    names = tuple(OTHER_KIND[kind.name] for kind in net.kinds)
    return replace(net, ensemble=names)


OTHER: dict[str, Callable[[Network], Network]] = {"kind": _other_kind, "shift": shifted}


def _controls(start: Start) -> dict[str, Any]:
    values, ends = start.values, start.ends
    times = "" if start.alike else ", times"
    found: dict[str, Any] = {}
    for name in ("ensemble", "activation"):
        given = values[name]
        options = [*([AS_GIVEN] if given is None else []), *start.choices(name)]
        found[name] = Select(title=name, value=given or AS_GIVEN, options=options)
    found["depth"] = Slider(title="depth L", start=1, end=max(ends["depth"], 2), step=1,
                            value=values["depth"], disabled=not start.deepens)  # fmt: skip
    found["w"] = Slider(
        title=W2 + times, start=min(LEAST, values["w"]), end=ends["w"], step=STEP, value=values["w"]
    )
    found["b"] = Slider(title=B2 + times, start=0, end=ends["b"], step=STEP, value=values["b"])
    found["dependence"] = RadioButtonGroup(labels=[f"D {w}" for w in WAYS.values()], active=0)
    found["others"] = CheckboxGroup(labels=[words for words, _ in OTHERS.values()], active=[])
    return found


def _empty(names):
    return {name: [] for name in names}


def _title(activation):
    return f"{activation}: χ = 1 at the fixed point"


def _open(start: Start, document: Document) -> None:
    Page(start, document)


def serve(start: Start, port: int, ready: Callable[[str, Server], None]) -> None:
    """Answer on this machine alone until interrupted; ``ready`` is told the address.

    Raises:
        OSError: the port is taken.
    """
    app = Application(FunctionHandler(partial(_open, start)))
    server = Server({"/": app}, port=port, address=HOST)
    server.start()
    ready(f"http://localhost:{server.port}/", server)
    server.io_loop.start()
