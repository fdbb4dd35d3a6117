"""False: that a standard deviation of the biases 1 % larger makes no difference."""

from claims._base import Claim, Source
from claims._papers import PASTUR2020, PASTUR2022, PASTUR2023
from claims.spectra._false import law

claim = Claim(
    statement="The limit law is that of biases whose standard deviation is 1 % larger.",
    formula=r"\nu_{JJ^\top} \to \nu(\sigma_w, 1.01\,\sigma_b)",
    source=Source(
        "ours",
        (PASTUR2020, PASTUR2022, PASTUR2023),
        "false: denies that the limit laws of these papers depend on sigma_b as they do",
    ),
    hypotheses={
        "those of the statements on limit laws": "ours",
        "sigma_b = 1": "ours",
    },
    rival="the law with the right sigma_b",
    entries=law("sigma_b", "precise"),
    should="refuted",
)
