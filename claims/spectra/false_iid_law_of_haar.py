"""False: that Haar weights have the limit law of i.i.d. weights."""

from claims._base import Claim
from claims.spectra._false import law

claim = Claim(
    statement="Networks with Haar orthogonal weights have the limit law of i.i.d. weights.",
    source="Pastur (2022), Eigenvalue distribution of large random matrices arising in deep "
    "neural networks: orthogonal case, arXiv:2201.04543",
    hypotheses="those of the theorem on Haar weights",
    rival="the law of Haar weights",
    entries=law("iid", "main"),
    should="refuted",
)
