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


def log_plus(z: NDArray) -> NDArray:
    """log(1 + z) with full relative accuracy for small complex z, any shape."""
    z = np.asarray(z, dtype=complex)
    size = np.log1p(2 * z.real + z.real**2 + z.imag**2) / 2
    return size + 1j * np.arctan2(z.imag, 1 + z.real)
