r"""The length of J u for one vector u, where depth and width grow together.

phi is linear on either side of 0, entries of W are symmetric. Turning the signs of a row of W turns
the sign of the pre-activation and leaves :math:`(W v)_j^2` as it is, so that D is independent of
it, although D depends on W, and whatever u and the network's input are. With
:math:`\kappa_k = \mathbb E\,\phi'^{2k}` the layers of the normalised square

.. math:: R = \frac{|J u|^2/n_L}{|u|^2/n_0}\prod_l \frac1{\sigma_w^2\kappa_1} = \prod_l r_l,
    \qquad \mathbb E\,r_l = 1, \quad
    \mathrm{Var}\,r_l = \frac1{n_l}\Big(\frac{3\kappa_2}{\kappa_1^2} - 1\Big)

multiply; for Gaussian W they are independent. Where :math:`\beta = \sum_l \mathrm{Var}\,r_l` stays
fixed and every term vanishes, log R is asymptotically :math:`N(-\beta/2, \beta)` (Hanin and Nica
2020, arXiv:1812.05994; the constants are derived here): 5/n_l for ReLU, 2/n_l for linear layers.
First n, then L would give log R = 0. Entries of fourth cumulant :math:`c_4` (standardised) add
:math:`\kappa_2\kappa_1^{-2} c_4 \sum_i v_i^4/|v|^4/n_l`: of order 1/n_l for a v of one entry, of
the next order for others.
"""

from itertools import pairwise
from math import fsum

import numpy as np
import scipy  # its parts are loaded at first use
from numpy.typing import NDArray

from freewidth import genus
from freewidth.arguments import AnyFloat, Width, checked
from freewidth.ensembles import ENSEMBLES
from freewidth.errors import InvalidInputError
from freewidth.network import Network

ORDERS = 4  # cumulants of log R


@checked
def log_norm_variance(net: Network, width: Width) -> float:
    r""":math:`\beta = \sum_l(3\kappa_2/\kappa_1^2-1)/n_l`, sizes from n_0 = ``width``.

    Raises:
        InvalidInputError: phi is not linear on either side of 0, weights are not i.i.d., real and
            symmetric with a fourth moment, or biases are not Gaussian.
    """
    layers = zip(_spreads(net), net.sizes(width)[1:], strict=True)
    return fsum((3 * spread - 1) / rows for spread, rows in layers)


@checked
def log_norm_cumulants(net: Network, width: Width) -> NDArray:
    r"""The first four cumulants of log R, given R > 0; exact, Gaussian weights.

    :math:`r_l = \chi^2_B/(p\,n_l)`, B ~ Binomial(n_l, p), p = P(phi' != 0), and
    :math:`\log\chi^2_b` has the cumulants :math:`\psi(b/2)+\log 2, \psi'(b/2), \psi''(b/2), \ldots`
    Given R > 0 the layers are independent, each given B > 0.

    Raises:
        InvalidInputError: as :func:`log_norm_variance`, or weights are not Gaussian, or phi' takes
            two values other than 0.
    """
    layers = zip(net.sizes(width)[1:], _alive(net), strict=True)
    return np.sum([_log_cumulants(rows, alive) for rows, alive in layers], axis=0)


@checked
def vanishing(net: Network, width: Width) -> float:
    r""":math:`P(R = 0) = 1 - \prod_l (1 - (1-p_l)^{n_l})`: all units of some layer are off.

    Exact, for Gaussian weights.

    Raises:
        InvalidInputError: as :func:`log_norm_cumulants`.
    """
    layers = zip(net.sizes(width)[1:], _alive(net), strict=True)
    logs = [np.log1p(-((1 - alive) ** rows)) for rows, alive in layers]
    return float(-np.expm1(np.sum(logs)))


