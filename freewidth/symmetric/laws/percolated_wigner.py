r"""Wigner matrix of which c entries per row are kept, c fixed as n grows; variance one.

.. math:: G = \Bigl(z - \sum_{k \le \mathrm{Poisson}(c)} J_k^2 G_k\Bigr)^{-1}, \quad
    J \sim N(0, 1/c)
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from freewidth.errors import InvalidInputError
from freewidth.rng import stream
from freewidth.symmetric.laws import _cavity
from freewidth.symmetric.laws._base import MatrixLaw

DEGREES = (0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0)
REACH = 12.0  # standard deviations: rows of many large entries are exponentially rare


def atom(degree: float) -> float:
    return _cavity.karp_sipser(degree, degree)


def levels(x: ArrayLike, degree: float) -> tuple[NDArray, NDArray]:
    """Distribution function at x > 0 and how far off it may be: nearer than a table's.

    Raises:
        InvalidInputError: some x is not above 0.
    """
    x = np.atleast_1d(np.asarray(x, dtype=float))
    if not np.all(x > 0):
        raise InvalidInputError(f"the height of z = x + i eta is a share of x > 0, got x = {x}")
    return _cavity.levels(_cavity.wigner(degree), x)


law = MatrixLaw(
    label="percolated Wigner",
    source="Bordenave, Lelarge and Salez (2011), The rank of diluted random graphs, "
    "arXiv:0907.4244 (atom); our reading of Granziol (2020), arXiv:2006.07721 (percolation)",
    solve=lambda degree: _cavity.table(_cavity.wigner(degree), atom(degree), REACH, symmetric=True),
    atom=atom,
    stieltjes=lambda z, degree: _cavity.resolvent(_cavity.wigner(degree), z, stream(0, degree))[0],
    shapes={"degree": DEGREES},
)
