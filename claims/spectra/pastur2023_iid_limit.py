"""Any i.i.d. weights with a finite fourth moment share the Gaussian limit."""

from claims._base import Claim, Source
from claims._ensembles import iid_not_gaussian, iid_with_fourth_moment
from claims._papers import PASTUR2023
from claims.spectra._ingredients import STORED
from claims.spectra._limits import limit_law

claim = Claim(
    statement=(
        "Independent weights of variance one over the width and finite fourth moment, whatever "
        "their law: the eigenvalue distribution of J J^T converges to the same law as for "
        "Gaussian weights (macroscopic universality)."
    ),
    formula=(
        r"S_{JJ^\top}(m) = \prod_{l=1}^{L} \frac{S_{K_l}(m)}{\sigma_w^2\,(1 + m)} \qquad "
        r"K_l = \text{law of } \phi'(\sqrt{q_l}\,g)^2 \qquad "
        r"\mathbb{E}\,W_{ij}^2 = \sigma_w^2/n"
    ),
    source=Source("abstract", (PASTUR2023,)),
    hypotheses={
        "i.i.d. entries, mean 0, finite fourth moment": "abstract",
        "delocalised input": "recalled",
        "bounded phi": "recalled",
    },
    rival="the law of Haar orthogonal weights; the law with every layer variance off by one",
    entries=limit_law(
        covers=iid_with_fourth_moment,
        near=iid_not_gaussian,
        foreign="haar",
    ),
    ingredients=STORED,
)
