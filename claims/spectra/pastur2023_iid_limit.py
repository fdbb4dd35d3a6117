"""Any i.i.d. weights with a finite fourth moment share the Gaussian limit (P2)."""

from claims._base import Claim
from claims._ensembles import iid_not_gaussian, iid_with_fourth_moment
from claims.spectra._ingredients import STORED
from claims.spectra._limits import limit_law

claim = Claim(
    statement=(
        "Independent weights of variance one over the width and finite fourth moment, whatever "
        "their law: the eigenvalue distribution of J J^T converges to the same law as for "
        "Gaussian weights (macroscopic universality)."
    ),
    source="Pastur and Slavin (2023), On random matrices arising in deep neural networks: "
    "general i.i.d. case, arXiv:2011.11439",
    hypotheses="i.i.d. entries, mean 0, finite fourth moment; delocalised input; bounded phi",
    rival="the law of Haar orthogonal weights; the law with every layer variance off by one",
    entries=limit_law(
        covers=iid_with_fourth_moment,
        near=iid_not_gaussian,
        foreign="haar",
    ),
    ingredients=STORED,
)
