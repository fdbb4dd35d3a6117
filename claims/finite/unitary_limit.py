"""Haar unitary weights and entire activations: as orthogonal ones, with complex slopes."""

from claims._base import Claim, Source
from claims._papers import CIRONE2024, PASTUR2022
from claims.finite._complex import limit
from claims.finite._experiments import ingredients

claim = Claim(
    statement=(
        "Haar unitary weights with an entire activation: pre-activations become circular "
        "Gaussians, and the spectrum of J J^* has the limit of real Haar weights, with the law of "
        "|phi'(y)|^2 in place of that of phi'(y)^2."
    ),
    formula=(
        r"S_{JJ^*}(m) = \prod_{l=1}^{L} \frac{S_{K_l}(m)}{\sigma_w^2} \qquad "
        r"K_l = \text{law of } |\phi'(\sqrt{q_l}\,z)|^2,\; z \sim \mathcal{CN}(0, 1)"
    ),
    source=Source(
        "ours",
        (PASTUR2022, CIRONE2024),
        "carried over from Haar orthogonal weights (first paper) and complex i.i.d. ones (second)",
    ),
    hypotheses={"Haar unitary weights, entire phi": "ours"},
    rival="complex Gaussian weights; real Gaussian pre-activations",
    entries=limit("unitary"),
    ingredients=ingredients("q", "slope", "sigma_w2"),
)
