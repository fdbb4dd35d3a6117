r"""Where the negative eigenvalues of a matrix with a semicircle end.

Adding a shift E to a Hessian, as a higher energy does, leaves negative those eigenvalues below -E:
how its index falls with energy is the distribution of its negative eigenvalues.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

NODES = 200_001  # of the angle: linear interpolation between them errs by 1e-11


def negative_quantile(share: ArrayLike) -> NDArray:
    r"""x < 0 below which a ``share`` of the negative half of the semicircle on [-2, 2] lies.

    .. math:: 1 + \frac{x\sqrt{4-x^2}}{2\pi} + \frac2\pi\arcsin\frac x2 = \mathrm{share}
    """
    x = 2 * np.cos(np.linspace(np.pi, np.pi / 2, NODES))
    below = 1 + x * np.sqrt(4 - x**2) / (2 * np.pi) + 2 * np.arcsin(x / 2) / np.pi
    return np.interp(np.asarray(share, dtype=float), below, x)
