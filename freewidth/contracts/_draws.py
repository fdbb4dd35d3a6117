"""What contracts of weights share: streams of their own, and how numbers are compared."""

import numpy as np
from numpy.typing import NDArray

from freewidth.ensembles import Ensemble
from freewidth.rng import stream

ROUNDING = 1e-9  # of isometries, and of two ways to one matrix
HEAVY = 0.15  # relative error of a variance without a fourth moment, from its tail


def source(*labels: str | int) -> np.random.Generator:
    """A stream named by what it is for."""
    return stream(0, "contract of weights", *labels)


def close(found: NDArray, wanted: NDArray) -> bool:
    """Equal to rounding, shapes included."""
    return found.shape == wanted.shape and np.allclose(found, wanted, rtol=ROUNDING, atol=ROUNDING)


def fourth_moment(ensemble: Ensemble, columns: int) -> float:
    """The declared fourth moment of standardised entries, at this fan-in if it says so."""
    known = ensemble.fourth_moment_at
    return float(ensemble.fourth_moment if known is None else known(columns))
