"""False: that i.i.d. weights have the limit law of Haar weights."""

from claims._base import Claim, Source
from claims._papers import PASTUR2023
from claims.spectra._false import law

claim = Claim(
    statement="Networks with i.i.d. weights have the limit law of Haar orthogonal weights.",
    formula=(r"\text{i.i.d. } W:\; S_{JJ^\top}(m) = \prod_{l=1}^{L} \frac{S_{K_l}(m)}{\sigma_w^2}"),
    source=Source(
        "ours",
        (PASTUR2023,),
        "false: denies what this paper states",
    ),
    hypotheses={
        "i.i.d. entries, mean 0, finite fourth moment": "abstract",
        "delocalised input": "recalled",
        "bounded phi": "recalled",
    },
    rival="the law of i.i.d. weights",
    entries=law("haar", "main"),
    should="refuted",
)
