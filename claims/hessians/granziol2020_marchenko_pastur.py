"""Hessians of trained networks do not follow the Marchenko-Pastur law (P4)."""

from claims._base import Claim
from claims.hessians._trained import SOURCE, deviation

claim = Claim(
    statement=(
        "The eigenvalue distribution of the Hessian of a trained network deviates strongly from "
        "every Marchenko-Pastur law, whatever its ratio, scale and shift, and even with outliers "
        "removed."
    ),
    source=SOURCE,
    hypotheses="full-batch loss at more than 97 % training accuracy; Gauss-Newton as empirical",
    rival="a distance such as a Wishart matrix of the fitted ratio itself would have",
    entries=deviation("wishart"),
    blind="an inequality, whose bound is ours: no number is predicted",
)
