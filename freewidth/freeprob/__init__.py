"""Laws of free products of measures: solved, exact to rounding, certified; and their algebra."""

from freewidth.freeprob.algebra import (
    Layers,
    compose,
    diagonal,
    discrete,
    isometry,
    layers,
    marchenko_pastur,
    multiply,
    power,
    projection,
    scaled,
)
from freewidth.freeprob.certify import Certificate
from freewidth.freeprob.law import Law, restore
from freewidth.freeprob.limit import law

__all__ = [
    "Certificate",
    "Law",
    "Layers",
    "compose",
    "diagonal",
    "discrete",
    "isometry",
    "law",
    "layers",
    "marchenko_pastur",
    "multiply",
    "power",
    "projection",
    "restore",
    "scaled",
]
