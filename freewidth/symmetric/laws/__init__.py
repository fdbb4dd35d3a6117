"""Limit laws of random symmetric matrices, solved: one public file, one family.

The samplers in :mod:`freewidth.symmetric.matrices` have the same names and know nothing of this
package.
"""

from freewidth.registry import discover
from freewidth.symmetric.laws._base import Affine, MatrixLaw, Table

MATRIXLAWS = discover(__name__, __path__, "law")

__all__ = ["MATRIXLAWS", "Affine", "MatrixLaw", "Table"]
