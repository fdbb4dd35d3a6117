"""Independent Student t entries with 3 degrees of freedom, standardised by their variance 3.

The fourth moment is infinite: outside the hypothesis of the i.i.d. theorem. The weak limit is still
right, the moments drift.
"""

import numpy as np

from freewidth.ensembles._base import iid
from freewidth.ensembles._student import student

DRAW = student(3)


def entry(rng, shape):
    """Standardised entries."""
    x = DRAW(rng, shape)
    x /= np.sqrt(3)
    return x


ensemble = iid(
    "Student t (3)",
    "outside the hypotheses of Pastur and Slavin (2023), arXiv:2011.11439",
    entry,
    third_moment=float("nan"),
    fourth_moment=float("inf"),
    finite_moments=3,
)
