"""The member of a family nearest to a spectrum, in Kolmogorov distance.

Minimum distance, not maximum likelihood: laws with atoms and with hard edges give most data no
likelihood at all, whereas every law has a distance, and the same one judges the fit.

Where a law is near at all, two of its quantiles nearly agree with the data's: matching every pair
of a few of them gives the places (scale, shift) that are refined.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from freewidth.arguments import Keys, Vector, checked
from freewidth.stats.fits.distance import Empirical
from freewidth.symmetric.laws import MATRIXLAWS, Affine, Shape, Table, Tables

LEVELS = (0.02, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.98)  # matched in pairs, or one
SPAN = np.log(30)  # scales without a shift are tried within this factor of those matched
GRID = 32  # at once,
FINE = 2e-3  # until their logarithms are as near as this
SCREEN = 200  # quantiles of the data by which shapes are screened: distances good to 1/200
REFINED = 4  # shapes, the best of the screening, that are fitted to all data
STARTS = 2  # places, the best of those matched, from which scale and shift are refined
FARTHEST = 20  # of the logarithm of a scale over the one it started from: no overflow
MODULI = (np.arange(500) + 0.5) / 500  # levels at which moduli of a law are taken
SIMPLEX = {"xatol": 2e-3, "fatol": 1e-4, "maxiter": 120}  # a tenth of chance at 1000 eigenvalues


Place = tuple[float, float, float]  # scale, shift, distance


KEPT = ("family", "shape", "scale", "shift", "distance")  # of a fit


@checked
@dataclass(frozen=True)
class Fit:
    """The best member of a family for one spectrum.

    Attributes:
        family: name in ``MATRIXLAWS``.
        shape: pairs (name, value).
        scale, shift: of the law's standard form.
        distance: Kolmogorov distance of the data it was fitted to.
    """

    family: str
    shape: Shape
    scale: float
    shift: float
    distance: float

    @property
    def freedom(self) -> int:
        """Number of parameters that were fitted."""
        return MATRIXLAWS[self.family].freedom

    @classmethod
    @checked
    def restore(cls, params: Annotated[Mapping[str, Any], Keys(KEPT)]) -> "Fit":
        """From plain data, as ``dataclasses.asdict`` makes it; JSON has made lists of pairs."""
        return cls(**{**params, "shape": tuple((name, value) for name, value in params["shape"])})

    @checked
    def law(self, tables: Tables) -> Affine:
        """The fitted law; ``tables`` are those of its family."""
        return tables[self.shape].scaled(self.scale, self.shift)


@checked
def fit(values: Vector, family: str, tables: Tables) -> Fit:
    """Best scale and shift for each shape, best shape of those.

    All shapes are tried on a thinned copy of the data, the best few on the data themselves.
    """
    shapes = list(tables)
    if len(shapes) > REFINED and len(values) > SCREEN:
        levels = (np.arange(SCREEN) + 0.5) / SCREEN
        thinned = np.quantile(values, levels, method="inverted_cdf")
        data = Empirical.of(thinned)
        near = {shape: _matched(data, thinned, tables[shape])[0][-1] for shape in shapes}
        shapes = sorted(shapes, key=near.__getitem__)[:REFINED]
    found = [Fit(family, shape, *_best(values, tables[shape])) for shape in shapes]
    return min(found, key=lambda each: each.distance)


def _best(values: NDArray, table: Table) -> Place:
    """The best place: of a law without a shift, so that its atom stays at 0, or with one."""
    data = Empirical.of(values)
    moved = [
        _refined(data, table, scale, shift)
        for scale, shift, _ in _matched(data, values, table)[:STARTS]
    ]
    return min([_unmoved(data, values, table), *moved], key=lambda each: each[2])


def _matched(data: Empirical, values: NDArray, table: Table) -> list[Place]:
    """Where two quantiles agree, the nearest first."""
    ours, theirs = np.quantile(values, LEVELS), table.quantile(np.array(LEVELS))
    pairs = np.array(list(combinations(range(len(LEVELS)), 2))).T
    a, b = ours[pairs], theirs[pairs]
    kept = (a[1] > a[0]) & (b[1] > b[0])
    a, b = a[:, kept], b[:, kept]
    scale = (a[1] - a[0]) / (b[1] - b[0])
    shift = a[0] - scale * b[0]
    if not len(scale):  # values that are all equal: no scale is better than another
        scale, shift = np.ones(1), ours[:1] - theirs[:1]
    distance = data.distances(table, scale, shift)
    order = np.argsort(distance, kind="stable")
    return [(float(scale[i]), float(shift[i]), float(distance[i])) for i in order]


def _unmoved(data: Empirical, values: NDArray, table: Table) -> Place:
    """Without a shift, from around the scales at which quantiles of moduli agree."""
    ours = np.quantile(np.abs(values), LEVELS)
    theirs = np.quantile(np.abs(table.quantile(MODULI)), LEVELS)
    agree = (ours > 0) & (theirs > 0)
    ratios = ours[agree] / theirs[agree] if agree.any() else np.ones(1)
    low, high = np.log(ratios.min()) - SPAN, np.log(ratios.max()) + SPAN
    while high - low > FINE:  # the distance is continuous but not convex: a grid, then a finer one
        grid = np.linspace(low, high, GRID)
        distance = data.distances(table, np.exp(grid), np.zeros(GRID))
        best, step = int(np.argmin(distance)), grid[1] - grid[0]
        low, high = grid[best] - step, grid[best] + step
    return float(np.exp(grid[best])), 0.0, float(distance[best])


def _refined(data: Empirical, table: Table, scale: float, shift: float) -> Place:
    """The best place near to one, by the simplex method of Nelder and Mead."""

    distance = data.distance_to(table)

    def place(where: NDArray) -> tuple[float, float]:
        size = scale * np.exp(min(max(where[0], -FARTHEST), FARTHEST))
        return float(size), float(shift + where[1] * scale)

    simplex = {**SIMPLEX, "initial_simplex": [[0, 0], [0.1, 0], [0, 0.1]]}
    options = {"method": "Nelder-Mead", "options": simplex}
    found = minimize(lambda where: distance(*place(where)), [0.0, 0.0], **options)
    return *place(found.x), float(found.fun)
