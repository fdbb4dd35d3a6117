"""False: that one layer more has the same limit law."""

from claims._base import Claim
from claims.spectra._false import law

claim = Claim(
    statement="Networks of L layers have the limit law of L + 1 layers.",
    source="Pastur and Slavin (2023), On random matrices arising in deep neural networks: "
    "general i.i.d. case, arXiv:2011.11439",
    hypotheses="those of the theorems; L = 2, 3, 5",
    rival="the law of L layers",
    entries=law("deeper", "main", "precise"),
    should="refuted",
)
