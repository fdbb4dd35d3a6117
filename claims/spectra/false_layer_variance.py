"""False: that D^l has the variance of the next layer."""

from claims._base import Claim, Source
from claims._papers import PASTUR2020, PASTUR2022, PASTUR2023
from claims.spectra._false import law

claim = Claim(
    statement=(
        "The limit law is that of D^l = phi'(sqrt(q_{l+1}) g): an index of the variance "
        "recursion off by one."
    ),
    formula=(
        r"S_{JJ^\top}(m) = \prod_{l=1}^{L} \frac{S_{K_l}(m)}{\sigma_w^2\,(1 + m)} \qquad "
        r"K_l = \text{law of } \phi'(\sqrt{q_{l+1}}\,g)^2"
    ),
    source=Source(
        "ours",
        (PASTUR2020, PASTUR2022, PASTUR2023),
        "false: the limit laws of these papers with the variances of the wrong layers",
    ),
    hypotheses={
        "those of the statements on limit laws": "ours",
        "phi not homogeneous": "ours",
    },
    rival="the law with D^l = phi'(sqrt(q_l) g)",
    entries=law("shifted", "main", "precise"),
    should="refuted",
)
