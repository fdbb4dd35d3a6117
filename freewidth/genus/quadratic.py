r"""Exact first and second moments at finite width, for all weights whose fourth moments are known.

Of a random Hermitian M of any size four numbers are carried from factor to factor,

.. math:: t = \mathbb E\operatorname{tr} M, \quad a = \mathbb E\operatorname{tr} M^2, \quad
          b = \mathbb E(\operatorname{tr} M)^2, \quad c = \mathbb E\sum_i M_{ii}^2,

traces not normalised; they determine those of :math:`W M W^*` and :math:`D M D` for independent W
and D. With :math:`\beta = 2` for real numbers and 1 for complex ones, W of P rows, N columns:

* independent entries of mean 0, variance 1/N and fourth moment :math:`\mu/N^2` (complex ones with
  :math:`\mathbb E X^2 = 0`): rows are independent, and one row w has
  :math:`N^2\,\mathbb E (w M w^*)^2 = q = b + \beta a + (\mu - 1 - \beta)\,c`, so that
  :math:`a' = (P(P-1)a + Pq)/N^2`, :math:`b' = (P(P-1)b + Pq)/N^2`, :math:`c' = Pq/N^2`;
* Haar, tall or square: a and b stay, :math:`c' = (b + \beta a)/(P + \beta)`;
* Haar, wide: a corner of size P of the rotated M, whose covariance is
  :math:`x\,\delta_{ij}\delta_{kl} + y\,\delta_{il}\delta_{jk}` (real: and
  :math:`y\,\delta_{ik}\delta_{jl}`), with the x and y that give a and b at size N;
* Gaussian Hermitian: by Wick's formula, see :func:`hermitian`;
* D with exchangeable entries independent of M: pairs of different indices count
  :math:`\mathbb E|d_i d_j|^2`, equal ones :math:`\mathbb E|d_i|^4`.

Weights of given singular values are a Haar matrix, a diagonal one and a Haar matrix. Derived here;
for Gaussian weights the same as the sum over all gluings (:mod:`freewidth.genus.wick`). Everything
works on floats, fractions and SymPy symbols alike, but for the comparison of sizes.
"""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from freewidth.arguments import Exact, checked
from freewidth.ensembles import Ensemble
from freewidth.errors import InvalidInputError
from freewidth.kinds import SingularValues

BETA = {"real": 2, "complex": 1}


@checked
@dataclass(frozen=True)
class Quadratic:
    r"""The means of a random Hermitian M of a given ``size`` (no trace is normalised).

    Attributes:
        size: number of rows.
        trace: :math:`t = \mathbb E\operatorname{tr} M`.
        square: :math:`a = \mathbb E\operatorname{tr} M^2`.
        squared_trace: :math:`b = \mathbb E(\operatorname{tr} M)^2`.
        diagonal: :math:`c = \mathbb E\sum_i M_{ii}^2`.
    """

    size: Any
    trace: Any
    square: Any
    squared_trace: Any
    diagonal: Any

    @property
    def moments(self) -> tuple[Any, Any]:
        r""":math:`\mathbb E\,m_1` and :math:`\mathbb E\,m_2`, normalised."""
        return self.trace / self.size, self.square / self.size


@checked
def identity(size: Exact) -> Quadratic:
    """Those of the identity matrix."""
    return Quadratic(size, size, size, size**2, size)


@checked
def weighted(ensemble: Ensemble, m: Quadratic, rows: Exact) -> Quadratic:
    r"""The means of :math:`W M W^*`, W of this ensemble with ``rows`` rows.

    Raises:
        InvalidInputError: no fourth moment is known, or Hermitian weights are not square.
    """
    beta = BETA[ensemble.field]
    if not ensemble.known_at_width:
        raise InvalidInputError(
            f"{ensemble.label}: moments at finite width need independent entries with a known "
            "fourth moment, Haar or Gaussian Hermitian weights"
        )
    if ensemble.fourth_moment_at is not None:
        return independent(m, rows, _exact(ensemble.fourth_moment_at(int(m.size))), beta)
    if ensemble.hermitian:
        return hermitian(m, rows, beta)
    values = ensemble.kind.singular_values
    if values is None:
        return haar(m, rows, beta)
    count = min(m.size, rows)
    return haar(diagonal(haar(m, count, beta), *_pairs(values, int(count))), rows, beta)


def independent(m: Quadratic, rows: Any, fourth_moment: Any, beta: Any) -> Quadratic:
    """Those of W M W*, independent entries of a given E|X|^4."""
    row = m.squared_trace + beta * m.square + (fourth_moment - 1 - beta) * m.diagonal
    others, columns = rows * (rows - 1), m.size
    return Quadratic(
        rows,
        m.trace * rows / columns,
        (others * m.square + rows * row) / columns**2,
        (others * m.squared_trace + rows * row) / columns**2,
        rows * row / columns**2,
    )


