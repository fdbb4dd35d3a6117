r"""Low rank plus noise: Gaussian weights and one direction, :math:`W = G + \theta\, u v^\top`.

One eigenvalue in n does not change a limit law: it is that of independent entries. With
:math:`\theta = 3/2` the largest singular value of W tends to :math:`\theta + 1/\theta = 13/6`,
outside of the edge 2, and J J^T has an outlier, which moments of high order notice at small
widths.
"""

import numpy as np

from freewidth.ensembles import Ensemble
from freewidth.kinds import IID

THETA = 1.5


def sample(rng, rows, columns):
    """Noise, and a spike along random directions of unit length in the mean."""
    noise = rng.standard_normal((rows, columns)) / np.sqrt(columns)
    u = rng.standard_normal(rows) / np.sqrt(rows)
    v = rng.standard_normal(columns) / np.sqrt(columns)
    return noise + THETA * np.outer(u, v)


ensemble = Ensemble("Gaussian with a spike", "bulk: derived here", kind=IID, sample=sample)
