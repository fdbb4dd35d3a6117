r"""Products of two matrices turned against each other, :math:`A^{1/2} U B U^\top A^{1/2}`.

For Haar U the spectrum tends to the free multiplicative convolution of those of A and B, which
``freewidth.freeprob.multiply`` solves. Here is what needs no solver: the mean of the second moment
at any size, and the law of two projections.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from freewidth.arguments import AnyFloat, Points, checked
from freewidth.errors import InvalidInputError

FIELDS = ("real", "complex")


@checked
def rotated_second_moment(a: ArrayLike, b: ArrayLike, field: str = "real") -> float:
    r""":math:`\mathbb E\,n^{-1}\operatorname{tr}(A U B U^*)^2` for Haar U and given eigenvalues.

    With means :math:`a_k, b_k` of the k-th powers, and variances :math:`a_2 - a_1^2, b_2 - b_1^2`,

    .. math:: a_2 b_1^2 + a_1^2 b_2 - a_1^2 b_1^2
              + (a_2 - a_1^2)(b_2 - b_1^2)\,\epsilon_n, \qquad
              \epsilon_n = \frac{n-2}{(n-1)(n+2)}

    for orthogonal U, :math:`\epsilon_n = -1/(n^2-1)` for unitary ones: the free value and a
    correction, of order 1/n and 1/n^2. Derived here: the covariance of the entries of
    :math:`U B U^*` is invariant, and the traces of B and B^2 determine it.

    Args:
        a, b: eigenvalues of A and B, n >= 2 of each, shape (n,).
        field: ``"real"`` (U orthogonal) or ``"complex"`` (unitary).

    Raises:
        InvalidInputError: different numbers of eigenvalues, fewer than two, or no such field.
    """
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    if a.ndim != 1 or a.shape != b.shape or a.size < 2:
        raise InvalidInputError(
            f"a product needs two or more eigenvalues of each matrix, got shapes {a.shape} and "
            f"{b.shape}"
        )
    if field not in FIELDS:
        raise InvalidInputError(f"field is one of {', '.join(FIELDS)}, got {field!r}")
    n = a.size
    correction = (n - 2) / ((n - 1) * (n + 2)) if field == "real" else -1 / (n**2 - 1)
    free = a.var() * b.mean() ** 2 + a.mean() ** 2 * (b**2).mean()
    return float(free + a.var() * b.var() * correction)


@checked
@dataclass(frozen=True)
class TwoProjections:
    r"""The law of P Q P for free projections P and Q.

    .. math:: \rho(x) = \frac{\sqrt{(x_+-x)(x-x_-)}}{2\pi\,x(1-x)}, \qquad
              x_\pm = p + q - 2pq \pm 2\sqrt{p(1-p)\,q(1-q)},

    and atoms of mass 1 - min(p, q) at 0 and max(0, p + q - 1) at 1 (Voiculescu).

    Attributes:
        p, q: the normalised ranks, between 0 and 1.

    Raises:
        InvalidInputError: a rank is not between 0 and 1.
    """

    p: AnyFloat
    q: AnyFloat

    def __post_init__(self) -> None:
        if not all(0 < rank < 1 for rank in (self.p, self.q)):
            raise InvalidInputError(
                f"normalised ranks of projections lie between 0 and 1, got {self.p} and {self.q}; "
                "a projection on everything, or on nothing, has a trivial product"
            )

    @property
    def atoms(self) -> tuple[float, float]:
        """The masses at 0 and at 1."""
        return 1 - min(self.p, self.q), max(0.0, self.p + self.q - 1)

    @property
    def support(self) -> tuple[float, float]:
        """The ends :math:`x_-` and :math:`x_+` of the continuous part."""
        p, q = self.p, self.q
        middle, half = p + q - 2 * p * q, 2 * np.sqrt(p * (1 - p) * q * (1 - q))
        # the product of the ends is (p - q)^2: no cancellation where they are close to 0
        return (p - q) ** 2 / (middle + half), middle + half

    @checked
    def cdf(self, x: Points) -> NDArray:
        r"""F(x), atoms included, same shape.

        With :math:`I(t)=\int_a^t \sqrt{(b-y)(y-a)}\,dy/y` in closed form and 1/(x(1-x)) in
        partial fractions.
        """
        x = np.asarray(x, dtype=float)
        low, high = self.support
        t = np.clip(x, low, high)
        whole = _integral(np.asarray(1 - low), 1 - high, 1 - low)
        inside = _integral(t, low, high) + whole - _integral(1 - t, 1 - high, 1 - low)
        zero, one = self.atoms
        return np.where(x >= 0, zero, 0.0) + inside / (2 * np.pi) + np.where(x >= 1, one, 0.0)


def _integral(t, a, b):
    """The integral of sqrt((b - y)(y - a))/y from a to t."""
    below, above = np.sqrt(np.maximum(t - a, 0.0)), np.sqrt(np.maximum(b - t, 0.0))
    first = 2 * np.arctan2(below, above)
    second = 2 * np.arctan2(np.sqrt(b) * below, np.sqrt(a) * above)
    return below * above + (a + b) / 2 * first - np.sqrt(a * b) * second
