"""False: that D^l has the variance of the next layer."""

from claims._base import Claim
from claims.spectra._false import law

claim = Claim(
    statement=(
        "The limit law is that of D^l = phi'(sqrt(q_{l+1}) g): an index of the variance "
        "recursion off by one."
    ),
    source="Pastur and Slavin (2023), On random matrices arising in deep neural networks: "
    "general i.i.d. case, arXiv:2011.11439",
    hypotheses="those of the theorems; phi not homogeneous",
    rival="the law with D^l = phi'(sqrt(q_l) g)",
    entries=law("shifted", "main", "precise"),
    should="refuted",
)