@checked
def squared_norm_moments(net: Network, width: Width, localisation: AnyFloat) -> NDArray:
    r""":math:`\mathbb E R = 1` and :math:`\mathbb E R^2`, exact, shape (2,).

    For any entries, by their fourth cumulant: with :math:`A_l = \mathbb E|v^l|^4`,
    :math:`B_l = \mathbb E\sum_i (v^l_i)^4`, v normalised so that :math:`\mathbb E|v|^2 = 1`,

    .. math:: B_{l+1} = \frac{\kappa_2}{\kappa_1^2}\,\frac{3 A_l + c_4 B_l}{n_{l+1}}, \qquad
        A_{l+1} = B_{l+1} + \frac{n_{l+1} - 1}{n_{l+1}}\,A_l.

    ``localisation`` is :math:`\sum_i u_i^4/|u|^4`, from 1/n_0 (all entries of one size) to 1 (one
    entry).

    Raises:
        InvalidInputError: as :func:`log_norm_variance`, or no vector has this localisation.
    """
    sizes = net.sizes(width)
    if not 1 <= localisation * sizes[0] <= sizes[0]:
        raise InvalidInputError(
            f"sum u^4/|u|^4 of a vector of {sizes[0]} entries lies between 1/{sizes[0]} and 1, got "
            f"{localisation!r}"
        )
    spreads, square, quartic = _spreads(net), 1.0, localisation
    fourths = [each.fourth_moment_at for each in net.ensembles if each.fourth_moment_at]
    layers = zip(spreads, fourths, pairwise(sizes), strict=True)
    for spread, fourth, (columns, rows) in layers:
        cumulant = fourth(columns) - 3
        quartic = spread * (3 * square + cumulant * quartic) / rows
        square = quartic + (rows - 1) / rows * square
    return np.array([1.0, square])


def _spreads(net):
    r""":math:`\kappa_2/\kappa_1^2` of every layer."""
    for ensemble in net.ensembles:
        # ASSUME: registered entries without a third moment are symmetric
        symmetric = ensemble.field == "real" and ensemble.third_moment == 0
        if not symmetric or ensemble.fourth_moment_at is None:
            raise InvalidInputError(
                f"{net.label}: the length of J u is that of i.i.d. real symmetric weights with a "
                f"fourth moment, got {ensemble.label}"
            )
    if not net.gaussian_biases:
        raise InvalidInputError(f"{net.label}: the length of J u is that of Gaussian biases")
    if not genus.forgets_signs(net):
        raise InvalidInputError(
            f"{net.label}: the length of J u is known where phi is linear on either side of 0 "
            f"(relu, leaky_relu, linear): D then is independent of the squares (W v)_j^2"
        )
    return [float(second / first**2) for first, second in genus.slope_moments(net, 2)]


def _alive(net):
    """P(phi' != 0) in every layer, where phi' has one value besides 0."""
    spreads = _spreads(net)
    gaussian = ENSEMBLES["gaussian"]
    others = [ensemble for ensemble in net.ensembles if ensemble is not gaussian]
    values = {len({abs(slope) for slope in phi.slopes} - {0.0}) for phi in net.phis}
    if others or values != {1}:
        raise InvalidInputError(
            f"{net.label}: the exact law of log |J u| is that of Gaussian weights and of phi' with "
            f"one value besides 0 (relu, linear)"
        )
    return [1 / spread for spread in spreads]


def _log_cumulants(rows, alive):
    """Of log r of one layer, given B > 0: those of a mixture over B, shape (4,)."""
    units = np.arange(1, rows + 1)
    weight = np.exp(_log_binomial(rows, alive))
    weight /= weight.sum()
    mean, second, third, fourth = (scipy.special.polygamma(k, units / 2) for k in range(ORDERS))
    mean = mean + np.log(2 / (rows * alive))
    off = mean - weight @ mean
    central = (
        second + off**2,
        third + 3 * off * second + off**3,
        fourth + 3 * second**2 + 4 * off * third + 6 * off**2 * second + off**4,
    )
    variance, skew, kurtosis = (float(weight @ values) for values in central)
    return np.array([weight @ mean, variance, skew, kurtosis - 3 * variance**2])


def _log_binomial(rows, alive):
    """Log of P(B = 1), ..., P(B = rows), -inf where all units are sure to be on."""
    units, special = np.arange(1, rows + 1), scipy.special
    choose = special.gammaln([rows + 1]) - special.gammaln(units + 1)
    choose = choose - special.gammaln(rows - units + 1)
    return choose + special.xlogy(units, alive) + special.xlogy(rows - units, 1 - alive)
