"""Haar weights: D may be replaced by independent copies in the limit."""

from claims._base import Claim, Source
from claims._ensembles import haar, none
from claims._papers import PASTUR2022
from claims.spectra._ingredients import STORED
from claims.spectra._limits import independence

claim = Claim(
    statement=(
        "Haar orthogonal weights: although every D is computed from the weights, replacing it by "
        "an independent copy of itself does not change the limit of the spectrum of J J^T."
    ),
    formula=(
        r"\nu_{JJ^\top} - \nu_{\tilde J \tilde J^\top} \to 0 \qquad "
        r"J = D^L W^L \cdots D^1 W^1 \qquad "
        r"\tilde J = \tilde D^L W^L \cdots \tilde D^1 W^1"
    ),
    source=Source("abstract", (PASTUR2022,)),
    hypotheses={
        "Haar orthogonal weights, Gaussian biases": "abstract",
        "square layers": "ours",
        "bounded, piecewise smooth phi": "recalled",
    },
    rival="a difference as large as that made by another weight law or an off-by-one variance",
    entries=independence(
        covers=haar,
        near=none,
    ),
    ingredients=STORED,
)
