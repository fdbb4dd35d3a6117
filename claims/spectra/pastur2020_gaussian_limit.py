"""With Gaussian weights the spectrum of J J^T converges to the free-probability law (P3)."""

from claims._base import Claim
from claims._ensembles import gaussian, none
from claims.spectra._ingredients import STORED
from claims.spectra._limits import limit_law

claim = Claim(
    statement=(
        "Gaussian weights: as the width grows, the eigenvalue distribution of J J^T converges to "
        "the law whose S-transform is the product of those of the layers, as if every D were "
        "independent of the weights."
    ),
    source="Pastur (2020), On random matrices arising in deep neural networks: Gaussian case, "
    "arXiv:2001.06188",
    hypotheses="independent Gaussian weights and biases; bounded, piecewise smooth phi",
    rival="the law of Haar orthogonal weights; the law with every layer variance off by one",
    entries=limit_law(
        covers=gaussian,
        near=none,
        foreign="haar",
    ),
    ingredients=STORED,
)
