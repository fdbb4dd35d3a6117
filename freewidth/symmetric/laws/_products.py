r"""Laws of products, from the limit law of a linear network: that is what it is.

J J^T of a linear network of depth L with widths (n_0, ..., n_L) is a Wishart product. And since a
semicircle is the symmetric law whose square is Marchenko-Pastur, the square of
:math:`X^\top W X` obeys

.. math:: z^2 = (1 + m)^2 (1 + m/c)^2 \, c/m, \qquad c = \text{inner over outer size},

which is the Wishart product of depth three with two of its four sizes c, two 1; likewise with more
factors. The law itself is the symmetric one with that law of squares.
"""

from math import fsum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from freewidth.symmetric.laws._base import Table

if TYPE_CHECKING:  # the solver is loaded where a law is solved: fits only read tables
    from freewidth.freeprob import Law

OFF_AXIS = 1e-15j  # of the modulus: enough to choose a side of the cut
LEVELS = 1200  # of a table, denser towards both ends: interpolation errs by about LEVELS**-2


def wishart(widths: tuple[float, ...]) -> "Law":
    """Law of the product of Wishart factors of sizes ``widths`` = (n_0, ..., n_L), mean one."""
    from freewidth.jacobian import law
    from freewidth.network import Network

    return law(Network("gaussian", "linear", len(widths) - 1, widths=widths))


def atom(law: "Law") -> float:
    """Mass at 0."""
    return float(fsum(mass for position, mass in law.atoms if position == 0))


def table(law: "Law") -> Table:
    """A nonnegative law by its quantiles."""
    mass = 1 - atom(law)
    p = (1 - np.cos(np.linspace(0, np.pi, LEVELS))) / 2 * mass
    low, high = law.support[0][0], law.support[-1][1]
    inside = law.quantile(np.maximum(p[1:-1] + atom(law), atom(law)))
    return _increasing(np.concatenate([[low], inside, [high]]), p, atom(law))


def symmetric_root(squares: Table) -> Table:
    """The symmetric law whose squares have the given one."""
    x, p = np.sqrt(squares.x), squares.p / 2
    total = 1 - squares.atom
    nodes = np.concatenate([-x[::-1], x])
    levels = np.concatenate([total / 2 - p[::-1], total / 2 + p])
    return _increasing(nodes, levels, squares.atom)


def symmetric_stieltjes(z: ArrayLike, squares: "Law") -> NDArray:
    r""":math:`\int \nu(dt)/(z-t) = z \int \nu(dt)/(z^2-t^2)` for symmetric laws."""
    z = np.asarray(z, dtype=complex)
    square = z**2
    square = np.where(square.imag == 0, square + OFF_AXIS * np.abs(square), square)
    return z * squares.stieltjes(square)


def _increasing(x: NDArray, p: NDArray, atom: float) -> Table:
    """The table without nodes that rounding has made equal."""
    keep = np.concatenate([[True], np.diff(np.maximum.accumulate(x)) > 0])
    keep[-1] = True
    return Table(x[keep], p[keep], atom)
