"""False: that weights of circulant.py have a law they do not have."""

from freewidth.extensions._without_law import false

STUDY = "spectra"

claim = false(
    "circulant",
    "Networks with circulant Gaussian weights have the limit law of i.i.d. weights.",
    "circulant matrices commute",
    "moments k! of W W^T, and layers that commute",
)
