"""Percolated Wigner and Wishart matrices describe trained Hessians better (P4)."""

from claims._base import Claim
from claims.hessians._trained import PERCOLATED, SOURCE, better

claim = Claim(
    statement=(
        "Wigner and Wishart matrices with a finite mean number of entries per row match the "
        "spectra of trained networks better than the semicircle and the Marchenko-Pastur law."
    ),
    source=SOURCE,
    hypotheses="full-batch loss at more than 97 % training accuracy; percolation at fixed mean "
    "degree is our reading (at a fixed rate nothing changes)",
    rival="no gain on networks to which the law was not fitted",
    entries=better(PERCOLATED),
    should="inconclusive",  # it may well depend on the networks, and ours are small
)
