"""Limit laws of Jacobian spectra: solved, exact to rounding, certified; and their algebra."""

from freewidth.theory.algebra import (
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
from freewidth.theory.certify import Certificate
from freewidth.theory.law import Law, restore
from freewidth.theory.limit import law

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
