r"""The genus expansion at infinite width: sums over non-crossing partitions.

For one layer :math:`M = D W A W^\top D` with i.i.d. weights of variance :math:`1/n_{l-1}` and
:math:`c = n_{l-1}/n_l`,

.. math::
    m_k(M) = \sum_{\pi\in NC(k)} \prod_{V\in\pi} b_{|V|}
             \prod_{V\in \mathrm{Kr}(\pi)} \kappa_{|V|},
    \qquad b_s = c^{1-s}\, m_s(A), \quad \kappa_s = \mathbb E\,\phi'(\sqrt q g)^{2s}.

The summand depends on the block sizes alone. There are

.. math:: k\, \frac{(\ell(\lambda)-1)!}{\mathrm{Aut}\,\lambda}\,
          \frac{(\ell(\mu)-1)!}{\mathrm{Aut}\,\mu}, \qquad \ell(\lambda)+\ell(\mu) = k+1,

partitions of type :math:`\lambda` with complement of type :math:`\mu` (Goulden and Jackson 1992,
factorisations of a full cycle), and summing over the types of length :math:`\ell` is taking the
coefficient of :math:`x^k` in a power of :math:`b(x) = \sum b_s x^s`:

.. math:: m_k = \sum_{\ell=1}^{k} \frac{k}{\ell\,(k+1-\ell)}\,
          [x^k]\,b(x)^{\ell}\;[x^k]\,\kappa(x)^{k+1-\ell}.

Everything works on floats, :class:`~fractions.Fraction` and SymPy symbols alike. Kinds of weights
differ in b only: these are the free cumulants of :math:`W A W^\top`. Weights of given singular
values s are two such layers, the first with :math:`\kappa_k = \mathbb E s^{2k}`.
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from math import fsum

import numpy as np
from numpy.typing import NDArray

from freewidth.activations import Activation, named
from freewidth.adding import added
from freewidth.arguments import Exact, Order, checked
from freewidth.errors import InvalidInputError, NotConvergedError
from freewidth.gaussian import expect_complex
from freewidth.kinds import IID, Kind, powers
from freewidth.network import Network
from freewidth.preactivation import Preactivation


@checked
def layer(
    inner: Sequence[Exact], kappa: Sequence[Exact], ratio: Exact = 1, kind: Kind = IID
) -> list:
    r"""Moments (m_1, ..., m_k) of :math:`D W A W^\top D` from those of A, ``inner``.

    ``kappa`` holds the first k moments of the law of D^2, ``ratio`` is columns over rows of W,
    c = n_{l-1}/n_l (a Fraction or a symbol if the result shall be exact). ``kind`` is that of an
    ensemble.

    Raises:
        InvalidInputError: ``inner`` and ``kappa`` differ in length.
    """
    if len(inner) != len(kappa):
        raise InvalidInputError(f"{len(inner)} inner moments, but {len(kappa)} of D^2; need both")
    for stage in kind.stages(ratio, Fraction(1)):
        behind = kappa
        if stage.singular_values is not None:
            behind = [Fraction(value) for value in stage.singular_values.moments(len(inner))]
        inner = _product(stage.kind.cumulants(inner, stage.columns / stage.rows), behind)
    return list(inner)


@checked
def slope_moments(net: Network, k: Order) -> list[list[float]]:
    r"""For each layer :math:`\kappa_s = \mathbb E\,|\phi'(y)|^{2s}`, s = 1..k.

    y is the limiting pre-activation: a real or, for complex weights, a circular complex Gaussian of
    variance q_l, unless the bias has another law.

    Raises:
        NotConvergedError: some moment is not known to 1e-12 of itself.
    """
    try:
        return [
            [_slope_moment(phi, net.field, y, s) for s in range(1, k + 1)]
            for phi, y in zip(net.activations, net.preactivations, strict=True)
        ]
    except NotConvergedError as error:
        raise NotConvergedError(f"{net.label}, moments of the slope: {error}") from None


@lru_cache(maxsize=4096)  # most networks share their slopes with others
def _slope_moment(activation: str | Activation, field: str, y: Preactivation, s: int) -> float:
    phi = named(activation)
    if field == "complex":
        return expect_complex(lambda y: np.abs(phi.df(y)) ** (2 * s), y.q)
    if phi.piecewise_linear and y.variance > 0:  # at any variance, without panels
        parts = zip(phi.slopes, phi.pieces, strict=True)
        return fsum(k ** (2 * s) * y.between(*ends) for k, ends in parts if k is not None)
    return y.expect(lambda h: phi.df(h) ** (2 * s), phi.cuts)


@checked
def moments(net: Network, k: Order, readout: bool = False) -> NDArray:
    r"""Limits (m_1, ..., m_k) of the moments of :math:`n_L^{-1}\operatorname{tr} (J J^\top)^s`.

    Each layer's weights enter by the cumulants of their kind, so layers may be mixed. With
    ``readout`` the Jacobian gets one more square weight matrix on top, of the last layer's ensemble
    and sigma_w^2, with no D (the convention of Muca Cirone, Hamdan and Salvi). The sums are exact
    within a layer and carried to 256 bits between layers: the only rounding that shows is that of
    the slope moments.

    Raises:
        InvalidInputError: k is no whole number from 1 to 100.

    Examples:
        >>> from freewidth import Network, genus
        >>> genus.moments(Network("gaussian", "relu", depth=3), 4).round(5)
        array([0.125  , 0.10938, 0.13086, 0.18091])
        >>> genus.moments(Network("orthogonal", "relu", depth=3), 4).round(5)
        array([0.125  , 0.0625 , 0.03711, 0.02393])
    """
    sizes = [Fraction(r) for r in net.ratios]
    found = [Fraction(1)] * k
    layers = net.kinds, sizes[:-1], sizes[1:], slope_moments(net, k), net.scales
    steps = list(zip(*layers, strict=True))
    if readout:
        steps.append((net.kinds[-1], sizes[-1], sizes[-1], [1.0] * k, net.weight_variances[-1]))
    for kind, columns, rows, kappa, scale in steps:
        exact = [Fraction(value) for value in kappa]
        unscaled = layer(found, exact, columns / rows, kind)
        found = [_trim(Fraction(scale) ** s * m) for s, m in enumerate(unscaled, 1)]
    return np.array([float(m) for m in found])


def _product(b, kappa):
    """The sum over NC(k) with weights ``b`` on blocks and ``kappa`` on complements, k = 1..len."""
    order = len(b)
    left, right = powers(b), powers(kappa)
    return [
        added(
            Fraction(k, size * (k + 1 - size)) * (left[size][k] * right[k + 1 - size][k])
            for size in range(1, k + 1)
        )
        for k in range(1, order + 1)
    ]


def _trim(value, bits=256):
    """The nearest fraction with so many leading bits: 100 layers must not carry 50,000 digits."""
    if not value:
        return value
    excess = bits - value.numerator.bit_length() + value.denominator.bit_length()
    scale = Fraction(2) ** excess
    return Fraction(round(value * scale)) / scale
