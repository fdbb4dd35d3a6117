"""Limit laws of random symmetric matrices, solved: one public file, one family.

The samplers in :mod:`freewidth.matrices` have the same names and know nothing of this package.
"""

from freewidth.matrixlaws._base import Affine, MatrixLaw, Table
from freewidth.registry import discover

MATRIXLAWS = discover(__name__, __path__, "law")

__all__ = ["MATRIXLAWS", "Affine", "MatrixLaw", "Table"]
