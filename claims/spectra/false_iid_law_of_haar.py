"""False: that Haar weights have the limit law of i.i.d. weights."""

from claims._base import Claim, Source
from claims._papers import PASTUR2022
from claims.spectra._false import law

claim = Claim(
    statement="Networks with Haar orthogonal weights have the limit law of i.i.d. weights.",
    formula=(
        r"\text{Haar } W:\; S_{JJ^\top}(m) = \prod_{l=1}^{L} \frac{S_{K_l}(m)}{\sigma_w^2\,(1 "
        r"+ m)}"
    ),
    source=Source(
        "ours",
        (PASTUR2022,),
        "false: denies what this paper states",
    ),
    hypotheses={
        "Haar orthogonal weights, Gaussian biases": "abstract",
        "bounded, piecewise smooth phi": "recalled",
    },
    rival="the law of Haar weights",
    entries=law("iid", "main"),
    should="refuted",
)
