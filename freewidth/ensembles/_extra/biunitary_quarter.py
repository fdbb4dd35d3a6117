r"""Haar singular vectors, singular values of a quarter circle: square, the law of i.i.d. weights.

:math:`p(s) = \sqrt{4 - s^2}/\pi` on (0, 2) is the limit for square Gaussian matrices; rectangular
weights differ from these.
"""

import numpy as np

from freewidth.ensembles._biunitary import biunitary
from freewidth.kinds import Density, SingularValues


def quarter_circle(s):
    return np.sqrt(4 - s**2) / np.pi


ensemble = biunitary(
    "biunitary_quarter",
    "quarter-circle bi-invariant",
    "ours; s = 1 is Pastur (2022), arXiv:2201.04543; sampling: Stewart (1980), Mezzadri (2007)",
    SingularValues(density=Density(quarter_circle, 0.0, 2.0)),
)
