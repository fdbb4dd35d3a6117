r"""Symmetric product :math:`W_k \cdots W_1 W_0 W_1 \cdots W_k` of Wigner matrices: no atom."""

from typing import TYPE_CHECKING

from freewidth.symmetric.laws import _products
from freewidth.symmetric.laws._base import MatrixLaw

if TYPE_CHECKING:
    from freewidth.freeprob import Law

FACTORS = (1, 2, 3)


def squares(factors: float) -> "Law":
    return _products.wishart((1.0,) * (2 * int(factors) + 2))


law = MatrixLaw(
    label="Wigner product",
    source="our reading of products in Granziol (2020), arXiv:2006.07721",
    solve=lambda factors: _products.symmetric_root(_products.table(squares(factors))),
    atom=lambda factors: 0.0,
    stieltjes=lambda z, factors: _products.symmetric_stieltjes(z, squares(factors)),
    shapes={"factors": FACTORS},
)
