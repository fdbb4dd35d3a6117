r"""Haar singular vectors and two singular values, :math:`s^2 = 0.4` and 1.6, half of each."""

from math import sqrt

from freewidth.ensembles._biunitary import biunitary
from freewidth.kinds import SingularValues

ensemble = biunitary(
    "biunitary_two",
    "two-valued bi-invariant",
    "ours; s = 1 is Pastur (2022), arXiv:2201.04543; sampling: Stewart (1980), Mezzadri (2007)",
    SingularValues(((sqrt(0.4), 0.5), (sqrt(1.6), 0.5))),
)
