"""What distance chance would leave: matrices of the same size drawn from the fitted law itself."""

import numpy as np
from numpy.typing import NDArray

from freewidth.arguments import Count, Vector, Whole, Width, checked
from freewidth.stats.fits._fit import Fit, fit
from freewidth.stats.fits.distance import bulk, clean
from freewidth.symmetric.laws import Tables
from freewidth.symmetric.matrices import MATRICES


@checked
def bootstrap(
    found: Fit,
    tables: Tables,
    size: Width,
    outliers: Count,
    draws: Whole,
    rng: np.random.Generator,
) -> NDArray:
    """Distances of ``draws`` matrices from the law ``found``, each fitted like the data.

    The size is that of the data's matrix, as many outliers are taken off, and every shape, scale
    and shift is fitted anew: a family with more parameters earns itself smaller distances here too.
    """
    shape = dict(found.shape)
    ensemble = MATRICES[found.family]
    distances = []
    for _ in range(draws):
        values = clean(ensemble.eigenvalues(rng, size, **shape))
        distances.append(fit(bulk(values, outliers), found.family, tables).distance)
    return np.array(distances)


@checked
def p_value(observed: float, null: Vector) -> float:
    """Share of the null distances, the observed one included, that are as large."""
    return float((1 + np.sum(null >= observed)) / (1 + len(null)))
