"""Moments of Jacobian spectra up to the sixth are sums over planar gluings."""

from claims._base import Claim, Source
from claims._ensembles import iid
from claims._papers import CIRONE2024
from claims.finite._planar import CONSTANT, INGREDIENTS, OTHER, SHIFTED, planar

claim = Claim(
    statement=(
        "I.i.d. weights: the moments m_1 to m_6 of J J^T, J = D W ... D W, converge to sums over "
        "non-crossing partitions and their Kreweras complements."
    ),
    formula=(
        r"m_k(D W A W^\top D) \to \sum_{\pi \in NC(k)} \; \prod_{V \in \pi} "
        r"c^{1-|V|}\,m_{|V|}(A) \prod_{V \in \mathrm{Kr}(\pi)} \kappa_{|V|} \qquad "
        r"\kappa_s = \mathbb{E}\,\phi'(\sqrt{q}\,g)^{2s} \qquad "
        r"k \le 6"
    ),
    source=Source(
        "abstract",
        (CIRONE2024,),
        "What the partitions are summed over is written down in freewidth.genus. The paper's own "
        "order of matrices is another: cirone2024_weights_at_the_end.",
    ),
    hypotheses={
        "i.i.d. weights with finite moments": "abstract",
        "any phi: what the paper asks of it is not in the abstract": "ours",
    },
    rival=f"{OTHER}; {SHIFTED}; {CONSTANT}",
    entries=planar(iid, "slopes"),
    ingredients=INGREDIENTS,
)
