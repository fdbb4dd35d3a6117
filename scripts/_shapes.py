"""Shape parameters of random symmetric matrices: which each ensemble has, and within which limits.

Which there are is read off the signatures of :mod:`freewidth.symmetric.matrices`.
"""

from collections.abc import Mapping
from inspect import signature
from math import isfinite
from typing import Annotated, Any, get_args

from freewidth.symmetric.matrices import MATRICES
from scripts._limits import at_least, at_most, nearest, shown

SOLVED = "beyond, laws are those of the limits 0 and infinity to the accuracy of their tables"
FACTORS = "moments of more factors need more networks than are drawn"
DENSE = "kept entries are shares of all"
Positive = Annotated[float, at_least(0.01, SOLVED), at_most(100.0, SOLVED)]
Count = Annotated[int, at_least(1), at_most(10, FACTORS)]
LIMITS = {
    "ratio": Positive,
    "degree": Positive,
    "row": Positive,
    "column": Positive,
    "kept": Annotated[float, at_least(0.001), at_most(1.0, DENSE)],
    "depth": Count,
    "factors": Count,
}
OTHER = Annotated[float, at_least(-1e6), at_most(1e6)]  # of ensembles of one's own

Fault = tuple[tuple[str, ...], str]  # keys that lead to it, and what is wrong


def parameters(law: str) -> tuple[str, ...]:
    """The shape parameters of an ensemble."""
    return tuple(signature(MATRICES[law].sample).parameters)[2:]


def faults(law: str, shape: Mapping[str, Any]) -> list[Fault]:
    """What is wrong with a complete shape: parameters it lacks, those nobody knows, values."""
    if law not in MATRICES:
        near = nearest(law, MATRICES)
        return [((), f"no law is called {shown(law)}{near}; there are {', '.join(MATRICES)}")]
    lacking = [name for name in parameters(law) if name not in shape]
    missing = [((), f"{law} lacks {', '.join(lacking)}")] if lacking else []
    return missing + [((name,), said) for name in shape if (said := wrong(law, name, shape[name]))]


def wrong(law: str, name: str, value: Any) -> str:
    """What is wrong with one parameter of an ensemble, "" if nothing."""
    if name not in (known := parameters(law)):
        there = ", ".join(known) or "none"
        return f"{law} has no parameter {shown(name)}{nearest(name, known)}; there: {there}"
    kind, *limits = get_args(LIMITS.get(name, OTHER))
    if isinstance(value, bool) or not isinstance(value, (int, kind)) or not _finite(value):
        return f"needs a {'whole' if kind is int else 'finite'} number"
    return next((said for limit in limits if (said := limit(value))), "")


def _finite(value: int | float) -> bool:
    return abs(value) < 2**53 and isfinite(value)
