r"""A uniform permutation times independent signs: orthogonal, and not free from D.

:math:`P D P^\top` is diagonal: units are only moved. J J^T is diagonal, and its entries are
products of :math:`\phi'(h)^2` along paths of single units, which no averaging ever touches:
pre-activations are no Gaussian numbers, and the law of Haar weights does not hold.
"""

import numpy as np

from freewidth.ensembles import Ensemble
from freewidth.kinds import HAAR


def sample(rng, rows, columns):
    """A signed permutation of the larger size, cut to the shape."""
    n = max(rows, columns)
    found = np.zeros((n, n))
    found[np.arange(n), rng.permutation(n)] = rng.choice([-1.0, 1.0], n)
    return cut(rng, found, rows, columns)


def cut(rng, square, rows, columns):
    """Rows or columns that make an isometry, each unit kept with the same probability."""
    kept = np.sort(rng.permutation(len(square))[: min(rows, columns)])
    if rows >= columns:
        return np.ascontiguousarray(square[:, kept])
    return np.ascontiguousarray(square[kept])


ensemble = Ensemble(
    "signed permutation",
    "negative control: not free from diagonal matrices",
    kind=HAAR,
    sample=sample,
    fourth_moment=np.inf,
    finite_moments=3.5,
    no_law="a permutation moves the entries of D and mixes none: W is not free from D",
)
