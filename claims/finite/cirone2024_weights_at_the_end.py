"""The Jacobian that begins and ends with weights, as the paper has it."""

from claims._base import Claim, Source
from claims._ensembles import iid
from claims._papers import CIRONE2024
from claims.finite._planar import CONSTANT, INGREDIENTS, OTHER, SHIFTED, WITHOUT, planar

claim = Claim(
    statement=(
        "I.i.d. weights: for J = W D W ... D W, with one more W than D, the moments m_1 to m_6 of "
        "J J^T converge to the same sums over non-crossing partitions, with one more layer whose "
        "slopes are all 1."
    ),
    formula=(
        r"J = W^{L+1} D^L W^L \cdots D^1 W^1 \qquad "
        r"m_k(W A W^\top) \to \sum_{\pi \in NC(k)} \; \prod_{V \in \pi} m_{|V|}(A) \qquad "
        r"k \le 6"
    ),
    source=Source(
        "recalled",
        (CIRONE2024,),
        "The order of the matrices is recalled; the abstract has the partitions.",
    ),
    hypotheses={
        "i.i.d. weights with finite moments": "abstract",
        "any phi: what the paper asks of it is not in the abstract": "ours",
    },
    rival=f"{WITHOUT}; {OTHER}; {SHIFTED}; {CONSTANT}",
    entries=planar(iid, "weights"),
    ingredients=INGREDIENTS,
)
