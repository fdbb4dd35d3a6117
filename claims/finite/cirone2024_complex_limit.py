"""Complex i.i.d. weights and entire activations: slopes of complex Gaussians."""

from claims._base import Claim, Source
from claims._papers import CIRONE2024
from claims.finite._complex import limit
from claims.finite._experiments import ingredients

claim = Claim(
    statement=(
        "Complex Ginibre weights with an entire activation: pre-activations become "
        "circular Gaussians, and the spectrum of J J^* has the limit of real networks, with the "
        "law of |phi'(y)|^2 in place of that of phi'(y)^2."
    ),
    formula=(
        r"S_{JJ^*}(m) = \prod_{l=1}^{L} \frac{S_{K_l}(m)}{\sigma_w^2\,(1 + m)} \qquad "
        r"K_l = \text{law of } |\phi'(\sqrt{q_l}\,z)|^2,\; z \sim \mathcal{CN}(0, 1)"
    ),
    source=Source(
        "abstract",
        (CIRONE2024,),
        "Complex matrices are named in the abstract of version 4; what becomes of phi is derived "
        "here.",
    ),
    hypotheses={
        "independent complex Gaussian weights": "abstract",
        "entire phi": "ours",
    },
    rival="Haar unitary weights; real Gaussian pre-activations",
    entries=limit("complex_gaussian"),
    ingredients=ingredients("q", "slope", "sigma_w2"),
)
