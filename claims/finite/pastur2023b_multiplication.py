"""Products of matrices of given spectra, turned by a Haar matrix: the free product."""

from claims._base import Claim, Source
from claims._papers import PASTUR2023B
from claims.finite._products import ALONE, COMMUTING, INGREDIENTS, definite, products

claim = Claim(
    statement=(
        "Two positive definite matrices, turned against each other by a Haar orthogonal one: the "
        "spectrum of their product tends to a law that is not random, that of the free product of "
        "the limits of theirs."
    ),
    formula=(
        r"\nu_{A^{1/2} U B U^\top A^{1/2}} \to \nu_A \boxtimes \nu_B \qquad "
        r"S(m) = S_A(m)\,S_B(m)"
    ),
    source=Source(
        "abstract",
        (PASTUR2023B,),
        "The abstract has functional equations for the Stieltjes transform, not written out; the "
        "free multiplicative convolution is solved here.",
    ),
    hypotheses={
        "positive definite A and B, with limits of their spectra": "abstract",
        "Haar orthogonal U": "abstract",
    },
    rival=f"{COMMUTING}; {ALONE}",
    entries=products(definite),
    ingredients=INGREDIENTS,
)
