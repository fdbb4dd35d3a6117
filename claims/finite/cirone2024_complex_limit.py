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
