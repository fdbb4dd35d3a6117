"""Haar weights with biases that are not Gaussian: beyond the theorem."""

from claims._base import Claim
from claims._ensembles import haar, none
from claims.spectra._ingredients import STORED
from claims.spectra._limits import limit_law

claim = Claim(
    statement=(
        "Haar orthogonal weights, i.i.d. biases of any law of finite variance: the spectrum of "
        "J J^T converges to the law in which y^l is a Gaussian plus an independent bias."
    ),
    source="extends Pastur (2022), Eigenvalue distribution of large random matrices arising in "
    "deep neural networks: orthogonal case, arXiv:2201.04543",
    hypotheses="square Haar weights; i.i.d. biases (the theorem has Gaussian ones); bounded phi",
    rival="the law of Gaussian biases of the same variance; the law of i.i.d. weights",
    entries=limit_law(
        covers=haar,
        near=none,
        foreign="iid",
        grids=("binary_bias", "skew_bias"),
        rivals=("gaussian_bias",),
        against=("iid", "gaussian_bias"),
    ),
    ingredients=STORED,
)
