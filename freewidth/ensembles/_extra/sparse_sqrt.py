r"""Sparse weights with :math:`p = n^{-1/2}`: :math:`\sqrt n` entries per row.

:math:`pn\to\infty`, so the i.i.d. law holds, with corrections of order :math:`1/(pn) = n^{-1/2}`.
"""

from freewidth.ensembles._sparse import sparse

ensemble = sparse(
    "sparse (√n per row)",
    "Muca Cirone, Hamdan and Salvi (2024), arXiv:2407.08459 (sparse case)",
    lambda n: n**-0.5,
)
