"""Gaussian biases: pre-activations are Gaussian at every depth."""

from freewidth.biases._base import Bias

bias = Bias(
    "Gaussian",
    "Pastur (2022), arXiv:2201.04543 (Gaussian biases)",
    sample=lambda rng, shape: rng.standard_normal(shape),
    rule=None,
)
