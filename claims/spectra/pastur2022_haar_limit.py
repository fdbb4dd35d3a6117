"""With Haar orthogonal weights the spectrum of J J^T has a limit law of its own (P1)."""

from claims._base import Claim
from claims._ensembles import haar, none
from claims.spectra._ingredients import STORED
from claims.spectra._limits import limit_law

claim = Claim(
    statement=(
        "Haar orthogonal weights: as the width grows, the eigenvalue distribution of J J^T "
        "converges to the free multiplicative convolution of the laws of the D^2, another law "
        "than for independent entries."
    ),
    source="Pastur (2022), Eigenvalue distribution of large random matrices arising in deep "
    "neural networks: orthogonal case, arXiv:2201.04543",
    hypotheses="square Haar orthogonal weights, Gaussian biases; bounded, piecewise smooth phi",
    rival="the law of i.i.d. weights; the law with every layer variance off by one",
    entries=limit_law(
        covers=haar,
        near=none,
        foreign="iid",
    ),
    ingredients=STORED,
)
