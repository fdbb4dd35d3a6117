"""Biases of any law enter the limit through the law of their sum with a Gaussian."""

from claims._base import Claim, Source
from claims._ensembles import iid_with_fourth_moment, none
from claims._papers import PASTUR2022, PASTUR2023
from claims.spectra._ingredients import STORED
from claims.spectra._limits import limit_law

claim = Claim(
    statement=(
        "I.i.d. biases of any law of finite variance: the spectrum of J J^T converges to the law "
        "in which y^l is a Gaussian plus an independent bias, not to that of Gaussian biases of "
        "the same variance."
    ),
    formula=(
        r"S_{JJ^\top}(m) = \prod_{l=1}^{L} \frac{S_{K_l}(m)}{\sigma_w^2\,(1 + m)} \qquad "
        r"K_l = \text{law of } \phi'(\sqrt{q_l - \sigma_b^2}\,g + b)^2"
    ),
    source=Source(
        "abstract",
        (PASTUR2023, PASTUR2022),
        "That biases may have any law says the abstract of the later paper; the law of y^l is "
        "derived here.",
    ),
    hypotheses={
        "i.i.d. entries, mean 0, finite fourth moment": "abstract",
        "i.i.d. biases": "abstract",
        "biases of finite variance": "ours",
        "bounded phi": "recalled",
    },
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
