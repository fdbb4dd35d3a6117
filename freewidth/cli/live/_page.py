"""The page of ``freewidth explore``, in Bokeh: each move of a control solves the law again."""

import logging
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
from freewidth.cli.live._pictures import DATA, INK, Pictures, empty
from freewidth.cli.live._start import LEAST, Start
from freewidth.errors import FreewidthError
from freewidth.freeprob import Law
from freewidth.jacobian import law
from freewidth.limits.phases import contours
from freewidth.network import Network, shifted

HOST = "127.0.0.1"  # nobody else's machine is answered
REST = 200  # ms without a move, after which the sample and other laws follow
WIDE = 300  # pixels, of the column of controls
STEP = 0.01  # of the sliders of variances
AS_GIVEN = "(layers differ: as given)"
WAYS = {"true": "true", "independent": "independent", "shifted": "off by one"}
OTHERS = {  # checkboxes
    "kind": "other kind of weights (green, dashed)",
    "shift": "variances off by one layer (red, dotted)",
}
OTHER_KIND = {"iid": "orthogonal", "haar": "gaussian"}  # by kind, an ensemble of the other
AXES = {True: "logarithmic axis", False: "linear axis"}
W2, B2 = "\u03c3_w\u00b2", "\u03c3_b\u00b2"  # sigma_w^2, sigma_b^2
VARIANCES = np.geomspace(1e-6, 1e2, 121)  # fixed points at which the critical line is drawn


class Page:
    """Controls, what they say, and the pictures."""

    def __init__(self, start: Start, document: Document):
        self.start, self.document = start, document
        self.pictures = [Pictures(log) for log in AXES]
        self.line = ColumnDataSource(empty(("x", "y")))
        self.mark = ColumnDataSource(empty(("x", "y")))
        self.controls = _controls(start)
        self.says = Div(name="says", sizing_mode="stretch_width", styles={"font-size": "14px"})
        self.pending, self.words = False, ""
        self.timer: Any = None
        self.drawn: tuple[Network, Law, _curves.Curve] | None = None
        self.plane = self._plane()
        for name, widget in self.controls.items():
            event = "active" if name in ("dependence", "others") else "value"
            widget.name, widget.width = name, WIDE - 30  # which leaves room for a scroll bar
            widget.on_change(event, self.moved)
        tabs = [TabPanel(child=each.root, title=AXES[each.log]) for each in self.pictures]
        self.tabs = Tabs(tabs=tabs, sizing_mode="stretch_width")
        self.tabs.on_change("active", self.moved)
        side = column(*self.controls.values(), *([self.plane] if start.alike else []), width=WIDE)
        main = column(self.says, self.tabs, sizing_mode="stretch_width")
        document.add_root(row(side, main, sizing_mode="stretch_width"))
        document.title = "freewidth explore"
        self.redraw()

    @property
    def shown(self) -> Pictures:
        """Those on the tab that is open."""
        return self.pictures[self.tabs.active]

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
                self.shown.clear("law", "atoms")
            self.words += f"<p><b>Refused, not drawn:</b> {escape(str(error))}</p>"
        self.says.text = self.words  # once: each change is laid out anew

    def network(self) -> Network:
        """The one that controls say, its entries held to what they declare."""
        found = {name: self.controls[name].value for name in ("ensemble", "activation")}
        ensemble, activation = (None if v == AS_GIVEN else v for v in found.values())
        admit(ensembles=ensemble, activations=activation)
        numbers = {name: self.controls[name].value for name in ("w", "b", "depth")}
        return self.start.at(ensemble, activation, **numbers)

    # --- drawing

    def _law(self) -> None:
        self.shown.clear("kind", "shift", "bars", "points")
        self.words = ""
        net = self.network()
        self._mark(net)
        self.words = f"<b>{escape(net.label)}</b>"
        solved = law(net)
        curve = _curves.curve(solved)
        self.drawn = net, solved, curve
        self.words += f"<br>{escape(_curves.said(solved))}"
        self.shown.law(curve, solved)

    def _rest(self) -> None:
        if self.drawn is None:
            return
        net, solved, curve = self.drawn
        for name in self._others(net):
            other = _curves.curve(law(OTHER[name](net)), (curve.low, curve.high))
            self.shown.curve(name, other, other.cdf - solved.cdf(other.x))
        way = list(WAYS)[self.controls["dependence"].active]
        drawn = _curves.sampled(net, solved, way, (curve.low, curve.high))
        self.shown.sample(drawn, curve, solved)

    def _others(self, net):
        chosen = [list(OTHERS)[k] for k in self.controls["others"].active]
        kinds = {kind.name for kind in net.kinds}
        return [name for name in chosen if name != "kind" or kinds <= set(OTHER_KIND)]

    def _mark(self, net: Network) -> None:
        if not self.start.alike:
            return
        self.mark.data = {"x": [net.sigma_w2], "y": [net.sigma_b2]}
        activation = self.controls["activation"].value
        if activation != AS_GIVEN and self.plane.title.text != _title(activation):
            self.plane.title.text = _title(activation)
            points = contours(activation, (1.0,), VARIANCES)[1.0]
            self.line.data = {"x": points[:, 0], "y": points[:, 1]}

    # --- what it is made of

    def _plane(self):
        ends = self.start.ends
        found = figure(height=240, width=WIDE, toolbar_location=None, tools="", title="-",
                       x_range=Range1d(0, ends["w"]), y_range=Range1d(0, ends["b"]))  # fmt: skip
        found.title.text_font_size = "12px"
        found.xaxis.axis_label, found.yaxis.axis_label = W2, B2
        found.line("x", "y", source=self.line, color=INK, line_width=1.5)
        found.scatter("x", "y", source=self.mark, color=DATA, size=12)
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
    found["others"] = CheckboxGroup(labels=list(OTHERS.values()), active=[])
    return found


def _title(activation):
    return f"{activation}: χ = 1 at the fixed point"


def _open(start: Start, document: Document) -> None:
    Page(start, document)


def serve(start: Start, port: int, ready: Callable[[str, Server], None]) -> None:
    """Answer on this machine alone until interrupted; ``ready`` is told the address.

    Raises:
        OSError: the port is taken.
    """
    logging.getLogger("bokeh").setLevel(logging.ERROR)  # a page that was closed is none
    app = Application(FunctionHandler(partial(_open, start)))
    server = Server({"/": app}, port=port, address=HOST)
    server.start()
    ready(f"http://localhost:{server.port}/", server)
    server.io_loop.start()
