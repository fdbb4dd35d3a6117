"""Gaussian weights: D may be replaced by independent copies in the limit (P3)."""

from claims._base import Claim
from claims._ensembles import gaussian, none
from claims.spectra._ingredients import STORED
from claims.spectra._limits import independence

claim = Claim(
    statement=(
        "Gaussian weights: although every D is computed from the weights, replacing it by an "
        "independent copy of itself does not change the limit of the spectrum of J J^T."
    ),
    source="Pastur (2020), On random matrices arising in deep neural networks: Gaussian case, "
    "arXiv:2001.06188",
    hypotheses="independent Gaussian weights and biases; bounded, piecewise smooth phi",
    rival="a difference as large as that made by another weight law or an off-by-one variance",
    entries=independence(
        covers=gaussian,
        near=none,
    ),
    ingredients=STORED,
)
