"""Products of Wigner and Wishart matrices describe trained Hessians better."""

from claims._base import Claim, Source
from claims._papers import GRANZIOL2020
from claims.hessians._trained import PRODUCTS, nearer

claim = Claim(
    statement=(
        "Products of Wigner and Wishart matrices match the spectra of trained networks better "
        "than the semicircle and the Marchenko-Pastur law."
    ),
    formula=(
        r"d(H, \text{product}) < d(H, \text{SC or MP}) \qquad "
        r"d(F, G) = \sup_x |F(x) - G(x)|"
    ),
    scope="trained",
    source=Source("abstract", (GRANZIOL2020,)),
    hypotheses={
        "Hessian of the whole loss, at 97 % training accuracy, without dead units, without known "
        "zeros and the C - 1 outliers; 42 cells of 21 data sets, see docs/protocol.md": "ours",
        "18 of the data sets are drawn by two generators with 2 to 10 classes, and count as "
        "independent": "ours",
        "the products are our reading: Wishart products, Wigner products, and X^T W X": "ours",
    },
    rival="no gain on networks to which the law was not fitted",
    entries=nearer(PRODUCTS),
    should="inconclusive",  # it may well depend on the networks, and ours are small
    blind="distances are compared with distances: nothing is predicted",
)
