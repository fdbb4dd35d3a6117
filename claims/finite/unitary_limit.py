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
