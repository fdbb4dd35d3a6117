"""Hessians of trained networks do not follow the Marchenko-Pastur law."""

from claims._base import Claim, Source
from claims._papers import GRANZIOL2020
from claims.hessians._trained import deviation

claim = Claim(
    statement=(
        "The eigenvalue distribution of the Hessian of a trained network deviates strongly from "
        "every Marchenko-Pastur law, whatever its ratio, scale and shift, and even with outliers "
        "removed."
    ),
    formula=(
        r"\min_{c, a, s} d(H, a + s\,\mathrm{MP}_c) \gg d(\text{Wishart}, \mathrm{MP}_c) "
        r"\qquad "
        r"d(F, G) = \sup_x |F(x) - G(x)|"
    ),
    scope="trained",
    source=Source("abstract", (GRANZIOL2020,)),
    hypotheses={
        "full-batch loss at more than 97 % training accuracy": "ours",
        "Hessian; Gauss-Newton as empirical": "ours",
    },
    rival="a distance such as a Wishart matrix of the fitted ratio itself would have",
    entries=deviation("wishart"),
    blind="an inequality, whose bound is ours: no number is predicted",
)
