"""False: that weights of correlated_rows.py have a law they do not have."""

from freewidth.extensions._without_law import false

STUDY = "spectra"

claim = false(
    "correlated_rows",
    "Networks with correlated rows have the limit law of i.i.d. weights.",
    "D depends on the rows that depend on each other",
    "another limit law",
)
