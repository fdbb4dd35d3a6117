"""Products of matrices with zeros among their eigenvalues, turned by a Haar matrix."""

from claims._base import Claim, Source
from claims._papers import PASTUR2023B
from claims.finite._products import ALONE, COMMUTING, INGREDIENTS, definite, products

claim = Claim(
    statement=(
        "The law of multiplication holds for matrices that have zeros among their eigenvalues, "
        "projections for instance. Atoms of the limit are there at every size: the multiplicity "
        "of 0 is the larger of the two, and two eigenspaces that fill more than the whole space "
        "together share what is too much."
    ),
    formula=(
        r"\nu_{A^{1/2} U B U^\top A^{1/2}} \to \nu_A \boxtimes \nu_B \qquad "
        r"\nu(\{0\}) = \max(\nu_A(\{0\}), \nu_B(\{0\})) \qquad "
        r"\nu(\{ab\}) = \max(0, \nu_A(\{a\}) + \nu_B(\{b\}) - 1)"
    ),
    source=Source(
        "ours",
        (PASTUR2023B,),
        "the paper's abstract has definite matrices; ranks of subspaces in general position",
    ),
    hypotheses={
        "positive semidefinite A and B with limits of their spectra, one of them singular": "ours",
        "Haar orthogonal U": "ours",
    },
    rival=f"{COMMUTING}; {ALONE}",
    entries=products(lambda first, second: not definite(first, second)),
    ingredients=INGREDIENTS,
)
