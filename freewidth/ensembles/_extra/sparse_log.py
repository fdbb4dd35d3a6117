r"""Sparse weights with :math:`p = (\log n)^2/n`: :math:`(\log n)^2` entries per row.

:math:`pn\to\infty`, slowly: the i.i.d. law holds, with corrections of order :math:`(\log n)^{-2}`.
"""

import numpy as np

from freewidth.ensembles._sparse import sparse

ensemble = sparse(
    "sparse (log² n per row)",
    "Muca Cirone, Hamdan and Salvi (2024), arXiv:2407.08459 (sparse case)",
    lambda n: max(1.0, np.log(n) ** 2) / n,
)
