"""Biases of any law enter the limit through the law of their sum with a Gaussian (P2)."""

from claims._base import Claim
from claims._ensembles import iid_with_fourth_moment, none
from claims.spectra._ingredients import STORED
from claims.spectra._limits import limit_law

claim = Claim(
    statement=(
        "I.i.d. biases of any law of finite variance: the spectrum of J J^T converges to the law "
        "in which y^l is a Gaussian plus an independent bias, not to that of Gaussian biases of "
        "the same variance."
    ),
    source="Pastur and Slavin (2023), On random matrices arising in deep neural networks: "
    "general i.i.d. case, arXiv:2011.11439",
    hypotheses="i.i.d. weights with finite fourth moment; i.i.d. biases; bounded phi",
    rival="the law of Gaussian biases of the same variance; the law of Haar weights",
    entries=limit_law(
        covers=iid_with_fourth_moment,
        near=none,
        foreign="haar",
        grids=("binary_bias", "skew_bias"),
        rivals=("gaussian_bias",),
        against=("haar", "gaussian_bias"),
    ),
    ingredients=STORED,
)
