"""Statistics of finite networks, as an experiment leaves them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from freewidth.arguments import Count, Positive, Shape, Stored, Whole, checked
from freewidth.arrays import outline
from freewidth.errors import InvalidInputError

MEMORY = 2**21  # numbers in one batch of weights: 16 MB


@checked
@dataclass(frozen=True)
class Draws:
    """What one case of an experiment measured.

    Attributes:
        experiment, case: what was sampled.
        settings: everything that determined it, plain data.
        observed: group -> width -> statistics per network, shape (R, K).
    """

    experiment: str
    case: str
    settings: Mapping[str, object]
    observed: Mapping[str, Mapping[int, NDArray]]

    def __repr__(self) -> str:
        return outline(self)

    def arrays(self) -> dict[str, NDArray]:
        """The statistics under flat names, for storage; :meth:`group` is the inverse."""
        return {f"{g}/n{n}": v for g, some in self.observed.items() for n, v in some.items()}

    @staticmethod
    @checked
    def group(arrays: Mapping[str, Stored]) -> dict[str, dict[int, NDArray]]:
        """``observed`` from flat names.

        Raises:
            InvalidInputError: a name is none that :meth:`arrays` gives.
        """
        observed: dict[str, dict[int, NDArray]] = {}
        for name, values in arrays.items():
            group, _, width = name.rpartition("/n")
            if not width.isdecimal():
                raise InvalidInputError(f"{name!r} is no name of statistics; GROUP/nWIDTH is")
            observed.setdefault(group, {})[int(width)] = values
        return {g: dict(sorted(some.items())) for g, some in sorted(observed.items())}


@checked
def batches(networks: Count, numbers: Whole) -> Iterator[int]:
    """Sizes of batches that add up to ``networks``, each network holding so many ``numbers``."""
    size = max(1, MEMORY // numbers)
    for start in range(0, networks, size):
        yield min(size, networks - start)


@checked
def hermite_means(y: Annotated[NDArray, Shape("...", "units")], variance: Positive) -> NDArray:
    r"""The means over units (axis 1) of :math:`He_2` and :math:`He_4` of :math:`y/\sqrt q`.

    Both vanish for N(0, q); to first order in the deviation n times the second is n times the
    excess kurtosis, without a ratio of estimates. Shape (batch, 2).
    """
    square = y**2 / variance
    return np.stack([(square - 1).mean(axis=1), (square**2 - 6 * square + 3).mean(axis=1)], axis=1)
