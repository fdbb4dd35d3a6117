"""Moments of Jacobian spectra up to the sixth, with Haar weights."""

from claims._base import Claim, Source
from claims._ensembles import haar
from claims._papers import CIRONE2024, PASTUR2022
from claims.finite._planar import CONSTANT, INGREDIENTS, OTHER, SHIFTED, planar

claim = Claim(
    statement=(
        "Haar weights: the moments m_1 to m_6 of J J^T, J = D W ... D W, converge to sums over "
        "non-crossing partitions with the free cumulants of the layer below on their blocks."
    ),
    source=Source(
        "ours",
        (CIRONE2024, PASTUR2022),
        "the sums of the first paper with free cumulants in place of moments, by the freeness of "
        "the second",
    ),
    hypotheses={"Haar orthogonal weights": "ours", "bounded phi": "ours"},
    rival=f"{OTHER}; {SHIFTED}; {CONSTANT}",
    entries=planar(haar, "slopes"),
    ingredients=INGREDIENTS,
)
