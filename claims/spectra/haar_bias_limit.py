"""Haar weights with biases that are not Gaussian: beyond the theorem."""

from claims._base import Claim, Source
from claims._ensembles import haar, none
from claims._papers import PASTUR2022, PASTUR2023
from claims.spectra._ingredients import STORED
from claims.spectra._limits import limit_law

claim = Claim(
    statement=(
        "Haar orthogonal weights, i.i.d. biases of any law of finite variance: the spectrum of "
        "J J^T converges to the law in which y^l is a Gaussian plus an independent bias."
    ),
    formula=(
        r"S_{JJ^\top}(m) = \prod_{l=1}^{L} \frac{S_{K_l}(m)}{\sigma_w^2} \qquad "
        r"K_l = \text{law of } \phi'(\sqrt{q_l - \sigma_b^2}\,g + b)^2"
    ),
    source=Source(
        "ours",
        (PASTUR2022, PASTUR2023),
        "put together from a statement on Haar weights with Gaussian biases and one on i.i.d. "
        "biases of any law",
    ),
    hypotheses={
        "square Haar weights": "ours",
        "i.i.d. biases of finite variance": "ours",
        "bounded phi": "ours",
    },
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
