"""Hessians of trained networks do not follow the semicircle."""

from claims._base import Claim, Source
from claims._papers import GRANZIOL2020
from claims.hessians._trained import deviation

claim = Claim(
    statement=(
        "The eigenvalue distribution of the Hessian of a trained network deviates strongly from "
        "every semicircle, whatever its scale and shift, and even with outliers removed."
    ),
    formula=(
        r"\min_{a, s} d(H, a + s\,\mathrm{SC}) \gg d(\text{Wigner}, \mathrm{SC}) \qquad "
        r"d(F, G) = \sup_x |F(x) - G(x)|"
    ),
    scope="trained",
    source=Source("abstract", (GRANZIOL2020,)),
    hypotheses={
        "full-batch loss at more than 97 % training accuracy": "ours",
        "Hessian; Gauss-Newton as empirical": "ours",
    },
    rival="a distance such as a matrix drawn from the fitted semicircle itself would have",
    entries=deviation("wigner"),
    blind="an inequality, whose bound is ours: no number is predicted",
)
