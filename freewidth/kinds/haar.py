r"""Isometries with Haar singular vectors: :math:`S_W(m) = 1` if square.

Tall weights have :math:`W^\top W = 1` and dilute the law of A by zeros; wide ones have
:math:`W W^\top = 1` and compress A to a free corner. Pastur (2022) has Haar weights; what
becomes of rectangular ones is derived here.
"""

from math import log

from freewidth.kinds._base import Factor, Kind
from freewidth.kinds._series import compressed, free_cumulants


def factor(inner, outer):
    if outer <= inner:  # tall or square
        return Factor(0.0, ())
    return Factor(log(inner / outer), ((outer, 1), (inner, -1)))


def atoms(law, ratio):
    if ratio <= 1:
        return {a: p * ratio for a, p in law.items()}
    return {a: 1 - (1 - p) * ratio for a, p in law.items()}


def cumulants(moments, ratio):
    if ratio < 1:  # the law of W A W^T is that of A, diluted by zeros
        return free_cumulants([ratio * m for m in moments])
    return compressed(free_cumulants(moments), ratio)


kind = Kind(
    name="haar",
    label="Haar",
    gain=lambda columns, rows: min(1.0, columns / rows),
    factor=factor,
    atoms=atoms,
    cumulants=cumulants,
    rivals=("iid",),
    isometry=True,
)
