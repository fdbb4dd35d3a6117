"""Polygons, the ways to glue their edges, and the operator graphs that come of it."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from numpy.typing import NDArray

from freewidth.genus import Gluing
from freewidth.plotting.style import BAND, DATA, INK, PAGE, PALETTE, RIVAL, style

COLUMNS = 5


@style()
def gluings(found: Sequence[tuple[int, Gluing]]) -> Figure:
    """Every way to glue, spheres first: the polygon above, its operator graph below.

    ``found`` holds pairs (k, gluing). Solid chords join a copy of W to a transposed one, dashed
    ones two of a kind (with a twist). Squares are factors A, discs factors D^2; a graph's vertex
    carries the moment of the number of its corners; chi = V - E + F is counted out.
    """
    rows = int(np.ceil(len(found) / COLUMNS))
    figure = Figure(figsize=(PAGE, 2.5 * rows), layout="constrained")
    grid = figure.add_gridspec(rows, COLUMNS)
    for place, (k, gluing) in enumerate(found):
        cell = grid[divmod(place, COLUMNS)].subgridspec(2, 1, height_ratios=(1.25, 1))
        upper, lower = cell.subplots()
        for ax in (upper, lower):
            ax.set_axis_off()
            ax.set_aspect("equal")
        color = INK if gluing.euler == 2 else BAND
        polygon(upper, gluing)
        graph(lower, gluing, color)
        counts = f"{gluing.euler + k - 1} - {k} + 1 = {gluing.euler}"
        title = f"$m_{k}$: {gluing.surface}\n$\\chi = {counts}$"
        upper.set_title(title, color=color, fontsize=7.5)
        lower.set_title(term(gluing), y=-0.16, fontsize=7.5, color=color)
    return figure


def term(gluing: Gluing) -> str:
    """What the gluing contributes, as a formula."""
    count = f"{gluing.count}\\," if gluing.count > 1 else ""
    power = {2: "", 1: r"\,n^{-1}"}.get(gluing.euler, rf"\,n^{{{gluing.euler - 2}}}")
    return f"${count}{_powers('a', gluing.inner)}{_powers(r'kappa', gluing.outer)}{power}$"


def _powers(letter, vertices):
    sizes = sorted((len(v) for v in vertices), reverse=True)
    name = {"kappa": r"\kappa"}.get(letter, letter)
    counts = {s: sizes.count(s) for s in sizes}
    return r"\,".join(f"{name}_{s}" + (f"^{c}" if c > 1 else "") for s, c in counts.items())


def polygon(ax: Axes, gluing: Gluing) -> None:
    """The 2k-gon with chords between the edges that are glued."""
    size = 2 * gluing.order
    angle = np.pi / 2 - 2 * np.pi * (np.arange(size) + 0.5) / size  # corner after edge i
    corners = np.column_stack([np.cos(angle), np.sin(angle)])
    middle = (corners + np.roll(corners, 1, axis=0)) / 2  # of edge i, between corners i-1 and i
    for number, (a, b) in enumerate(gluing.pairs):
        color = PALETTE[number % len(PALETTE)]
        twisted = (a + b) % 2 == 0
        for edge in (a, b):
            ends = np.array([corners[edge - 1], corners[edge]])
            ax.plot(*ends.T, color=color, lw=2.2, solid_capstyle="round", zorder=2)
        _curve(ax, middle[a], 0.25 * middle[a], 0.25 * middle[b], middle[b], color, twisted)
    ax.plot(*corners[::2].T, "s", color=INK, ms=4.5, zorder=3)
    ax.plot(*corners[1::2].T, "o", color="white", mec=INK, ms=4.5, mew=0.9, zorder=3)
    ax.set(xlim=(-1.25, 1.25), ylim=(-1.15, 1.15))


def graph(ax: Axes, gluing: Gluing, color: str = INK) -> None:
    """The boundary after gluing: squares and discs joined by one edge per glued pair."""
    places = {0: _column(len(gluing.inner), 0.0), 1: _column(len(gluing.outer), 1.6)}
    between = {}
    for number, (i, j) in enumerate(gluing.edges):
        between.setdefault((i, j), []).append(number)
    for (i, j), numbers in between.items():
        start, end = places[0][i], places[1][j]
        for offset, number in zip(_fan(len(numbers)), numbers, strict=True):
            bend = np.array([0.0, offset])
            one, two = start + (end - start) / 3 + bend, start + 2 * (end - start) / 3 + bend
            _curve(ax, start, one, two, end, PALETTE[number % len(PALETTE)], False)
    for side, vertices, marker, letter in (
        (0, gluing.inner, "s", "a"),
        (1, gluing.outer, "o", r"\kappa"),
    ):
        face = color if side == 0 else "white"
        for place, corners in zip(places[side], vertices, strict=True):
            ax.plot(*place, marker, color=face, mec=color, ms=5.5, mew=0.9, zorder=3)
            note = {"xytext": (-6 if side == 0 else 6, 0), "textcoords": "offset points"}
            align = {"ha": "right" if side == 0 else "left", "va": "center", "fontsize": 7}
            ax.annotate(f"${letter}_{len(corners)}$", place, color=color, **note, **align)
    ax.set(xlim=(-0.9, 2.5), ylim=(-1.0, 1.0))


def _column(count, x):
    return np.column_stack([np.full(count, x), np.linspace(0.6, -0.6, count) if count > 1 else [0]])


def _fan(count):
    return np.linspace(-0.45, 0.45, count) if count > 1 else [0.0]


def _curve(ax, start, one, two, end, color, dashed):
    codes = [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4]
    look = {"linestyle": (0, (3, 1.6))} if dashed else {}
    patch = PathPatch(
        Path([start, one, two, end], codes), fill=False, edgecolor=color, lw=1.1, zorder=1, **look
    )
    ax.add_patch(patch)


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
        ax.set(xscale="log", yscale="log", xlabel="width $n$", title=title)
        ax.set_xticks([3, 6, 12, 24, 48], ["3", "6", "12", "24", "48"])
        ax.minorticks_off()
    axes[0].set_ylabel("excess over the planar sum, relative")
    handles = [
        Line2D([], [], color=c, marker=m, linestyle=d, label=f"{f} weights: all gluings")
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
