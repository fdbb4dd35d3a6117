r"""Conjugate kernels of weights whose rows keep a few large entries: first two moments.

Let :math:`Y = f(W X)`, X Gaussian, f odd and bounded, and let W be heavy-tailed or sparse with a
fixed number of weights per row. Given the row w of W, entries of Y are f of a Gaussian variable of
variance :math:`\tau = \sigma_x^2|w|^2`, which does not become constant: squares of the entries of
one row stay correlated, by :math:`\operatorname{Var} v(\tau)`, :math:`v(\tau) = \mathbb E
f(\sqrt\tau g)^2`. With :math:`\Lambda(ds)`, the mean number of weights per row whose size times
:math:`\sigma_x` is in ds, and :math:`F_\tau(t) = \mathbb E f(t + \sqrt\tau g)`, the limits are

.. math:: m_1 = \mathbb E v, \qquad m_2 = \mathbb E v^2 + \frac nm\,m_1^2 + \frac n{n_0}\,\kappa,
    \qquad \kappa = \mathbb E\Bigl(\int\Lambda(ds)\,\mathbb E_\tau F_\tau(s a) F_\tau(s b)\Bigr)^2,

a, b standard Gaussian: :math:`\mathbb E_w f(w\cdot x) f(w\cdot x')` vanishes on average over
independent inputs x, x', and is to first order a sum over the coordinates of what each adds. With
many small weights instead :math:`\tau = q`, :math:`\kappa = \theta_2^2` and m_2 is that of
:mod:`.conjugate_kernel`. That heavy tails change the limit law states the abstract of Guionnet and
Piccolo (2025), arXiv:2502.18428; the formulas are derived here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, roots_genlaguerre

from freewidth.adding import added
from freewidth.arguments import checked
from freewidth.errors import InvalidInputError
from freewidth.gaussian import density, nodes

MOST = 60.0  # weights per row: more need more nodes
COUNTS = 12.0  # standard deviations of a Poisson count that are summed over, and as many more
ORDER = 24  # of Gauss's rule for tau at each count
CUTS = (-0.7, -0.4, -0.2, -0.1, 0.0, 0.1, 0.2, 0.4, 0.7)  # of g: flat at 0, but not analytic
WIDE = np.linspace(-20.0, 20.0, 801)  # of log s: what is beyond weighs exp(-20)
FINE = np.linspace(-16.0, 4.6, 1031)  # likewise, as fine as sin(s a) is up to s = 30 and more


@checked
@dataclass(frozen=True)
class Rows:
    r"""What a long row of weights looks like.

    Attributes:
        tau: values of :math:`\sigma_x^2|w|^2`, shape (k,), and their probabilities.
        jumps: ``jumps(s)`` is the mean number, per unit of log s, of weights of size s / sigma_x.
    """

    tau: tuple[NDArray, NDArray]
    jumps: Callable[[NDArray], NDArray]


@checked
def sparse_rows(degree: float, q: float = 1.0) -> Rows:
    r"""Poisson(``degree``) Gaussian weights per row of total variance :math:`q/\sigma_x^2`.

    Raises:
        InvalidInputError: numbers that are not positive, or a degree above ``MOST``.
    """
    if not 0 < degree <= MOST:
        raise InvalidInputError(f"weights per row lie in (0, {MOST:g}], got {degree!r}")
    _positive(q)
    many = int(degree + COUNTS * degree**0.5 + COUNTS)
    tau, mass = [np.zeros(1)], [np.exp([-degree])]
    for count in range(1, many):
        t, p = _gauss(count)
        tau.append(2 * t * q / degree)
        mass.append(p / p.sum() * np.exp(count * np.log(degree) - degree - gammaln(count + 1)))

    def jumps(s: NDArray) -> NDArray:
        return 2 * degree * s / (q / degree) ** 0.5 * density(s / (q / degree) ** 0.5)

    return Rows((np.concatenate(tau), np.concatenate(mass)), jumps)


@cache
def _gauss(count: int) -> tuple[NDArray, NDArray]:
    """Gauss's rule for half a chi-squared variable."""
    return roots_genlaguerre(ORDER, count / 2 - 1)


@checked
def cauchy_rows(q: float = 1.0) -> Rows:
    r"""Cauchy weights of scale :math:`\sqrt q/(n_0\sigma_x)`: :math:`\tau = 2q/(\pi g^2)`.

    Raises:
        InvalidInputError: q is not positive.
    """
    _positive(q)
    g, p = nodes(1.0, CUTS)
    return Rows((2 * q / (np.pi * g**2), p), lambda s: 2 * q**0.5 / (np.pi * s))


@checked
def heavy_moments(
    activation: str, rows: Rows, ratio: float = 1.0, inner: float = 1.0
) -> tuple[float, float, float]:
    r"""(m_1, :math:`\mathbb E v^2`, m_2) for ``ratio`` = n/m and ``inner`` = n/n_0.

    Raises:
        InvalidInputError: an activation whose Gaussian means are not known in closed form here.
    """
    if activation not in CLOSED:
        raise InvalidInputError(
            f"limits for heavy rows are known for {', '.join(CLOSED)}, got {activation!r}"
        )
    square, added = CLOSED[activation]
    tau, p = rows.tau
    first, second = float(p @ square(tau)), float(p @ square(tau) ** 2)
    return first, second, second + ratio * first**2 + inner * added(rows)


def _erf_square(tau):
    return 2 / np.pi * np.arcsin(2 * tau / (1 + 2 * tau))


def _erf_added(rows):
    """kappa. F is erf(t/sqrt(1 + 2 tau)): sizes shrink, and numbers of equal ones add up."""
    (tau, p), s = rows.tau, np.exp(WIDE)
    number = added(c * rows.jumps(s * np.sqrt(1 + 2 * t)) for t, c in zip(tau, p, strict=True))
    number = number * (WIDE[1] - WIDE[0])
    return float(number @ _erf_squares(tuple(WIDE)) @ number)


@lru_cache(maxsize=1)
def _erf_squares(logs):
    """Squared means of F(s a) F(s' a) at tau = 0, for all pairs of sizes of these logarithms."""
    s = np.exp(logs)
    share = s / np.sqrt(1 + 2 * s**2)
    cosine = np.minimum(2 * share[:, None] * share, 1.0)  # but for rounding
    return (2 / np.pi * np.arcsin(cosine)) ** 2


def _sin_square(tau):
    return -np.expm1(-2 * tau) / 2


def _sin_added(rows):
    """kappa. F is sin(t) exp(-tau/2)."""
    (tau, p), s = rows.tau, np.exp(FINE)
    number = rows.jumps(s) * (FINE[1] - FINE[0])
    return float(number @ _sin_squares(tuple(FINE)) @ number * (p @ np.exp(-tau)) ** 2)


@lru_cache(maxsize=1)
def _sin_squares(logs):
    """Likewise."""
    s = np.exp(logs)
    near, far = ((s[:, None] + sign * s) ** 2 for sign in (-1, 1))
    return ((np.exp(-near / 2) - np.exp(-far / 2)) / 2) ** 2


def _positive(q):
    if not (np.isfinite(q) and q > 0):
        raise InvalidInputError(f"the variance or squared scale q is finite and > 0, got {q!r}")


Means = tuple[Callable[[NDArray], NDArray], Callable[[Rows], float]]

CLOSED: dict[str, Means] = {"erf": (_erf_square, _erf_added), "sin": (_sin_square, _sin_added)}
