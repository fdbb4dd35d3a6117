r"""One channel: a Gaussian circulant matrix, :math:`W_{ij} = c_{i-j}`. It is not free from D.

Every draw has the same eigenvectors, the discrete Fourier transform: W and W^T commute, and layers
commute with each other. Of W W^T alone :math:`m_k = k!` (squared moduli of complex Gaussians),
where independent entries have Catalan numbers: 1, 2, 6 against 1, 2, 5.
"""

import numpy as np

from freewidth.ensembles import Ensemble
from freewidth.kinds import IID


def sample(rng, rows, columns):
    """A circulant matrix of the larger size, cut to the shape."""
    n = max(rows, columns)
    entries = rng.standard_normal(n) / np.sqrt(columns)
    return entries[(np.arange(rows)[:, None] - np.arange(columns)) % n]


ensemble = Ensemble(
    "circulant",
    "negative control: not free from diagonal matrices",
    kind=IID,
    sample=sample,
    no_law="all circulant matrices commute: W is free from nothing that it meets",
)
