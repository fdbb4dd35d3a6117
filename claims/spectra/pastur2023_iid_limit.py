"""Any i.i.d. weights with a finite fourth moment share the Gaussian limit (P2)."""

from claims._base import Claim
from claims.spectra._limits import limit_law
from freewidth.ensembles import ENSEMBLES
from freewidth.kinds import IID

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
        covers=lambda e: e.kind is IID and e.has_finite_fourth_moment,
        near=lambda e: e.kind is IID and e is not ENSEMBLES["gaussian"],
        foreign="haar",
    ),
)
