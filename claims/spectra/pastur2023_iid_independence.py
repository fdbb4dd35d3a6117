"""I.i.d. weights: D may be replaced by independent copies in the limit (P2)."""

from claims._base import Claim
from claims._ensembles import iid_not_gaussian, iid_with_fourth_moment
from claims.spectra._ingredients import STORED
from claims.spectra._limits import independence

claim = Claim(
    statement=(
        "Independent weights with finite fourth moment: although every D is computed from the "
        "weights, replacing it by an independent copy does not change the limit of the spectrum."
    ),
    source="Pastur and Slavin (2023), On random matrices arising in deep neural networks: "
    "general i.i.d. case, arXiv:2011.11439",
    hypotheses="i.i.d. entries, mean 0, finite fourth moment; delocalised input; bounded phi",
    rival="a difference as large as that made by another weight law or an off-by-one variance",
    entries=independence(
        covers=iid_with_fourth_moment,
        near=iid_not_gaussian,
    ),
    ingredients=STORED,
)