def haar(m: Quadratic, rows: Any, beta: Any) -> Quadratic:
    """Those of W M W*: W the first columns of a Haar matrix, or the first rows."""
    if rows >= m.size:
        diagonal = (m.squared_trace + beta * m.square) / (rows + beta)
        return replace(m, size=rows, diagonal=diagonal)
    n, a, b = m.size, m.square, m.squared_trace
    scale = n * (n - 1) * (n + beta) if beta == 2 else n * (n**2 - 1)
    y = (n * a - b) / scale
    x = ((n + beta - 1) * b - beta * a) / scale
    return Quadratic(
        rows,
        m.trace * rows / n,
        rows * (x + (rows + beta - 1) * y),
        rows * (rows * x + beta * y),
        rows * (x + beta * y),
    )


def hermitian(m: Quadratic, rows: Any, beta: Any) -> Quadratic:
    """Those of W M W, W Gaussian and Hermitian, E|W_ij|^2 = 1/n, real of 2/n on the diagonal.

    Raises:
        InvalidInputError: W is not square.
    """
    if rows != m.size:
        raise InvalidInputError(f"Hermitian weights are square, got {rows} x {m.size}")
    n, a, b, c = m.size, m.square, m.squared_trace, m.diagonal
    if beta == 1:
        trace = m.trace
        square, squared_trace = a * (1 + 1 / n**2) + b / n, b * (1 + 1 / n**2) + a / n
        diagonal = (n * b + n * a + c) / n**2
    else:
        trace = m.trace * (n + 1) / n
        square = ((n**2 + 3 * n + 5) * a + (n + 2) * b) / n**2
        squared_trace = (((n + 1) ** 2 + 2) * b + 2 * (n + 2) * a) / n**2
        diagonal = ((n + 2) * b + 2 * (n + 2) * a + 3 * c) / n**2
    return Quadratic(n, trace, square, squared_trace, diagonal)


def diagonal(m: Quadratic, first: Any, second: Any, pair: Any) -> Quadratic:
    r"""Those of D M D: ``first`` is :math:`\mathbb E|d_i|^2`, ``second`` of the fourth power.

    ``pair`` is :math:`\mathbb E|d_i d_j|^2` for different i and j: ``first`` squared, if entries
    are independent.
    """
    own = second * m.diagonal
    return Quadratic(
        m.size,
        first * m.trace,
        pair * (m.square - m.diagonal) + own,
        pair * (m.squared_trace - m.diagonal) + own,
        own,
    )


@checked
def weight_means(ensemble: Ensemble, rows: int, columns: int) -> dict[str, float]:
    r"""Exact means of statistics of one W, sigma_w = 1: what :func:`weighted` rests on.

    By name: ``share`` of the entries that are there, ``square`` and ``fourth``, the means over
    entries of :math:`n|W_{ij}|^2` and :math:`n^2|W_{ij}|^4`, n = ``columns``; of square W also
    ``trace``, ``squared_trace`` and ``trace_of_square``: :math:`\operatorname{tr} W`,
    :math:`|\operatorname{tr} W|^2` and :math:`\operatorname{tr} W^2` (real parts, not normalised).
    Those of the last two are 1 and 1 for real weights without symmetry: Q without the signs that
    make a QR decomposition unique has a negative trace.

    Raises:
        InvalidInputError: as :func:`weighted`.
    """
    m = weighted(ensemble, identity(Fraction(columns)), Fraction(rows))
    found = {
        "share": 1.0 if ensemble.density is None else ensemble.density(columns),
        "square": float(m.trace / rows),
        "fourth": float(_fourth(ensemble, m, Fraction(columns))),
    }
    if rows != columns:
        return found
    real = ensemble.field == "real"
    squared, of_square = 1.0, float(real)
    if ensemble.hermitian:
        squared, of_square = (2.0, columns + 1.0) if real else (1.0, float(columns))
    return found | {"trace": 0.0, "squared_trace": squared, "trace_of_square": of_square}


def _fourth(ensemble, m, columns):
    """The mean of n^2 |W_ij|^4; m is that of W W^*."""
    beta = BETA[ensemble.field]
    if ensemble.fourth_moment_at is not None:
        return _exact(ensemble.fourth_moment_at(int(columns)))
    if ensemble.hermitian:  # E|g|^4 off the diagonal; on it real, and of variance beta
        return 1 + beta + (3 * beta**2 - 1 - beta) / columns
    return columns * m.diagonal * (1 + beta) / ((columns + beta) * m.size)  # rows turn freely


def _pairs(values: SingularValues, count: int) -> tuple[Fraction, Fraction, Fraction]:
    """E s_i^2, E s_i^4, and E s_i^2 s_j^2 of different ones among ``count`` that are drawn."""
    first, second = map(_exact, values.moments(2))
    if count == 1:
        return first, second, Fraction(0)  # there is no pair
    pair = (count * _exact(values.squared_mean(count)) - second) / (count - 1)
    return first, second, pair


def _exact(value: float) -> Fraction:
    return Fraction(value)
