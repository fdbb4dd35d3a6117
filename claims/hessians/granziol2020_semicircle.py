"""Hessians of trained networks do not follow the semicircle (P4)."""

from claims._base import Claim
from claims.hessians._trained import SOURCE, deviation

claim = Claim(
    statement=(
        "The eigenvalue distribution of the Hessian of a trained network deviates strongly from "
        "every semicircle, whatever its scale and shift, and even with outliers removed."
    ),
    source=SOURCE,
    hypotheses="full-batch loss at more than 97 % training accuracy; Gauss-Newton as empirical",
    rival="a distance such as a matrix drawn from the fitted semicircle itself would have",
    entries=deviation("wigner"),
    blind="an inequality, whose bound is ours: no number is predicted",
)
