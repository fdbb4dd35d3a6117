"""Moments of Jacobian spectra are sums over planar gluings."""

from claims._base import Claim, Source
from claims._ensembles import iid
from claims._papers import CIRONE2024
from claims.spectra._planar import ingredients, planar

claim = Claim(
    statement=(
        "I.i.d. weights: the moments of the spectrum of J J^T converge to sums over non-crossing "
        "partitions and their Kreweras complements: only gluings of genus 0 survive."
    ),
    formula=(
        r"m_k(D W A W^\top D) \to \sum_{\pi \in NC(k)} \; \prod_{V \in \pi} "
        r"c^{1-|V|}\,m_{|V|}(A) \prod_{V \in \mathrm{Kr}(\pi)} \kappa_{|V|} \qquad "
        r"\kappa_s = \mathbb{E}\,\phi'(\sqrt{q}\,g)^{2s} \qquad "
        r"c = n_{l-1}/n_l"
    ),
    source=Source(
        "abstract",
        (CIRONE2024,),
        "What the partitions are summed over is written down in freewidth.genus.",
    ),
    hypotheses={
        "i.i.d. weights with finite moments": "abstract",
        "moments up to order 4k for m_k: so that it has a standard error": "ours",
        "any phi: what the paper asks of it is not in the abstract": "ours",
    },
    rival="the sum for Haar weights; every layer variance off by one",
    entries=planar(iid),
    ingredients=ingredients(iid),
)
