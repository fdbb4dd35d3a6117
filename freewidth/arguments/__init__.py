"""The door of the library: arguments are looked at by what signatures say of them.

:func:`checked` reads the annotations of a function or a dataclass: a ``float`` is a finite number,
an ``int`` a whole one, an array holds finite numbers, ``Network`` means an object of that class.
What else is asked stands beside the type, ``Annotated[int, Bounds(least=1)]`` (:mod:`._marks`);
what is asked often has a name here. What does not fit is an :class:`.InvalidInputError` that names
the argument, says what it has to be, and what came; a result that is no number is an error, too.
"""

from collections.abc import Sequence
from typing import Annotated, Any

from numpy.typing import ArrayLike, NDArray

from freewidth.arguments._called import number_of, values_of
from freewidth.arguments._door import checked
from freewidth.arguments._marks import (
    EXACT,
    LARGEST,
    LATER,
    REAL,
    Bounds,
    Has,
    Keys,
    Length,
    Like,
    Shape,
    shown,
)

WIDEST = 2**17  # a matrix of that size takes 137 gigabytes
DEEPEST = 10**7  # layers
WITHIN = Bounds(least=-LARGEST, most=LARGEST)

Whole = Annotated[int, Bounds(least=1)]
Count = Annotated[int, Bounds(least=0)]
Power = Annotated[float, Bounds(least=0.01, most=100)]
Order = Annotated[int, Bounds(least=1, most=100)]  # of a moment
Width = Annotated[int, Bounds(least=1, most=WIDEST)]
Depth = Annotated[int, Bounds(least=1, most=DEEPEST)]
Batches = Annotated[int, Bounds(least=1, most=10**7)]  # networks drawn together
Positive = Annotated[float, Bounds(least=1 / LARGEST, most=LARGEST)]
NonNegative = Annotated[float, Bounds(least=0, most=LARGEST)]
Moderate = Annotated[float, WITHIN]
At = Annotated[int, Like(float), Bounds(above=0)]  # a width, or a power of it
Share = Annotated[float, Bounds(least=0, most=1)]
AnyFloat = Annotated[float, Bounds(finite=False, nan=True)]
Allowance = Annotated[float, Bounds(least=0, finite=False)]
AnyArray = Annotated[NDArray, Bounds(finite=False, nan=True)]
Given = Annotated[ArrayLike, LATER]
Reals = Annotated[ArrayLike, REAL]
Points = Annotated[ArrayLike, REAL, Bounds(finite=False, nan=True)]  # of the axis: any, also nan
Vector = Annotated[NDArray, Shape("n"), REAL]
Several = Annotated[NDArray, Shape("networks", "n"), REAL]  # n numbers for each network
Names = Annotated[Sequence[str], Shape("K", empty=True)]
Statistics = Annotated[NDArray, Shape("...", "K", empty=True), REAL]  # K for each network
Predictions = Annotated[ArrayLike, Shape("K", empty=True), REAL]
CdfLike = Annotated[Any, Has(("atoms", "cdf", "quantile"), "a law")]
LawLike = Annotated[Any, Has(("atoms", "cdf", "quantile", "moments", "stieltjes"), "a law")]
Spectra = Annotated[ArrayLike, Shape("...", "n"), REAL]
Matrices = Annotated[NDArray, Shape("batch", "rows", "columns")]
Square = Annotated[ArrayLike, Shape("n", "n"), REAL]
Stored = Annotated[Any, Has(("shape", "dtype"), "an array")]  # of texts, or of another library, too
Exact = Annotated[Any, EXACT]

__all__ = [
    "DEEPEST",
    "LARGEST",
    "LATER",
    "REAL",
    "WIDEST",
    "WITHIN",
    "Allowance",
    "AnyArray",
    "AnyFloat",
    "At",
    "Batches",
    "Bounds",
    "CdfLike",
    "Count",
    "Depth",
    "Exact",
    "Given",
    "Has",
    "Keys",
    "LawLike",
    "Length",
    "Like",
    "Matrices",
    "Moderate",
    "Names",
    "NonNegative",
    "Order",
    "Points",
    "Positive",
    "Power",
    "Predictions",
    "Reals",
    "Several",
    "Shape",
    "Share",
    "Spectra",
    "Square",
    "Statistics",
    "Stored",
    "Vector",
    "Whole",
    "Width",
    "checked",
    "number_of",
    "shown",
    "values_of",
]
