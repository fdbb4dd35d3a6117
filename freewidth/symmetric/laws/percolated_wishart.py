r"""X X^T with Poisson(a) entries per row and Poisson(b) per column of X; mean one.

.. math:: G = \Bigl(z - \sum_{k \le \mathrm{Poisson}(a)} J_k^2 H_k\Bigr)^{-1}, \quad
    H = \Bigl(1 - \sum_{k \le \mathrm{Poisson}(b)} J_k^2 G_k\Bigr)^{-1}, \quad J \sim N(0, 1/a)
"""

from freewidth.rng import stream
from freewidth.symmetric.laws import _cavity
from freewidth.symmetric.laws._base import MatrixLaw, Table

ROWS = (0.5, 1.0, 2.0, 4.0, 8.0)
COLUMNS = (0.5, 1.0, 2.0, 4.0, 8.0)
REACH = 60.0  # means: the largest eigenvalue is about a column of many large entries


def solve(row: float, column: float) -> Table:
    tree, atom = _cavity.wishart(row, column), _cavity.karp_sipser(row, column)
    return _cavity.table(tree, atom, REACH * max(1, column / row), symmetric=False)


law = MatrixLaw(
    label="percolated Wishart",
    source="Bordenave, Lelarge and Salez (2011), The rank of diluted random graphs, "
    "arXiv:0907.4244 (atom); our reading of Granziol (2020), arXiv:2006.07721 (percolation)",
    solve=solve,
    atom=_cavity.karp_sipser,
    stieltjes=lambda z, row, column: _cavity.resolvent(
        _cavity.wishart(row, column), z, stream(0, row, column)
    )[0],
    shapes={"row": ROWS, "column": COLUMNS},
)
