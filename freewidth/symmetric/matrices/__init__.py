"""Random symmetric matrices to compare Hessians with: one public file, one ensemble.

The names are those of :mod:`freewidth.symmetric.laws`, which solves for their limits and knows
nothing of this package, so that samples and solutions are independent of each other.
"""

from freewidth.registry import discover
from freewidth.symmetric.matrices._base import MatrixEnsemble

MATRICES = discover(__name__, __path__, "ensemble")

__all__ = ["MATRICES", "MatrixEnsemble"]
