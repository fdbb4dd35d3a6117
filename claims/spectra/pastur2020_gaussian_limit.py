"""With Gaussian weights the spectrum of J J^T converges to the free-probability law."""

from claims._base import Claim, Source
from claims._ensembles import gaussian, none
from claims._papers import PASTUR2020
from claims.spectra._ingredients import STORED
from claims.spectra._limits import limit_law

claim = Claim(
    statement=(
        "Gaussian weights: as the width grows, the eigenvalue distribution of J J^T converges to "
        "the law whose S-transform is the product of those of the layers, as if every D were "
        "independent of the weights."
    ),
    formula=(
        r"S_{JJ^\top}(m) = \prod_{l=1}^{L} \frac{S_{K_l}(m)}{\sigma_w^2\,(1 + m)} \qquad "
        r"K_l = \text{law of } \phi'(\sqrt{q_l}\,g)^2 \qquad "
        r"q_{l+1} = \sigma_w^2\,\mathbb{E}\,\phi(\sqrt{q_l}\,g)^2 + \sigma_b^2"
    ),
    source=Source("abstract", (PASTUR2020,)),
    hypotheses={
        "independent Gaussian weights": "abstract",
        "independent Gaussian biases": "recalled",
        "bounded, piecewise smooth phi": "recalled",
    },
    rival="the law of Haar orthogonal weights; the law with every layer variance off by one",
    entries=limit_law(
        covers=gaussian,
        near=none,
        foreign="haar",
    ),
    ingredients=STORED,
)
