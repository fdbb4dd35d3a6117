r"""Polygons, the ways to glue their edges, and the operator graphs that come of it: one cell each.

A gluing is planar if its *surface* is a sphere. That is no property of the abstract graph, which a
library for graphs such as networkx decides: the three parallel edges that a torus leaves are a
planar graph. It is the count of vertices, V = k + 1, and with k edges that means a tree.

Loads matplotlib: to be imported by what draws, as it draws.
"""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from freewidth.genus import Gluing
from freewidth.plotting.style import INK, PALETTE

BELOW = -2.05  # where the graph is, the polygon having its centre at 0 and radius 1


def cell(ax: Axes, gluing: Gluing, term: str, color: str = INK) -> None:
    """The polygon above, its operator graph below, and what the gluing contributes."""
    polygon(ax, gluing)
    graph(ax, gluing, color)
    ax.text(0, 1.35, gluing.surface, ha="center", va="center", color=color, fontsize=7.5)
    ax.text(0, BELOW - 1.05, f"${term}$", ha="center", va="center", color=color)
    ax.set(xlim=(-1.5, 1.5), ylim=(BELOW - 1.4, 1.7), aspect="equal")


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


def graph(ax: Axes, gluing: Gluing, color: str = INK) -> None:
    """The boundary after gluing: squares and discs joined by one edge per glued pair."""
    places = {0: _column(len(gluing.inner), -0.7), 1: _column(len(gluing.outer), 0.7)}
    between: dict[tuple[int, int], list[int]] = {}
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
        aside, align = ((-6, 0), "right") if side == 0 else ((6, 0), "left")
        look: dict[str, Any] = {"color": color, "ha": align, "va": "center", "fontsize": 7}
        for place, corners in zip(places[side], vertices, strict=True):
            ax.plot(*place, marker, color=face, mec=color, ms=5.5, mew=0.9, zorder=3)
            name = f"${letter}_{len(corners)}$"
            ax.annotate(name, place, xytext=aside, textcoords="offset points", **look)


def _column(count, x):
    spread = np.linspace(0.5, -0.5, count) if count > 1 else np.zeros(1)
    return np.column_stack([np.full(count, x), BELOW + spread])


def _fan(count):
    return 0.17 * count * np.linspace(-1, 1, count) if count > 1 else [0.0]


def _curve(ax, start, one, two, end, color, dashed):
    codes = [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4]
    look = {"linestyle": (0, (3, 1.6))} if dashed else {}
    patch = PathPatch(
        Path([start, one, two, end], codes), fill=False, edgecolor=color, lw=1.1, zorder=1, **look
    )
    ax.add_patch(patch)
