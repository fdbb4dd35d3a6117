"""Laws of free products of measures: solved, exact to rounding, certified; and their algebra."""

from freewidth.freeprob._law import Law, restore
from freewidth.freeprob.algebra import (
    bi_invariant,
    compose,
    discrete,
    factor,
    isometry,
    marchenko_pastur,
    multiply,
    power,
    projection,
    scaled,
)
from freewidth.freeprob.certify import Certificate
from freewidth.freeprob.factors import FreeProduct
from freewidth.freeprob.limit import law
from freewidth.freeprob.measure import Family, MeasureRule, Source, Values

__all__ = [
    "Certificate",
    "Family",
    "FreeProduct",
    "Law",
    "MeasureRule",
    "Source",
    "Values",
    "bi_invariant",
    "compose",
    "discrete",
    "factor",
    "isometry",
    "law",
    "marchenko_pastur",
    "multiply",
    "power",
    "projection",
    "restore",
    "scaled",
]
