"""False: that weights of levy.py have a law they do not have."""

from freewidth.extensions._without_law import false

STUDY = "spectra"

claim = false(
    "levy",
    "Networks with alpha-stable weights have the limit law of i.i.d. weights.",
    "entries have no variance",
    "no limit, or another one",
)
