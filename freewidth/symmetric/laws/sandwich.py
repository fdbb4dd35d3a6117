r"""Sandwich :math:`X^\top W X` of a Wigner matrix, ``ratio`` = inner over outer size.

Rank bounds the atom at 0 from below, and it is attained: 1 - min(1, ratio).
"""

from typing import TYPE_CHECKING

from freewidth.symmetric.laws import _products
from freewidth.symmetric.laws._base import MatrixLaw

if TYPE_CHECKING:
    from freewidth.freeprob import Law

RATIOS = (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0, 1.5, 2.5, 5.0)


def squares(ratio: float) -> "Law":
    return _products.wishart((float(ratio), float(ratio), 1.0, 1.0))


law = MatrixLaw(
    label="sandwich X\u1d40WX",
    source="our reading of products in Granziol (2020), arXiv:2006.07721",
    solve=lambda ratio: _products.symmetric_root(_products.table(squares(ratio))),
    atom=lambda ratio: max(0.0, 1.0 - ratio),
    stieltjes=lambda z, ratio: _products.symmetric_stieltjes(z, squares(ratio)),
    shapes={"ratio": RATIOS},
)
