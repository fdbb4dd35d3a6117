r"""Symmetric alpha-stable entries, alpha = 3/2, over the square root of the width: a control.

:math:`\mathbb E\,e^{itX} = e^{-|t|^\alpha}`. The mean is 0, the variance does not exist: sums of n
grow like :math:`n^{1/\alpha}`, faster than the :math:`\sqrt n` they are divided by, so spectra must
*not* converge to the i.i.d. law. Milder than Cauchy entries (alpha = 1).
"""

import numpy as np

from freewidth.ensembles._base import iid

ALPHA = 1.5


def entry(rng, shape):
    """Chambers, Mallows and Stuck (1976), symmetric case."""
    angle = rng.uniform(-np.pi / 2, np.pi / 2, size=shape)
    wait = rng.standard_exponential(shape)
    tail = (np.cos((1 - ALPHA) * angle) / wait) ** ((1 - ALPHA) / ALPHA)
    return np.sin(ALPHA * angle) / np.cos(angle) ** (1 / ALPHA) * tail


ensemble = iid(
    "alpha-stable (3/2)",
    "negative control: no variance; sampling: Chambers, Mallows and Stuck (1976)",
    entry,
    fourth_moment=np.inf,
    third_moment=np.nan,
    finite_moments=ALPHA,
)
