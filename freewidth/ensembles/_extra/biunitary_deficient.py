r"""Haar singular vectors and a rank of 3/4: a quarter of the singular values are 0.

The others are :math:`\sqrt{4/3}`, so that the mean square is one.
"""

from math import sqrt

from freewidth.ensembles._biunitary import biunitary
from freewidth.kinds import SingularValues

ensemble = biunitary(
    "biunitary_deficient",
    "bi-invariant, rank 3/4",
    "Pastur (2022), arXiv:2201.04543, has s = 1; sampling: Stewart (1980), Mezzadri (2007)",
    SingularValues(((0.0, 0.25), (sqrt(4 / 3), 0.75))),
)
