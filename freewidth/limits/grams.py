r"""How far the Gram matrix of the outputs of a finite network is from its limit: to order 1/n.

.. math:: G(x, x') = \frac1{n_L}\sum_j y^L_j(x)\,y^L_j(x') \to \Sigma^L(x, x')

Given layer l-1, the units of layer l are independent, Gaussian in the limit, with a covariance S^l
that is itself random: :math:`S^{l+1} = \sigma_w^2 X^l + \sigma_b^2`, X^l the mean over units of
:math:`\phi(y(x))\phi(y(x'))`. To first order S^l is Gaussian about :math:`\Sigma^l`, with
covariances V^l/n of its entries; what one layer adds is the covariance of products of :math:`\phi`
over its units, and what it inherits goes through the derivative of
:math:`M_{xx'}(\Sigma) = \mathbb E\,\phi(u)\phi(v)`,

.. math:: V^{l+1} = \sigma_w^4\,\big(\mathrm{Cov}^l/r_l + J\,V^l J^\top\big), \quad
    V^1 = 0, \qquad \frac{\partial M}{\partial\Sigma_{uv}} = \mathbb E\,\phi'(u)\phi'(v), \quad
    \frac{\partial M}{\partial\Sigma_{uu}} = \tfrac12\,\mathbb E\,\phi''(u)\phi(v).

:math:`M_{xx'}` knows no third input: the entries xx, xx', x'x' are closed. Haar weights (square)
keep inner products, so that :math:`(Wx)(Wx')` do not fluctuate in the mean: of every covariance
their share, :math:`\tfrac12\operatorname{tr}(D A D' A)`, is taken off, where D are the mean second
derivatives of the two products of :math:`\phi` and A is :math:`\Sigma` without the bias. Derived
here; on the diagonal it is what makes outputs' kurtosis (:mod:`freewidth.limits.kurtosis`).
"""

from dataclasses import replace
from math import fsum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from freewidth.arguments import checked
from freewidth.errors import InvalidInputError
from freewidth.kinds import HAAR
from freewidth.layerwise import name_of
from freewidth.limits import kurtosis
from freewidth.limits.bivariate import expect
from freewidth.limits.kernels import covariances
from freewidth.network import Network

PRODUCTS = ((2, 0), (1, 1), (0, 2))  # powers of phi(u) and phi(v)
PARALLEL = 1e-9  # 1 - rho^2 below this: derivatives lose all digits


@checked
def gram_variances(net: Network, gram: ArrayLike) -> NDArray:
    r"""The limit of :math:`n_0\,\mathbb E\,(G - \Sigma^L)^2`, entry by entry, shape (r, r).

    The sum of its entries is that of :math:`n_0\,\mathbb E\,\|G-\Sigma^L\|_F^2`. ``gram`` holds
    :math:`\langle x, x'\rangle/n_0` of the r inputs.

    Raises:
        InvalidInputError: as :func:`.covariances` and :func:`.excess_kurtosis`; two inputs are
            parallel all along a network without biases; or phi jumps.
    """
    kurtosis.check(net)
    for entry, phi in zip(net.activations[:-1], net.phis[:-1], strict=True):
        if phi.jumps:
            raise InvalidInputError(
                f"{net.label}: {name_of(entry)} jumps at h={phi.jumps[0]:g}, and derivatives of E "
                f"phi phi are not means of products of slopes; take one that is continuous"
            )
    sigma = covariances(net, gram)
    found = np.empty(sigma[0].shape)
    for i in range(len(found)):
        found[i, i] = _own(net, np.asarray(gram)[i, i], sigma[-1][i, i])
        for j in range(i):
            pair = np.ix_([j, i], [j, i])
            found[i, j] = found[j, i] = _between(net, [each[pair] for each in sigma])
    return found


def _own(net, energy, q):
    """The variance of G(x, x)."""
    inherited = fsum(kurtosis.variances(replace(net, q0=float(energy))))
    return _last(net, np.full((2, 2), q)) + inherited


def _between(net, sigma):
    """The variance of G(x, x') from the covariances of both inputs at every layer."""
    inherited = np.zeros((3, 3))
    for layer, pair in enumerate(sigma[:-1], 1):
        phi = net.phis[layer - 1]
        slopes = _derivatives(phi, pair)
        fresh = _covariance(phi, pair) - _kept(net, layer, slopes, pair)
        size = net.ratios[layer] / net.ratios[0]
        inherited = net.weight_variances[layer] ** 2 * (
            fresh / size + slopes @ inherited @ slopes.T
        )
    return _last(net, sigma[-1]) + inherited[1, 1]


def _last(net, pair):
    """What the units of the last layer add, as a mean of products of Gaussian numbers."""
    (a, c), (_, b) = pair
    kept = _kept(net, net.depth, np.array([[0.0, 1.0, 0.0]]), pair)[0, 0]
    return (a * b + c**2 - kept) * net.ratios[0] / net.ratios[-1]


def _covariance(phi, pair):
    """That of phi(u)^2, phi(u) phi(v), phi(v)^2, shape (3, 3)."""
    mean = np.array([_moment(phi, pair, *powers) for powers in PRODUCTS])
    fourth = [_moment(phi, pair, 4 - k, k) for k in range(5)]
    return np.array([[fourth[i + j] for j in range(3)] for i in range(3)]) - np.outer(mean, mean)


def _moment(phi, pair, i, j):
    f, kinks = phi.f, phi.cuts
    return expect(lambda u: f(u) ** i, lambda v: f(v) ** j, pair, kinks, kinks)


def _derivatives(phi, pair):
    """Of their means with respect to the entries uu, uv, vv of the covariance, shape (3, 3)."""
    f, df, kinks = phi.f, phi.df, phi.cuts
    found = np.zeros((3, 3))
    found[0, 0] = kurtosis.energies(phi, pair[0, 0])[2]
    found[2, 2] = kurtosis.energies(phi, pair[1, 1])[2]
    found[1] = (
        _second(f, df, pair, kinks) / 2,
        expect(df, df, pair, kinks, kinks),
        _second(f, df, pair[::-1, ::-1], kinks) / 2,
    )
    return found


def _second(f, df, pair, kinks):
    """E phi''(u) phi(v), by parts: phi' may jump."""
    (a, c), (_, b) = pair
    rest = a * b - c**2
    if rest <= PARALLEL * a * b:
        raise InvalidInputError(
            "two inputs are parallel: their products are those of one input with itself; leave "
            "one out"
        )
    along = expect(lambda u: u * df(u), f, pair, kinks, kinks)
    across = expect(df, lambda v: v * f(v), pair, kinks, kinks)
    return (b * along - c * across) / rest


def _kept(net, layer, slopes, pair):
    """What Haar weights of a layer, from 1, take off the covariance of products; else 0."""
    if net.kinds[0] is not HAAR:
        return np.zeros((len(slopes), len(slopes)))
    inner = pair - net.bias_variances[layer - 1]
    turned = [np.array([[2 * a, c], [c, 2 * b]]) @ inner for a, c, b in slopes]
    return np.array([[np.trace(one @ other) / 2 for other in turned] for one in turned])
