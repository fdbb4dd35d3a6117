"""Moments of linear networks of small width, less the planar sum."""

import numpy as np

from freewidth import genus
from freewidth.ensembles import EVERY
from freewidth.plotting import gluings as plotting

GAUSSIAN = ("gaussian", "complex_gaussian")


def draw(gluings):
    """One panel per depth, square networks only."""
    return plotting.excess(_panels(gluings))


def caption(gluings):
    """What is drawn."""
    return (
        "Square linear networks: mean of a moment, less the planar sum, over the planar sum, "
        "against the width; points are sampled (two standard errors), lines count all gluings. "
        "Real weights glue into non-orientable surfaces, too: 1/n. Complex ones do not: 1/n²."
    )


def _panels(draws):
    """Title -> field -> (exact curve, points)."""
    panels = {}
    depths = {len(sizes(g)) - 1 for case in draws.values() for g in case.observed}
    for depth in sorted(depths):
        order = 3 if depth < 3 else 2
        fields = {}
        for case in (name for name in GAUSSIAN if name in draws):
            squares = [
                (sizes(group)[0], next(iter(by_width.values()))[:, order - 1])
                for group, by_width in draws[case].observed.items()
                if len(set(sizes(group))) == 1 and len(sizes(group)) == depth + 1
            ]
            if squares:
                field = EVERY[case].field
                fields[field] = _curve_and_points(field, depth, order, squares)
        if fields:
            panels[f"$m_{order}$, {depth} layer{'s' * (depth > 1)}"] = fields
    return panels


def _curve_and_points(field, depth, order, squares):
    counts = genus.census(order, depth, field)
    planar = counts.pop(2)
    n = np.geomspace(2.5, 60, 60)
    curve = sum(count * n ** (chi - 2.0) for chi, count in counts.items()) / planar
    widths, values = zip(*sorted(squares, key=lambda pair: pair[0]), strict=True)
    mean = np.array([v.mean() for v in values]) / planar - 1
    error = np.array([v.std(ddof=1) / np.sqrt(len(v)) for v in values]) / planar
    return (n, curve), (np.array(widths), mean, error)


def sizes(group):
    """Layer sizes from the name of a group."""
    return tuple(map(int, group.split("x")))
