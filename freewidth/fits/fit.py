"""The member of a family nearest to a spectrum, in Kolmogorov distance.

Minimum distance, not maximum likelihood: laws with atoms and with hard edges give most data no
likelihood at all, whereas every law has a distance, and the same one judges the fit.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar

from freewidth.fits.distance import Empirical
from freewidth.matrixlaws import MATRIXLAWS, Affine, Table

LEVELS = (0.6, 0.75, 0.9, 0.97)  # of moduli, where data and law are matched to start from
SPAN = 30.0  # scales tried lie within this factor of those starts
COARSE = 24  # scales tried before refining; the distance is continuous but not convex
SCREEN = 200  # quantiles of the data by which shapes are screened: distances good to 1/200
REFINED = 4  # shapes, the best of the screening, that are fitted to all data


class Search(NamedTuple):
    """How hard scale and shift are looked for together.

    Attributes:
        starts: from where law and data agree at the levels 1/2 - each and 1/2 + each.
        simplex: options of the Nelder-Mead method.
    """

    starts: tuple[float, ...]
    simplex: dict[str, float]


QUICK = Search((0.1, 0.25, 0.4), {"xatol": 1e-2, "fatol": 1e-3, "maxiter": 60})
# good to a tenth of what chance leaves at 1000 eigenvalues
THOROUGH = Search((0.1, 0.25, 0.4), {"xatol": 2e-3, "fatol": 1e-4, "maxiter": 120})

Shape = tuple[tuple[str, float], ...]
Tables = Mapping[Shape, Table]


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

    def law(self, tables: Tables) -> Affine:
        """The fitted law; ``tables`` are those of its family."""
        return tables[self.shape].scaled(self.scale, self.shift)


def shapes(family: str, chosen: Mapping[str, Iterable] | None = None) -> list[Shape]:
    """All combinations of shape parameters of a family, or of the values ``chosen``."""
    grid = {**MATRIXLAWS[family].shapes, **(chosen or {})}
    return [tuple(zip(grid, values, strict=True)) for values in product(*grid.values())]


def fit(values: NDArray, family: str, tables: Tables) -> Fit:
    """Best scale and shift for each shape, best shape of those.

    All shapes are tried on a thinned copy of the data, the best few on the data themselves.
    """
    shapes = list(tables)
    if len(shapes) > REFINED and len(values) > SCREEN:
        levels = (np.arange(SCREEN) + 0.5) / SCREEN
        thinned = np.quantile(values, levels, method="inverted_cdf")
        quick = {shape: _best(thinned, family, shape, tables, QUICK).distance for shape in shapes}
        shapes = sorted(shapes, key=quick.get)[:REFINED]
    found = [_best(values, family, shape, tables, THOROUGH) for shape in shapes]
    return min(found, key=lambda each: each.distance)


def _best(values, family, shape, tables, search):
    places = (_stretch(values, tables[shape]), _move(values, tables[shape], search))
    return min((Fit(family, shape, *at) for at in places), key=lambda each: each.distance)


def _stretch(values, table):
    """(scale, 0, distance) of the best law that is not moved, so that its atom stays at 0."""

    data = Empirical.of(values)

    def distance(log_scale):
        return data.distance(table.scaled(np.exp(log_scale)))

    starts = _scales(values, table)
    if not starts:
        return 1.0, 0.0, distance(0.0)
    low, high = np.log(min(starts) / SPAN), np.log(max(starts) * SPAN)
    grid = np.linspace(low, high, COARSE)
    best = int(np.argmin([distance(point) for point in grid]))
    step = grid[1] - grid[0]
    inside = (grid[best] - step, grid[best] + step)
    found = minimize_scalar(distance, bounds=inside, method="bounded", options={"xatol": 1e-3})
    return float(np.exp(found.x)), 0.0, float(found.fun)


def _scales(values, table):
    """Scales at which quantiles of moduli agree, where both are positive."""
    ours = np.quantile(np.abs(values), LEVELS)
    theirs = np.quantile(np.abs(table.quantile((np.arange(500) + 0.5) / 500)), LEVELS)
    return [a / b for a, b in zip(ours, theirs, strict=True) if a > 0 and b > 0]


def _move(values, table, search):
    """(scale, shift, distance) of the best law nearby that is moved as well."""

    data = Empirical.of(values)

    def distance(where):
        log_scale = np.clip(where[0], -700, 700)  # what exp can take
        return data.distance(table.scaled(np.exp(log_scale), where[1] * spread))

    spread = np.quantile(values, 0.9) - np.quantile(values, 0.1)
    if spread == 0:
        spread = np.ptp(values) or 1.0
    best = None
    for half in search.starts:
        ours = np.quantile(values, [0.5 - half, 0.5 + half])
        theirs = table.quantile([0.5 - half, 0.5 + half])
        scale = max((ours[1] - ours[0]) / max(theirs[1] - theirs[0], 1e-300), 1e-12 * spread)
        start = [np.log(scale), (ours[0] - scale * theirs[0]) / spread]
        found = minimize(distance, start, method="Nelder-Mead", options=search.simplex)
        best = found if best is None or found.fun < best.fun else best
    return float(np.exp(np.clip(best.x[0], -700, 700))), float(best.x[1] * spread), float(best.fun)
