"""False: that weights of signed_permutation.py have a law they do not have."""

from freewidth.extensions._without_law import false

STUDY = "spectra"

claim = false(
    "signed_permutation",
    "Networks whose weights are permutations times signs have the limit law of Haar weights.",
    "a permutation mixes no units",
    "products of slopes along paths of single units",
)
