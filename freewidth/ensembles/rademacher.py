r"""Independent signs, :math:`W_{ij} = \pm n^{-1/2}`: universality says the Gaussian law."""

from freewidth.ensembles._base import iid

ensemble = iid(
    "Rademacher",
    "Pastur and Slavin (2023), arXiv:2011.11439 (general i.i.d. case)",
    lambda rng, shape: 2.0 * rng.integers(0, 2, size=shape, dtype="int8") - 1.0,
    fourth_moment=1.0,
)
