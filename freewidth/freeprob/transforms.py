r"""The S-transform of a limit law, and how its density behaves at 0.

For a law on [0, inf), :math:`\psi(d) = \int \frac{dt}{1-dt}\nu(dt)`, :math:`\chi = \psi^{-1}` and

.. math:: S(m) = \frac{1+m}{m}\chi(m) = \frac{1+m}{m\,z(m)}, \qquad S_{\nu\boxtimes\nu'} = S_\nu
    S_{\nu'}

(Voiculescu). On the real axis it needs no choice of branch: m between -mu and 0 belongs to z < 0,
m > 0 to z to the right of the spectrum, and beyond its edge to the analytic continuation.
"""

import numpy as np
from numpy.typing import NDArray

from freewidth.adding import added
from freewidth.errors import InvalidInputError
from freewidth.freeprob.factors import FreeProduct
from freewidth.freeprob.moments import REAL, log_series_z
from freewidth.freeprob.product import Product
from freewidth.freeprob.real_branch import RealBranch

NEAR = 1e-4  # |m| below which A(w) - A(inf) = rho m cancels more than 12 digits: use the series
TERMS = 12  # of it; (NEAR over the radius of convergence, about 1/L)^12 is below rounding
WHOLE = 1e-9  # the order of a zero is 1 but for rounding


def s_transform(net: FreeProduct, product: Product, m: NDArray) -> NDArray:
    r"""S(m) for real m of shape (N,), :math:`-\mu < m`.

    Raises:
        InvalidInputError: some m is not above -mu, or so large that some K has no real w there.
    """
    end = -product.mu * product.share
    if not np.all(m > end):
        raise InvalidInputError(
            f"{net.label}: S(m) is real for m > {end:.6g} (one less the atom at 0, with "
            f"the sign of m), got m={m[~(m > end)][0]:.6g}"
        )
    out = np.empty(m.shape)
    near = np.abs(m) < NEAR * product.share / (1 + sum(layer.count for layer in product.layers))
    out[near] = _series(net, m[near])
    for side, here in ((-1, ~near & (m < 0)), (1, ~near & (m > 0))):
        out[here] = _explicit(product, m[here], side)
    if np.any(np.isnan(out)):
        worst = m[np.isnan(out)].min()
        raise InvalidInputError(
            f"{net.label}: S(m) ends before m={worst:.6g}, where some K has no real w; lower m"
        )
    return out


def _series(net, m):
    constant, terms = log_series_z(net, TERMS)
    log_mz = REAL(constant) + np.polynomial.polynomial.polyval(m.astype(REAL), terms)
    return ((1 + m) * np.exp(-log_mz)).astype(float)


def _explicit(product, m, side):
    """(1 + m)/(m z) from the real w below 0 (side -1) or above each K (side 1)."""
    layers = product.layers
    ends = [(-np.inf, 0.0) if side < 0 else (layer.law.top, np.inf) for layer in layers]
    low, high = (np.array([end[i] for end in ends]) for i in (0, 1))
    y = m / product.share + product.mu
    w = RealBranch(product, low, high).w(y)
    log_z = product.log_z(y + 0j, w + 0j).real
    return np.where(np.isnan(w).any(axis=1), np.nan, (1 + m) / np.abs(m) * np.exp(-log_z))


def origin(product: Product) -> float:
    r"""Exponent e of the density, :math:`\rho(x) \approx x^e` (up to logarithms) as x -> 0.

    With :math:`P(0<K<t)\approx t^\alpha`, w falls like :math:`y^{1/\min(\alpha,1)}`, and
    :math:`z\approx y^r` with r the sum of these powers over the layers as narrow as the narrowest
    and of the explicit factors there; then e = 1/r - 1 (for square i.i.d. layers -L/(L+1)). If
    r = 1, z is regular there and the smallest :math:`\alpha` decides, e = alpha - 1: inf where K
    vanishes faster than every power. nan where the bias has tails that make alpha = 0.
    """
    alphas = [layer.law.decay for layer in product.layers if layer.delta == 0]
    if np.isnan(alphas).any():
        return float("nan")
    order = float(added(times for delta, times, _ in product.factors if delta == 0))
    for layer in product.layers:
        if layer.delta == 0:
            order += layer.count / min(1.0, layer.law.decay)
    if abs(order - 1) < WHOLE:
        return float(min(alphas, default=np.inf) - 1)
    return float(1 / order - 1)
