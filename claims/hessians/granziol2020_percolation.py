"""Percolated Wigner and Wishart matrices describe trained Hessians better."""

from claims._base import Claim, Source
from claims._papers import GRANZIOL2020
from claims.hessians._trained import PERCOLATED, better

claim = Claim(
    statement=(
        "Wigner and Wishart matrices with a finite mean number of entries per row match the "
        "spectra of trained networks better than the semicircle and the Marchenko-Pastur law."
    ),
    source=Source("abstract", (GRANZIOL2020,)),
    hypotheses={
        "full-batch loss at more than 97 % training accuracy": "ours",
        "percolation at fixed mean degree: our reading (at a fixed rate nothing changes)": "ours",
    },
    rival="no gain on networks to which the law was not fitted",
    entries=better(PERCOLATED),
    should="inconclusive",  # it may well depend on the networks, and ours are small
)
