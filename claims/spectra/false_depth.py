"""False: that one layer more has the same limit law."""

from claims._base import Claim, Source
from claims._papers import PASTUR2020, PASTUR2022, PASTUR2023
from claims.spectra._false import law

claim = Claim(
    statement="Networks of L layers have the limit law of L + 1 layers.",
    formula=r"L \text{ layers: } \nu_{JJ^\top} \to \nu^{(L+1)}",
    source=Source(
        "ours",
        (PASTUR2020, PASTUR2022, PASTUR2023),
        "false: denies that the limit laws of these papers depend on L as they do",
    ),
    hypotheses={
        "those of the statements on limit laws": "ours",
        "L = 2, 3, 5": "ours",
    },
    rival="the law of L layers",
    entries=law("deeper", "main", "precise"),
    should="refuted",
)
