"""With Haar orthogonal weights the spectrum of J J^T has a limit law of its own."""

from claims._base import Claim, Source
from claims._ensembles import haar, none
from claims._papers import PASTUR2022
from claims.spectra._ingredients import STORED
from claims.spectra._limits import limit_law

claim = Claim(
    statement=(
        "Haar orthogonal weights: as the width grows, the eigenvalue distribution of J J^T "
        "converges to the free multiplicative convolution of the laws of the D^2, another law "
        "than for independent entries."
    ),
    formula=(
        r"S_{JJ^\top}(m) = \prod_{l=1}^{L} \frac{S_{K_l}(m)}{\sigma_w^2} \qquad "
        r"K_l = \text{law of } \phi'(\sqrt{q_l}\,g)^2 \qquad "
        r"q_{l+1} = \sigma_w^2\,\mathbb{E}\,\phi(\sqrt{q_l}\,g)^2 + \sigma_b^2"
    ),
    source=Source("abstract", (PASTUR2022,)),
    hypotheses={
        "Haar orthogonal weights, Gaussian biases": "abstract",
        "square layers": "ours",
        "bounded, piecewise smooth phi": "recalled",
    },
    rival="the law of i.i.d. weights; the law with every layer variance off by one",
    entries=limit_law(
        covers=haar,
        near=none,
        foreign="iid",
    ),
    ingredients=STORED,
)
