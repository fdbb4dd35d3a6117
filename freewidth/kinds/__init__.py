"""Kinds of weights: one public file, one kind, named after the file.

What a limit law needs to know of weights is their kind. Kinds with given singular values are made
by :func:`biunitary`, one for each law of these.
"""

from freewidth.kinds._base import Factor, Kind, Stage
from freewidth.kinds._biunitary import biunitary
from freewidth.kinds._series import free_cumulants, powers
from freewidth.kinds._singular import Density, SingularValues
from freewidth.kinds.haar import kind as HAAR
from freewidth.kinds.iid import kind as IID
from freewidth.registry import discover

KINDS = discover(__name__, __path__, "kind")

__all__ = [
    "HAAR",
    "IID",
    "KINDS",
    "Density",
    "Factor",
    "Kind",
    "SingularValues",
    "Stage",
    "biunitary",
    "free_cumulants",
    "powers",
]
