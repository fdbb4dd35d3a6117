"""Products of Wigner and Wishart matrices describe trained Hessians better."""

from claims._base import Claim, Source
from claims._papers import GRANZIOL2020
from claims.hessians._trained import PRODUCTS, better

claim = Claim(
    statement=(
        "Products of Wigner and Wishart matrices match the spectra of trained networks better "
        "than the semicircle and the Marchenko-Pastur law."
    ),
    source=Source("abstract", (GRANZIOL2020,)),
    hypotheses={
        "full-batch loss at more than 97 % training accuracy": "ours",
        "the products are our reading: Wishart products, Wigner products, and X^T W X": "ours",
    },
    rival="no gain on networks to which the law was not fitted",
    entries=better(PRODUCTS),
    should="inconclusive",  # it may well depend on the networks, and ours are small
)
