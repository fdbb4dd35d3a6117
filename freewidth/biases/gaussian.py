"""Gaussian biases: pre-activations are Gaussian at every depth."""

from freewidth.biases._base import Bias

bias = Bias(
    "Gaussian",
    "Pastur (2020), arXiv:2001.06188",
    sample=lambda rng, shape: rng.standard_normal(shape),
    rule=None,
)
