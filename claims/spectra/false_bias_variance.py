"""False: that a standard deviation of the biases 1 % larger makes no difference."""

from claims._base import Claim
from claims.spectra._false import law

claim = Claim(
    statement="The limit law is that of biases whose standard deviation is 1 % larger.",
    source="Pastur and Slavin (2023), On random matrices arising in deep neural networks: "
    "general i.i.d. case, arXiv:2011.11439",
    hypotheses="those of the theorems; sigma_b = 1",
    rival="the law with the right sigma_b",
    entries=law("sigma_b", "precise"),
    should="refuted",
)
