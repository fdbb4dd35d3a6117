r"""Softmax probabilities of Gaussian outputs, and how small they make off-diagonal Hessian blocks.

With C independent outputs :math:`z_i \sim N(0, q)`, :math:`p = \mathrm{softmax}(z)` and k the sum
of the powers,

.. math:: \mathbb E \prod_i p_i^{a_i} = \frac1{\Gamma(k)} \int_0^\infty t^{k-1}
    \prod_i \mathbb E\, e^{a_i z} e^{-t e^z}\, dt

as :math:`\int t^{k-1} e^{-tS} dt = \Gamma(k) S^{-k}`. The loss is the cross-entropy, whose second
derivative by the outputs is :math:`A = \mathrm{diag}\, p - p p^\top`.

Take :math:`n = \gamma d` samples of d independent standard inputs, d -> infinity. Blocks
:math:`n^{-1} \sum_s c_s x_s x_s^\top` have :math:`\|\cdot\|_F^2 / d \to (\mathbb E c)^2 +
\mathbb E c^2/\gamma`, as different inputs are nearly orthogonal. Of a linear model the block of
classes i, j has :math:`c = A_{ij}`. Of linear hidden units with output weights v (independent,
Gaussian) that of units i, j has :math:`c = v_i^\top A v_j`, over which is averaged.
"""

from collections.abc import Sequence
from functools import cache
from math import lgamma

import numpy as np
from numpy.typing import NDArray

from freewidth.arguments import AnyFloat, checked
from freewidth.errors import InvalidInputError
from freewidth.gaussian import nodes

STEP = 0.05  # of u = log t: the trapezoidal rule, whose error falls exponentially in 1/STEP
LOW, HIGH = -45.0, 10.0  # of u, with 10 sqrt(q) on either side for the largest and least outputs
LARGEST = 100.0  # variance of outputs: beyond, exponentials of the sum overflow


@checked
def softmax_moment(powers: Sequence[float], classes: int, q: AnyFloat) -> float:
    r""":math:`\mathbb E \prod_i p_i^{a_i}` for powers (a_1, a_2, ...) of different classes' p.

    Raises:
        InvalidInputError: fewer classes than powers, none >= 1 among the powers, one below 0 or
            not whole, or a variance that is no number from 0 to 100.
    """
    whole = all(a == int(a) for a in powers)
    if not whole or classes < max(1, len(powers)) or sum(powers) < 1 or min(powers) < 0:
        raise InvalidInputError(
            f"powers = {list(powers)} of {classes} classes: needs whole powers >= 0, one of them "
            "above 0, and as many classes at least"
        )
    powers = tuple(int(a) for a in powers)
    if not 0 <= q <= LARGEST:
        raise InvalidInputError(f"the variance of outputs lies from 0 to {LARGEST:g}, got q = {q}")
    return _moment(powers, int(classes), float(q))


@checked
def class_block_ratio(classes: int, q: AnyFloat, samples: AnyFloat) -> float:
    r"""Off-diagonal over diagonal blocks of classes of a linear model, norms in root mean square.

    ``samples`` is :math:`\gamma`, per input; outputs have variance q. With c as above

    .. math:: \Bigl( \frac{(\mathbb E p_1 p_2)^2 + \mathbb E (p_1 p_2)^2 / \gamma}
        {(\mathbb E p_1 (1 - p_1))^2 + \mathbb E (p_1 (1 - p_1))^2 / \gamma} \Bigr)^{1/2},

    which is 1/(C - 1) for many samples, whatever q, as :math:`\sum_{j \ne i} p_j = 1 - p_i`; and
    for outputs near 0, whatever :math:`\gamma`.

    Raises:
        InvalidInputError: fewer than two classes, ``samples`` not above 0, or q not in [0, 100].
    """
    _check(classes, samples)
    m = _moments(classes, q)
    off = m(1, 1) ** 2 + m(2, 2) / samples
    diagonal = (m(1) - m(2)) ** 2 + (m(2) - 2 * m(3) + m(4)) / samples
    return float(np.sqrt(off / diagonal))


@checked
def unit_block_ratio(classes: int, q: AnyFloat, samples: AnyFloat) -> float:
    r"""The same for blocks of hidden units of a network with one hidden layer, which is linear.

    .. math:: \Bigl( \frac{T_2 + U_2/\gamma}{T_1^2 + 2 T_2 + (U_1 + 2 U_2)/\gamma} \Bigr)^{1/2},
        \quad T_1 = \mathrm{tr}\, \mathbb E A, \; T_2 = \mathrm{tr} (\mathbb E A)^2, \;
        U_1 = \mathbb E (\mathrm{tr} A)^2, \; U_2 = \mathbb E\, \mathrm{tr} A^2,

    for n_1 -> infinity units. For many samples it is :math:`(C + 1)^{-1/2}`, as
    :math:`T_2 = T_1^2 / (C - 1)`: slower than that of classes.

    Raises:
        InvalidInputError: as :func:`class_block_ratio`.
    """
    _check(classes, samples)
    m, c = _moments(classes, q), classes
    squares, quartic = c * m(2), c * m(4) + c * (c - 1) * m(2, 2)  # of sum p^2: mean, mean square
    trace, cross = 1 - 2 * squares + quartic, squares - 2 * c * m(3) + quartic
    first, second = (1 - squares) ** 2, (1 - squares) ** 2 / (c - 1)
    off = second + cross / samples
    return float(np.sqrt(off / (first + 2 * second + (trace + 2 * cross) / samples)))


def _check(classes, samples):
    if classes < 2 or not samples > 0:
        raise InvalidInputError(
            f"blocks need 2 classes or more and a number of samples per input above 0, got "
            f"{classes} and {samples}"
        )


def _moments(classes, q):
    return lambda *powers: softmax_moment(powers, classes, q)


@cache
def _moment(powers: tuple[int, ...], classes: int, q: float) -> float:
    u, k = _levels(q), sum(powers)
    product = _laplace(0, q) ** (classes - len(powers))
    for a in powers:
        product = product * _laplace(a, q)
    return float(STEP * np.sum(np.exp(k * u - lgamma(k)) * product))


def _levels(q: float) -> NDArray:
    return np.arange(LOW - 10 * np.sqrt(q), HIGH + 10 * np.sqrt(q), STEP)


@cache
def _laplace(power: int, q: float) -> NDArray:
    r""":math:`\mathbb E\, e^{a z - t e^z}` at t = e^u, for all numbers of classes."""
    z, weight = nodes(q)
    return np.exp(power * z - np.exp(_levels(q)[:, None] + z)) @ weight
