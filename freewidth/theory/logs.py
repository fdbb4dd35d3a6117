"""Logarithms on closed half planes, analytic across both halves of the real axis.

Numpy cuts along the negative axis, where its sign of zero decides; here the cut is the imaginary
axis of the other half plane, so that rounding off the real axis does no harm.
"""

import numpy as np
from numpy.typing import NDArray


def upper_log(z: NDArray) -> NDArray:
    """Logarithm with argument in [0, pi] on the closed upper half plane, any shape."""
    with np.errstate(divide="ignore"):
        out = np.log(np.asarray(z, dtype=complex))
    return np.where(out.imag < -np.pi / 2, out + 2j * np.pi, out)


def lower_log(z: NDArray) -> NDArray:
    """Logarithm with argument in [-pi, 0] on the closed lower half plane, any shape."""
    return np.conj(upper_log(np.conj(z)))
