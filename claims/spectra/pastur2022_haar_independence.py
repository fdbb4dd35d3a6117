"""Haar weights: D may be replaced by independent copies in the limit (P1)."""

from claims._base import Claim
from claims._ensembles import haar, none
from claims.spectra._ingredients import STORED
from claims.spectra._limits import independence

claim = Claim(
    statement=(
        "Haar orthogonal weights: although every D is computed from the weights, replacing it by "
        "an independent copy of itself does not change the limit of the spectrum of J J^T."
    ),
    source="Pastur (2022), Eigenvalue distribution of large random matrices arising in deep "
    "neural networks: orthogonal case, arXiv:2201.04543",
    hypotheses="square Haar orthogonal weights, Gaussian biases; bounded, piecewise smooth phi",
    rival="a difference as large as that made by another weight law or an off-by-one variance",
    entries=independence(
        covers=haar,
        near=none,
    ),
    ingredients=STORED,
)
