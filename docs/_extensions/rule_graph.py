"""Graphs in Mermaid's language as pictures: what repositories draw by a script, drawn here once."""

import re
from functools import cache
from html import escape

from docutils import nodes

BOX, ROW, GAP = 7.4, 62, 14  # width of a letter; height of a row; between boxes


def draw(app, doctree):
    """Put a picture in the place of every graph."""
    for block in list(doctree.findall(nodes.literal_block)):
        if block.get("language") == "mermaid":
            edges = re.findall(r"(\w+) --> (\w+)", block.astext())
            block.replace_self(nodes.raw("", picture(edges), format="html"))


def reduced(edges):
    """The edges that no longer path stands for."""
    after = {a: {y for x, y in edges if x == a} for a, _ in edges}

    @cache
    def reached(a):
        return frozenset().union(*({b} | reached(b) for b in after.get(a, ())))

    return [(a, b) for a, b in edges if not any(b in reached(c) for c in after[a] if c != b)]


def rows(edges):
    """Every node in the row above the highest of those that follow from it, near them."""
    after = {a: [y for x, y in edges if x == a] for a, _ in edges}

    @cache
    def height(a):
        return max((height(x) + 1 for x in after.get(a, ())), default=0)

    names = sorted({name for edge in edges for name in edge})
    table = [[n for n in names if height(n) == k] for k in range(max(map(height, names)) + 1)]
    place = {}
    for row in table:
        near = {n: [place[x] for x in after.get(n, ())] or [0.5] for n in row}
        row.sort(key=lambda n: sum(near[n]) / len(near[n]))
        place |= {n: (i + 0.5) / len(row) for i, n in enumerate(row)}
    return table[::-1]


def picture(edges):
    """The graph as SVG, from above."""
    edges = reduced(edges)
    table = rows(edges)
    long = {name: BOX * len(name) + 16 for row in table for name in row}
    wide = max(sum(long[n] + GAP for n in row) for row in table)
    middle = {}
    for k, row in enumerate(table):
        left = (wide - sum(long[n] + GAP for n in row)) / 2
        for name in row:
            middle[name] = left + (long[name] + GAP) / 2, 20 + k * ROW
            left += long[name] + GAP
    lines = "".join(_curve(*middle[a], *middle[b]) for a, b in edges)
    boxes = "".join(_box(name, long[name], *middle[name]) for name in middle)
    size = f'viewBox="0 0 {wide:.0f} {ROW * len(table):.0f}" style="max-width: {wide:.0f}px"'
    return f'<svg class="graph" role="img" aria-label="graph of rules" {size}>{lines}{boxes}</svg>'


def _curve(x, y, to_x, to_y):
    start, end, half = y + 13, to_y - 13, (y + to_y) / 2
    return f'<path d="M{x:.1f} {start}C{x:.1f} {half},{to_x:.1f} {half},{to_x:.1f} {end}"/>'


def _box(name, width, x, y):
    box = f'<rect x="{x - width / 2:.1f}" y="{y - 13}" width="{width:.1f}" height="26" rx="4"/>'
    return f'{box}<text x="{x:.1f}" y="{y + 4}">{escape(name)}</text>'


def setup(app):
    app.connect("doctree-read", draw)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
