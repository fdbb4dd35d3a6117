"""Limit laws of random symmetric matrices, solved: one public file, one family.

``MATRIXLAWS[family].solve(**shape)`` is a :class:`Table`; :meth:`Table.scaled` gives it a scale and
a shift.

The samplers in :mod:`freewidth.symmetric.matrices` have the same names and know nothing of this
package.
"""

from freewidth.registry import discover
from freewidth.symmetric.laws._base import Affine, MatrixLaw, Shape, Table, Tables

MATRIXLAWS = discover(__name__, __path__, "law")

__all__ = ["MATRIXLAWS", "Affine", "MatrixLaw", "Shape", "Table", "Tables"]
