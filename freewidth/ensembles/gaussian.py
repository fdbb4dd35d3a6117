"""Gaussian weights: independent N(0, 1/n) entries."""

from freewidth.ensembles._base import iid

ensemble = iid(
    "Gaussian",
    "Pastur (2020), arXiv:2001.06188",
    lambda rng, shape: rng.standard_normal(shape),
    fourth_moment=3.0,
)
