"""The ways to glue for m_2 and m_3: a picture of theory alone, for the experiment on gluings."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from freewidth.genus import Gluing, gluings
from scripts.finite._points import Figure, styled

ABOUT = ("first_corrections", "genus_expansion")
EVERY = tuple(gluing for k in (2, 3) for gluing in gluings(k))
DIM = "#666666"  # what vanishes
SHADE = "#EEF3F7"  # behind what survives
TALL, LOW = 2.0, 0.4  # inches: of a row of cells, of the titles
SUMS = 0.8  # inches: of the sums at the bottom


@styled
def draw(draws: Mapping[str, Any] | None = None) -> Figure:
    """Every way to glue, one row per moment, one column block per Euler characteristic.

    The polygon above, its operator graph below. Solid chords join a copy of W to a transposed one,
    dashed ones two of a kind (with a twist). Squares are factors A, discs factors D^2; a graph's
    vertex carries the moment of the number of its corners. The terms add up at the bottom.
    """
    return picture(EVERY)


def picture(found: Iterable[Gluing]) -> Figure:
    """The picture of any gluings."""
    from matplotlib.figure import Figure

    from freewidth.plotting.style import INK, PAGE

    found = list(found)
    eulers = sorted({g.euler for g in found}, reverse=True)
    orders = sorted({g.order for g in found})
    blocks = {e: {k: _having(found, k, e) for k in orders} for e in eulers}
    columns = [max(map(len, blocks[e].values())) for e in eulers]
    tall = TALL * len(orders) + LOW
    figure = Figure(figsize=(PAGE, tall + SUMS))
    halves: Any = figure.subfigures(2, 1, height_ratios=(tall, SUMS), hspace=0)
    upper, lower = halves
    parts = upper.subfigures(1, len(eulers), width_ratios=columns, wspace=0)
    for part, euler, count in zip(np.atleast_1d(parts), eulers, columns, strict=True):
        _block(part, blocks[euler], euler, count, INK)
    for row, k in enumerate(orders):
        height = 0.85 - 0.9 * (row + 0.5) / len(orders)
        text = formula(g for g in found if g.order == k)
        lower.text(0.5, height, text, ha="center", va="center", fontsize=9.5, color=INK)
    return figure


def caption(draws: Mapping[str, Any] | None = None) -> str:
    """How to read it, and what it adds up to."""
    spheres = sum(gluing.count for gluing in EVERY if gluing.euler == 2)
    return (
        f"Ways to glue the edges of the polygon of m_2 and m_3, the copies of W, in pairs, up to "
        f"symmetry. Edges of one colour are glued; dashed chords with a twist. Squares are corners "
        f"with A, discs with D². Below, what becomes of the boundary: the operator graph, k edges "
        f"and V vertices. Every vertex is an index that is summed over, a factor n times the "
        f"moment a_s or κ_s of its s corners; every glued pair gives 1/n, and the normalised trace "
        f"one more. So a gluing weighs n to the power V - k - 1 = χ - 2. A connected graph with k "
        f"edges has at most k + 1 vertices, and so many only if it is a tree, the surface a sphere "
        f"and no chord crosses another: the {spheres} spheres are all that is left as n grows. The "
        f"sums at the bottom are exact at every width if A and D are fixed; with a = κ = 1 they "
        f"are 2 + 1/n and 5 + 6/n + 4/n²."
    )


def _having(found, order, euler):
    return [g for g in found if g.order == order and g.euler == euler]


def _block(part, rows, euler, columns, ink):
    """All gluings of one Euler characteristic, a row for each moment."""
    from scripts.finite._polygons import cell

    part.set_facecolor(SHADE if euler == 2 else "white")
    color = ink if euler == 2 else DIM
    part.suptitle(_title(euler), color=color, fontsize=8.5, y=0.985)
    whole = {"left": 0, "right": 1, "bottom": 0, "top": 0.88, "wspace": 0, "hspace": 0}
    cells = part.subplots(len(rows), columns, squeeze=False, gridspec_kw=whole)
    for axes, (k, some) in zip(cells, rows.items(), strict=True):
        for ax in axes:
            ax.set_axis_off()
        if euler == 2:
            axes[0].text(-1.4, 1.7, f"$m_{k}$", va="center", fontsize=10, color=ink)
        for ax, gluing in zip(axes, some, strict=False):
            cell(ax, gluing, term(gluing), color)


def _title(euler):
    weight = "$n^0$: these survive" if euler == 2 else f"$n^{{{euler - 2}}}$"
    shape = {2: "trees, $V = k+1$", 1: "one loop, $V = k$", 0: "two loops, $V = k-1$"}.get(
        euler, f"{2 - euler} loops, $V = k-{1 - euler}$"
    )
    return f"$\\chi = {euler}$: {shape}\n{weight}"


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
