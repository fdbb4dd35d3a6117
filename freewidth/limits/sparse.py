r"""Sparse weights: a fixed number of non-zero entries per row leaves zero eigenvalues.

:math:`W = B\circ X/\sqrt{pn}`, B Bernoulli(p), X standardised. For :math:`pn\to\infty` nothing
changes. For :math:`pn = c` fixed the limit of :math:`W W^\top` has an atom at 0: the corank of a
random bipartite graph with Poisson(c) degrees on both sides.
"""

import numpy as np
from scipy.optimize import brentq

from freewidth.errors import InvalidInputError


def corank(c: float) -> float:
    r"""Mass at 0 of the limit of :math:`W W^\top`, W square with Poisson(c) entries per row.

    .. math:: w = \max_u\; u - 1 + e^{-cu} + c\,u\,e^{-cu}
              \quad\text{over the roots of } u = \exp(-c\,e^{-cu}),

    of which there is one for :math:`c\le e` and three beyond (leaf removal; Bordenave, Lelarge and
    Salez 2011, The rank of diluted random graphs).

    Raises:
        InvalidInputError: c is not finite or negative.
    """
    if not (np.isfinite(c) and c >= 0):
        raise InvalidInputError(f"the mean degree must be finite and >= 0, got {c!r}")
    return max(u - 1 + np.exp(-c * u) + c * u * np.exp(-c * u) for u in _roots(c))


def _roots(c):
    """Roots in [0, 1], by signs on a grid fine enough for the two that meet at c = e."""

    def gap(u):
        return np.exp(-c * np.exp(-c * u)) - u

    u = np.linspace(0.0, 1.0, 4001)
    change = np.flatnonzero(np.diff(np.sign(gap(u))))
    return [brentq(gap, u[i], u[i + 1], xtol=1e-15) for i in change]
