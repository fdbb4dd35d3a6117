r"""Symmetric alpha-stable entries, alpha = 6/5: heavy tails, no variance, no limit law here.

:math:`\mathbb E\,e^{itX} = e^{-|t|^\alpha}`; sums of n entries grow like :math:`n^{5/6}`, faster
than the :math:`\sqrt n` that they are divided by.
"""

import numpy as np

from freewidth.ensembles import iid

ALPHA = 1.2


def entry(rng, shape):
    """Chambers, Mallows and Stuck (1976), symmetric case."""
    angle = rng.uniform(-np.pi / 2, np.pi / 2, size=shape)
    wait = rng.standard_exponential(shape)
    tail = (np.cos((1 - ALPHA) * angle) / wait) ** ((1 - ALPHA) / ALPHA)
    return np.sin(ALPHA * angle) / np.cos(angle) ** (1 / ALPHA) * tail


ensemble = iid(
    "alpha-stable (6/5)",
    "negative control: no variance; sampling: Chambers, Mallows and Stuck (1976)",
    entry,
    fourth_moment=np.inf,
    third_moment=np.nan,
    finite_moments=ALPHA,
)
