r"""Correlated rows: units that look alike. Neighbouring rows have correlation 0.7.

:math:`W = C^{1/2} G` with :math:`C_{ij} = \rho^{|i-j|}`. Already of a linear network the law is
another one, that of G times C; and D, made from the same rows, is correlated along with C, so that
no free product of the two gives the law either.
"""

import numpy as np

from freewidth.ensembles import Ensemble
from freewidth.kinds import IID

RHO = 0.7


def sample(rng, rows, columns):
    """Every row is the one above, times rho, and new noise."""
    found = rng.standard_normal((rows, columns)) / np.sqrt(columns)
    found[1:] *= np.sqrt(1 - RHO**2)
    for i in range(1, rows):
        found[i] += RHO * found[i - 1]
    return found


ensemble = Ensemble(
    "correlated rows",
    "negative control: rows depend on each other",
    kind=IID,
    sample=sample,
    no_law="rows depend on each other, and D on the same rows: W is not free from D",
)
