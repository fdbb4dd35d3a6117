"""Moments of Jacobian spectra with Haar weights: planar gluings, with free cumulants."""

from claims._base import Claim, Source
from claims._ensembles import haar
from claims._papers import CIRONE2024, PASTUR2022
from claims.spectra._planar import ingredients, planar

claim = Claim(
    statement=(
        "Haar orthogonal weights: the moments of the spectrum of J J^T converge to sums over "
        "non-crossing partitions and their Kreweras complements in which free cumulants of the "
        "layers before stand where i.i.d. weights have moments."
    ),
    formula=(
        r"m_k(D W A W^\top D) \to \sum_{\pi \in NC(k)} \; \prod_{V \in \pi} r_{|V|}(A) "
        r"\prod_{V \in \mathrm{Kr}(\pi)} \kappa_{|V|} \qquad "
        r"\kappa_s = \mathbb{E}\,\phi'(\sqrt{q}\,g)^{2s}"
    ),
    source=Source(
        "ours",
        (CIRONE2024, PASTUR2022),
        "derived in freewidth.genus; the first paper has such sums for i.i.d. weights, the second "
        "the limit law for Haar weights",
    ),
    hypotheses={
        "square Haar weights": "ours",
        "any phi": "ours",
    },
    rival="the sum for i.i.d. weights; every layer variance off by one",
    entries=planar(haar),
    ingredients=ingredients(haar),
)
