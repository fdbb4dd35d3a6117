"""Weights with Haar singular vectors have the limit law that their singular values say."""

from claims._base import Claim, Source, entry
from claims._ensembles import given_singular_values
from claims._papers import PASTUR2022
from claims.spectra._ingredients import STORED
from claims.spectra._limits import covered, true


def entries(study):
    """True networks of these weights, and the same against the law of Haar weights."""
    for (grid, *_), comparison in true(study, "biunitary"):
        kind = comparison.net.ensembles[0].kind
        if not given_singular_values(comparison.net.ensembles[0]):
            continue
        role, note = covered(comparison)
        yield entry(
            comparison, role, comparison.evidence(rivals=(*kind.rivals, "shifted")), note, grid
        )
        if role == "theorem":
            wrong = comparison.evidence(against="haar")
            yield entry(comparison, "control", wrong, "tested against the haar law", grid)


claim = Claim(
    statement=(
        "Weights W = U diag(s) V* with independent Haar U and V: the eigenvalue distribution of "
        "J J^T converges to the law in which every layer multiplies by the S-transform that the "
        "singular values s have, in square layers and others."
    ),
    formula=(
        r"S_{JJ^\top}(m) = \prod_{l=1}^{L} \frac{S_{K_l}(m)\,S_{s^2}(m)}{\sigma_w^2} \qquad "
        r"W = U \operatorname{diag}(s)\,V^*"
    ),
    source=Source(
        "ours",
        (PASTUR2022,),
        "from the asymptotic freeness of Haar matrices (Voiculescu 1991; Collins and Sniady 2006),"
        " as for s = 1",
    ),
    hypotheses={
        "Haar U and V": "ours",
        "s bounded, of a given law": "ours",
        "delocalised input": "ours",
        "bounded phi": "ours",
    },
    rival="the laws of i.i.d. and of Haar weights of the same variance; every layer variance off "
    "by one",
    entries=entries,
    ingredients=STORED,
)
