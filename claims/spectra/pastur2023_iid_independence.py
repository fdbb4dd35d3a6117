"""I.i.d. weights: D may be replaced by independent copies in the limit."""

from claims._base import Claim, Source
from claims._ensembles import iid_not_gaussian, iid_with_fourth_moment
from claims._papers import PASTUR2023
from claims.spectra._ingredients import STORED
from claims.spectra._limits import independence

claim = Claim(
    statement=(
        "Independent weights with finite fourth moment: although every D is computed from the "
        "weights, replacing it by an independent copy does not change the limit of the spectrum."
    ),
    formula=(
        r"\nu_{JJ^\top} - \nu_{\tilde J \tilde J^\top} \to 0 \qquad "
        r"J = D^L W^L \cdots D^1 W^1 \qquad "
        r"\tilde J = \tilde D^L W^L \cdots \tilde D^1 W^1"
    ),
    source=Source("abstract", (PASTUR2023,)),
    hypotheses={
        "i.i.d. entries, mean 0, finite fourth moment": "abstract",
        "delocalised input": "recalled",
        "bounded phi": "recalled",
    },
    rival="a difference as large as that made by another weight law or an off-by-one variance",
    entries=independence(
        covers=iid_with_fourth_moment,
        near=iid_not_gaussian,
    ),
    ingredients=STORED,
)
