r"""Independent Student t entries with 5 degrees of freedom, standardised by their variance 5/3.

The fourth moment is finite (:math:`3\,(5-2)/(5-4) = 9` after standardising), the fifth is not: just
inside the hypothesis of the i.i.d. theorem.
"""

import numpy as np

from freewidth.ensembles._base import iid
from freewidth.ensembles._student import student

DRAW = student(5)


def entry(rng, shape):
    """Standardised entries."""
    x = DRAW(rng, shape)
    x /= np.sqrt(5 / 3)
    return x


ensemble = iid(
    "Student t (5)",
    "Pastur and Slavin (2023), arXiv:2011.11439 (general i.i.d. case)",
    entry,
    fourth_moment=9.0,
    finite_moments=5,
)
