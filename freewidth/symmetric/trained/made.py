r"""Data sets that are drawn: Gaussian mixtures, and what a random teacher network says.

.. math:: x = m_c + g \quad (\text{mixture}), \qquad
    c = \arg\max_k \bigl(B \tanh(2 A x / \sqrt d)\bigr)_k, \ x = g \quad (\text{teacher})

with standard Gaussian noise g, centres m_c, and matrices A, B of a teacher with ``UNITS`` hidden
units; d = ``INPUTS``. No input is ever blank, and the number of classes C is free.
"""

import re
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from freewidth.errors import InvalidInputError
from freewidth.symmetric.trained.data import Dataset

INPUTS = 12  # d
SAMPLES = 600
UNITS = 6  # of a teacher
STEEP = 2.0  # standard deviation of what these hear
FEWEST, MOST = 2, 100  # classes

Labelled = tuple[NDArray, NDArray]


def mixture(rng: np.random.Generator, samples: int, classes: int) -> Labelled:
    """Inputs of a Gaussian mixture, shape (n, d), columns centred and of variance one; classes."""
    centres = rng.standard_normal((classes, INPUTS))
    y = rng.integers(0, classes, samples)
    x = centres[y] + rng.standard_normal((samples, INPUTS))
    return (x - x.mean(axis=0)) / x.std(axis=0), y


def teacher(rng: np.random.Generator, samples: int, classes: int) -> Labelled:
    """Gaussian inputs, shape (n, d), and the largest output of a random network for each."""
    first = STEEP / np.sqrt(INPUTS) * rng.standard_normal((UNITS, INPUTS))
    last = rng.standard_normal((classes, UNITS))
    x = rng.standard_normal((samples, INPUTS))
    return x, (np.tanh(x @ first.T) @ last.T).argmax(axis=1)


MADE: dict[str, Callable[[np.random.Generator, int, int], Labelled]] = {
    "mixture": mixture,
    "teacher": teacher,
}


def parsed(name: str) -> tuple[str, int] | None:
    """Kind and number of classes of a name such as ``mixture4``; None if it is none of these."""
    found = re.fullmatch(rf"({'|'.join(MADE)})([0-9]+)", name)
    return (found[1], int(found[2])) if found else None


def make(name: str, rng: np.random.Generator, samples: int = SAMPLES) -> Dataset:
    """Draw the data set ``mixtureC`` or ``teacherC`` of C classes.

    Raises:
        InvalidInputError: no such name, C not between 2 and 100, or fewer than C samples.
    """
    match parsed(name):
        case (kind, classes) if FEWEST <= classes <= MOST and samples >= classes:
            return Dataset(name, *MADE[kind](rng, samples, classes), classes)
        case (_, classes):
            raise InvalidInputError(
                f"{name} with {samples} samples: takes {FEWEST} to {MOST} classes, and a sample "
                "for each at least"
            )
    raise InvalidInputError(
        f"no data set named {name!r} can be drawn; there are {', '.join(f'{k}C' for k in MADE)} "
        "with C classes, for instance mixture4"
    )
