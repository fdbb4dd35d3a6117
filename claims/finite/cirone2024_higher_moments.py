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
