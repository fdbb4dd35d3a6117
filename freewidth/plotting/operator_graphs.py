r"""Polygons, the ways to glue their edges, and the operator graphs that come of it.

A gluing is planar if its *surface* is a sphere. That is no property of the abstract graph, which a
library for graphs such as networkx decides: the three parallel edges that a torus leaves are a
planar graph. It is the count of vertices, V = k + 1, and with k edges that means a tree.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from freewidth.genus import Gluing
from freewidth.plotting.style import INK, PAGE, PALETTE, style

DIM = "#666666"  # what vanishes
SHADE = "#EEF3F7"  # behind what survives


BELOW = -2.05  # where the graph is, the polygon having its centre at 0 and radius 1


@style()
def gluings(found: Sequence[Gluing]) -> Figure:
    """Every way to glue, one row per moment, one column block per Euler characteristic.

    The polygon above, its operator graph below. Solid chords join a copy of W to a transposed one,
    dashed ones two of a kind (with a twist). Squares are factors A, discs factors D^2; a graph's
    vertex carries the moment of the number of its corners. The terms add up at the bottom.
    """
    eulers = sorted({g.euler for g in found}, reverse=True)
    orders = sorted({g.order for g in found})
    blocks = {e: {k: _having(found, k, e) for k in orders} for e in eulers}
    columns = [max(map(len, blocks[e].values())) for e in eulers]
    tall = 2.0 * len(orders) + 0.4
    figure = Figure(figsize=(PAGE, tall + 0.8))
    upper, lower = figure.subfigures(2, 1, height_ratios=(tall, 0.8), hspace=0)
    parts = upper.subfigures(1, len(eulers), width_ratios=columns, wspace=0)
    for part, euler, count in zip(np.atleast_1d(parts), eulers, columns, strict=True):
        _block(part, blocks[euler], euler, count)
    for row, k in enumerate(orders):
        height = 0.85 - 0.9 * (row + 0.5) / len(orders)
        text = formula([g for g in found if g.order == k])
        lower.text(0.5, height, text, ha="center", va="center", fontsize=9.5, color=INK)
    return figure


def _having(found, order, euler):
    return [g for g in found if g.order == order and g.euler == euler]


def _block(part: SubFigure, rows, euler, columns):
    """All gluings of one Euler characteristic, a row for each moment."""
    part.set_facecolor(SHADE if euler == 2 else "white")
    weight = "$n^0$: these survive" if euler == 2 else f"$n^{{{euler - 2}}}$"
    shape = {2: "trees, $V = k+1$", 1: "one loop, $V = k$", 0: "two loops, $V = k-1$"}.get(
        euler, f"{2 - euler} loops, $V = k-{1 - euler}$"
    )
    color = INK if euler == 2 else DIM
    part.suptitle(f"$\\chi = {euler}$: {shape}\n{weight}", color=color, fontsize=8.5, y=0.985)
    cells = part.subplots(
        len(rows),
        columns,
        squeeze=False,
        gridspec_kw={"left": 0, "right": 1, "bottom": 0, "top": 0.88, "wspace": 0, "hspace": 0},
    )
    for axes, (k, some) in zip(cells, rows.items(), strict=True):
        for ax in axes:
            ax.set_axis_off()
        if euler == 2:
            axes[0].text(-1.4, 1.7, f"$m_{k}$", va="center", fontsize=10, color=INK)
        for ax, gluing in zip(axes, some, strict=False):
            _cell(ax, gluing, color)


def _cell(ax, gluing, color):
    polygon(ax, gluing)
    graph(ax, gluing, color)
    ax.text(0, 1.35, gluing.surface, ha="center", va="center", color=color, fontsize=7.5)
    ax.text(0, BELOW - 1.05, f"${term(gluing)}$", ha="center", va="center", color=color)
    ax.set(xlim=(-1.5, 1.5), ylim=(BELOW - 1.4, 1.7), aspect="equal")


def formula(found: Iterable[Gluing]) -> str:
    """The mean of a moment: all terms, in powers of 1/n."""
    by_euler: dict[int, list[str]] = {}
    for gluing in found:
        order = gluing.order
        by_euler.setdefault(gluing.euler, []).append(term(gluing))
    parts = []
    for euler, terms in sorted(by_euler.items(), reverse=True):
        total = " + ".join(terms)
        if euler < 2:
            power = "n" if euler == 1 else f"n^{2 - euler}"
            total = rf"\frac{{1}}{{{power}}}\," + (f"({total})" if len(terms) > 1 else total)
        parts.append(total)
    return rf"$\mathbb{{E}}\,m_{order} = {' + '.join(parts)}$"


def term(gluing: Gluing) -> str:
    """What the gluing contributes, but for the power of n."""
    count = f"{gluing.count}\\," if gluing.count > 1 else ""
    return f"{count}{_powers('a', gluing.inner)}\\,{_powers(r'kappa', gluing.outer)}"


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


def graph(ax: Axes, gluing: Gluing, color: str = INK) -> None:
    """The boundary after gluing: squares and discs joined by one edge per glued pair."""
    places = {0: _column(len(gluing.inner), -0.7), 1: _column(len(gluing.outer), 0.7)}
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
