r"""Sparse weights: the limit remembers a fixed number of non-zero entries per row.

:math:`W = B\circ X/\sqrt{pn}`, B Bernoulli(p), X standardised. For :math:`pn\to\infty` the limit is
that of full weights, with corrections of order :math:`1/(pn)`. For :math:`pn = c` fixed it is not,
and that of :math:`W W^\top` has an atom at 0: the corank of a random bipartite graph with
Poisson(c) degrees on both sides.
"""

import numpy as np
from scipy.optimize import brentq

from freewidth.arguments import AnyFloat, checked
from freewidth.errors import InvalidInputError
from freewidth.genus import fourth_cumulant_slope
from freewidth.network import Network

GAUSSIAN = 3.0  # E X^4 of Gaussian entries
ROUNDING = 1e-15
CELLS = 4000  # of a grid fine enough for the two roots that meet at c = e


@checked
def corank(c: AnyFloat) -> float:
    r"""Mass at 0 of the limit of :math:`W W^\top`, W square with Poisson(c) entries per row.

    .. math:: w = \max_u\; u - 1 + e^{-cu} + c\,u\,e^{-cu}
              \quad\text{over the roots of } u = \exp(-c\,e^{-cu}),

    of which there is one for :math:`c\le e` and three beyond (leaf removal; Bordenave, Lelarge and
    Salez 2011, The rank of diluted random graphs).

    Raises:
        InvalidInputError: c is not finite or negative.
    """
    _check_degree(c)
    return max(u - 1 + np.exp(-c * u) + c * u * np.exp(-c * u) for u in _roots(c))


@checked
def sparse_second_moment(depth: int, c: AnyFloat, fourth_moment: float = GAUSSIAN) -> float:
    r"""The limit of m_2 of a linear network of unit weight variance with p n = c fixed.

    With :math:`\mu = \mathbb E X^4/c` a layer adds :math:`1 + \mu d_{l-1}` to m_2, where d, the
    mean square of a diagonal entry of :math:`JJ^\top`, becomes :math:`1 + \mu d_{l-1}` in turn:

    .. math:: m_2 = 1 + \sum_{l=1}^L d_l, \qquad d_l = 1 + \mu\,d_{l-1}, \quad d_0 = 1.

    It tends to L + 1, that of full weights, as c grows. Derived here.

    Raises:
        InvalidInputError: c is not finite or not positive.
    """
    _check_degree(c, positive=True)
    second, square = 1.0, 1.0
    for _ in range(depth):
        square = 1 + fourth_moment / c * square
        second += square
    return second


@checked
def sparse_correction(net: Network, fourth_moment: float = GAUSSIAN) -> float:
    r"""The coefficient of 1/(p n) in m_2 as p n grows, for independent D and square layers.

    A standardised entry of W has fourth cumulant :math:`\mathbb E X^4/p - 3`, so that m_2 differs
    from that of full weights by :math:`\mathbb E X^4/(pn)` times
    :func:`~freewidth.genus.fourth_cumulant_slope`, plus higher orders. It is
    :math:`L\,\mathbb E X^4` for linear networks of unit weight variance. Networks whose phi is
    linear on each side of 0 have it, too (see :func:`~freewidth.genus.forgets_signs`).
    """
    return fourth_moment * fourth_cumulant_slope(net)


def _check_degree(c, positive=False):
    if not (np.isfinite(c) and (c > 0 or (c == 0 and not positive))):
        sign = "> 0" if positive else ">= 0"
        raise InvalidInputError(f"the mean degree must be finite and {sign}, got {c!r}")


def _roots(c):
    """Roots in [0, 1], by signs on a grid."""

    def gap(u):
        return np.exp(-c * np.exp(-c * u)) - u

    u = np.linspace(0.0, 1.0, CELLS + 1)
    change = np.flatnonzero(np.diff(np.sign(gap(u))))
    return [brentq(gap, u[i], u[i + 1], xtol=ROUNDING) for i in change]
