r"""How far apart the eigenvalues of one matrix let the distribution functions F_n and F be.

Counts of eigenvalues, :math:`n F_n(x)`, fluctuate like a Gaussian field with correlations that fall
off like a logarithm: their variance at a point of the bulk is :math:`\log n/(\beta\pi^2)`, with
:math:`\beta = 1` for real and 2 for complex matrices. Of such a field on a line the maximum over n
places is :math:`\sqrt2` standard deviations for every factor :math:`\sqrt{\log n}`, less a
correction :math:`\tfrac34\log\log n` that all of them share:

.. math:: n\,\mathbb E\sup_x|F_n(x)-F(x)| =
    \frac1\pi\sqrt{\frac2\beta}\,\bigl(\log n-\tfrac34\log\log n\bigr) + O(1).

For the Gaussian unitary ensemble the factor :math:`1/\pi` is that of optimal rigidity (Claeys,
Fahs, Lambert and Webb, arXiv:1906.01561; recalled). For other matrices with the same local
statistics, among them networks with D given, it is carried over here. The next terms are of order
:math:`(\log n)^{-1/2}`, hardly smaller at any width that can be drawn.
"""

import numpy as np
from numpy.typing import NDArray

from freewidth.arguments import Reals, checked
from freewidth.errors import InvalidInputError

LOGLOG = 0.75  # of the maximum of a log-correlated field


@checked
def rigidity_slope(beta: int) -> float:
    r"""The factor :math:`\sqrt{2/\beta}/\pi` of the module's docstring.

    Raises:
        InvalidInputError: ``beta`` is neither 1 (real matrices) nor 2 (complex ones).
    """
    if beta not in (1, 2):
        raise InvalidInputError(
            f"beta = {beta!r}: rigidity is known for 1 (real matrices) and 2 (complex ones)"
        )
    return float(np.sqrt(2 / beta) / np.pi)


@checked
def rigidity_growth(n: Reals, loglog: float = LOGLOG) -> NDArray:
    r""":math:`\log n - c\log\log n`, c = ``loglog``, in the shape of n.

    Raises:
        InvalidInputError: a width below 3, where log log n is not positive.
    """
    n = np.asarray(n, dtype=float)
    if not np.all(n >= 3):
        raise InvalidInputError(f"log log n needs widths of 3 at least, got {n.min():g}")
    return np.log(n) - loglog * np.log(np.log(n))
