"""Independent Student t entries with 3 degrees of freedom, standardised by their variance 3.

The fourth moment is infinite: outside the hypothesis of the i.i.d. theorem. The weak limit is still
right, the moments drift.
"""

import numpy as np

from freewidth.ensembles._base import iid

ensemble = iid(
    "Student t (3)",
    "outside the hypotheses of Pastur and Slavin (2023), arXiv:2011.11439",
    lambda rng, shape: rng.standard_t(3, size=shape) / np.sqrt(3),
    third_moment=float("nan"),
    fourth_moment=float("inf"),
    finite_moments=3,
)
