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
    formula=(
        r"m_k(D W A W^\top D) \to \sum_{\pi \in NC(k)} \; \prod_{V \in \pi} r_{|V|}(A) "
        r"\prod_{V \in \mathrm{Kr}(\pi)} \kappa_{|V|} \qquad "
        r"\kappa_s = \mathbb{E}\,\phi'(\sqrt{q}\,g)^{2s} \qquad "
        r"k \le 6"
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
