r"""Convolutions: block-circulant weights, c channels at each of p = 4 positions on a circle.

Block (i, j) is :math:`F_{i-j}`, indices modulo p, the p filters :math:`F_s` independent c x c
Gaussian matrices with entries of variance 1/n, n = pc. The discrete Fourier transform over
positions makes W block diagonal, :math:`\hat F_k` Gaussian; D is diagonal over positions, and all
of these have the same variance. As c grows with p fixed, the filters are free from the diagonal
matrices of single positions, with amalgamation over p x p matrices, and every step maps multiples
of the identity to multiples of the identity: the limit law is that of independent entries.
"""

from math import gcd

import numpy as np

from freewidth.ensembles import Ensemble
from freewidth.kinds import IID

POSITIONS = 4


def sample(rng, rows, columns):
    """As many positions, up to four, as divide both sizes; filters as wide as the circle."""
    p = gcd(rows, columns, POSITIONS)
    filters = rng.standard_normal((p, rows // p, columns // p)) / np.sqrt(columns)
    return circulant(filters)


def circulant(filters):
    """The block-circulant matrix of p filters, shape (p, r, c): rows p r, columns p c."""
    p, r, c = filters.shape
    at = np.arange(p)
    blocks = filters[(at[:, None] - at) % p]
    return np.ascontiguousarray(blocks.swapaxes(1, 2).reshape(p * r, p * c))


ensemble = Ensemble("convolution, 4 positions", "derived here", kind=IID, sample=sample)
