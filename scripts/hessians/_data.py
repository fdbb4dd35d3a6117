"""Data sets as a plan needs them: their sizes, without reading them."""

from dataclasses import dataclass
from itertools import pairwise

from freewidth.adding import added
from freewidth.errors import InvalidInputError
from freewidth.symmetric.trained import made


@dataclass(frozen=True)
class Sizes:
    """Samples, inputs and classes of a data set."""

    samples: int
    inputs: int
    classes: int


DATA = {  # shipped with scikit-learn
    "digits": Sizes(1797, 64, 10),
    "breast_cancer": Sizes(569, 30, 2),
    "wine": Sizes(178, 13, 3),
}


def data_set(name: str) -> Sizes:
    """Sizes of data that are shipped, or drawn.

    Raises:
        InvalidInputError: no data are called so.
    """
    match made.parsed(name):
        case (kind, classes) if made.FEWEST <= classes <= made.MOST and name == f"{kind}{classes}":
            return Sizes(made.SAMPLES, made.INPUTS, classes)
    if name not in DATA:
        raise InvalidInputError(
            f"needs {', '.join(DATA)}, or {' or '.join(f'{kind}C' for kind in made.MADE)} of "
            f"C = {made.FEWEST} to {made.MOST} classes"
        )
    return DATA[name]


def parameters(data: Sizes, hidden: list[int]) -> int:
    """Weights and biases of a network on these data."""
    sizes = [data.inputs, *hidden, data.classes]
    return added((n + 1) * m for n, m in pairwise(sizes))
