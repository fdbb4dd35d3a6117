"""False: that i.i.d. weights have the limit law of Haar weights."""

from claims._base import Claim
from claims.spectra._false import law

claim = Claim(
    statement="Networks with i.i.d. weights have the limit law of Haar orthogonal weights.",
    source="Pastur and Slavin (2023), On random matrices arising in deep neural networks: "
    "general i.i.d. case, arXiv:2011.11439",
    hypotheses="those of the theorem on i.i.d. weights",
    rival="the law of i.i.d. weights",
    entries=law("haar", "main"),
    should="refuted",
)
