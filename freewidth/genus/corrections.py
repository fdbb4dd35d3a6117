r"""Moments of networks beyond the planar limit: exact at finite width, and their order 1/n.

All of it for D independent of the weights. Networks whose D comes from the weights share the planar
limit; where :func:`forgets_signs` they share every order, else they part at order 1/n.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from math import prod
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from freewidth.arguments import Length, Order, Whole, checked
from freewidth.ensembles import EVERY
from freewidth.errors import InvalidInputError
from freewidth.genus.expansion import layer, moments, slope_moments
from freewidth.genus.quadratic import diagonal, identity, weighted
from freewidth.genus.wick import Field, mean_moments
from freewidth.network import Network

WIDE = 10**6  # where n times the correction is its limit to six digits
GAUSSIAN = ("gaussian", "complex_gaussian")
KNOWN = 2  # moments of networks with other weights


@checked
def finite_moments(net: Network, width: Whole, k: Whole) -> list[float]:
    r"""Exact :math:`\mathbb E\,n_L^{-1}\operatorname{tr}(JJ^\top)^s`, s = 1..k, at one width n_0.

    For D independent of the weights, its entries with the law of :math:`\phi'(y^l)` in the limit of
    infinite width; linear networks among them. Gaussian weights: :math:`\sigma_w^{2sL}` times
    :func:`~freewidth.genus.mean_moments`, k up to 6. Others, mixed or not: the first two
    (:mod:`freewidth.genus.quadratic`), if the ensembles are ``known_at_width``.

    Raises:
        InvalidInputError: k is beyond what is known for these weights.
    """
    kappas = [[Fraction(value) for value in kappa] for kappa in slope_moments(net, k)]
    if not _gaussian(net):
        found = _first_two(net, net.sizes(width), k, kappas)
    else:
        field: Field = "complex" if net.field == "complex" else "real"
        found = mean_moments(net.sizes(width), k, field, kappas)
    return [prod(net.scales) ** s * float(m) for s, m in enumerate(found, 1)]


def _gaussian(net):
    return all(ensemble in [EVERY[name] for name in GAUSSIAN] for ensemble in net.ensembles)


def _first_two(net, sizes, k, kappas):
    """m_1 and m_2 for unit weight variance, layer by layer."""
    if k > KNOWN:
        raise InvalidInputError(
            f"{net.label}: moments beyond m_{KNOWN} need Gaussian weights, got k={k}"
        )
    slopes = kappas if k == KNOWN else [[*kappa, kappa[0] ** 2] for kappa in kappas]
    m = identity(Fraction(sizes[0]))
    for ensemble, rows, (first, second) in zip(net.ensembles, sizes[1:], slopes, strict=True):
        m = diagonal(weighted(ensemble, m, Fraction(rows)), first, second, first**2)
    return m.moments[:k]


@checked
def first_correction(net: Network, k: Whole) -> NDArray:
    r""":math:`b_s = \lim n\,(\mathbb E\,m_s - \lim m_s)`, s = 1..k, for independent D, shape (k,).

    By :func:`finite_moments` at ``WIDE``, good to six digits.

    Raises:
        InvalidInputError: as :func:`finite_moments`, or weights that get sparser with the width,
            for which there is no such limit.
    """
    if sparse := [e.label for e in net.ensembles if e.density is not None]:
        raise InvalidInputError(f"{sparse[0]}: the corrections are not of order 1/n")
    return WIDE * (np.array(finite_moments(net, WIDE, k)) - moments(net, k))


@checked
def fourth_cumulant_slope(net: Network) -> float:
    r""":math:`d b_2/d\kappa_4` for square layers: what weights of fourth cumulant kappa_4 add.

    The mean of :math:`m_2` is its limit plus :math:`b_2/n`. One weight of layer l may occur four
    times, which makes a gluing with a vertex of degree four:

    .. math:: \frac{d b_2}{d\kappa_4} = \sigma_w^{4L} \sum_l \kappa^l_2\,\kappa^{l-1}_2
        \prod_{j<l-1} (\kappa^j_1)^2 \prod_{j>l} (\kappa^j_1)^2, \qquad \kappa^0_2 = 1,

    :math:`\kappa^l_s = \mathbb E\,\phi'(y^l)^{2s}`; :math:`\kappa_4 = \mathbb E X^4 - 3` of a
    standardised entry. It is L for linear networks. Derived here, for independent D.
    """
    first, second = np.array(slope_moments(net, 2), dtype=float).T
    total = 0.0
    for at in range(net.depth):
        below = second[at - 1] * np.prod(first[: max(at - 1, 0)]) ** 2 if at else 1.0
        total += second[at] * below * np.prod(first[at + 1 :]) ** 2
    return float(prod(net.scales) ** 2 * total)


@checked
def planar_moments(sizes: Annotated[Sequence[Whole], Length(2)], k: Order) -> list[float]:
    """The limits of m_1, ..., m_k of linear networks with i.i.d. weights at these ratios of sizes.

    What :func:`~freewidth.genus.mean_moments` becomes if gluings of genus 0 alone are counted.
    """
    found: list = [Fraction(1)] * k
    for columns, rows in pairwise(sizes):
        found = layer(found, [1] * k, Fraction(columns, rows))
    return [float(m) for m in found]


@checked
def forgets_signs(net: Network) -> bool:
    r"""Whether :math:`\phi'(h)` takes one value on each side of 0: as for ReLU, or linear phi.

    Then, for weights and biases symmetric about 0, averaging over the signs of the rows of every W
    makes all entries of D independent of everything else in :math:`JJ^\top`: what holds for
    independent D holds for the network's own at every width.
    """
    return all(phi.piecewise_linear and set(phi.kinks) <= {0.0} for phi in net.phis)
