r"""Moments of the limit law from the power series of its S-transform, without integration.

By Lagrange's formula, with :math:`\psi(d) = \sum_j \kappa_j d^j` and w = 1/chi,

.. math:: [t^n] \log(t\,w(t)) = -\frac1n [d^n] \Big(\frac{\psi(d)}{d}\Big)^{-n}, \qquad
    m_k = \frac1k [m^{k-1}] (m\,z(m))^k .

Series are arrays of coefficients in extended precision (``longdouble``).
"""

from math import fsum

import numpy as np
from numpy.typing import NDArray

from freewidth.adding import added
from freewidth.freeprob.factors import FreeProduct
from freewidth.freeprob.product import exponents

REAL = np.longdouble
SHALLOW = (1e-6, 1e-4)  # floor and blur: smaller k enter by 16 moments of their own


def log_series(a: NDArray) -> NDArray:
    """Coefficients of log(a) for a series with a[0] = 1."""
    out = np.zeros_like(a)
    for n in range(1, a.size):
        out[n] = a[n] - added(k * out[k] * a[n - k] for k in range(1, n)) / n
    return out


def exp_series(a: NDArray) -> NDArray:
    """Coefficients of exp(a) for a series with a[0] = 0."""
    out = np.zeros_like(a)
    out[0] = 1
    for n in range(1, a.size):
        out[n] = added(k * a[k] * out[n - k] for k in range(1, n + 1)) / n
    return out


def inverse_log(kappa: NDArray) -> NDArray:
    """Coefficients of log(t w(t)/kappa_1), t^0 first, from kappa_1..kappa_k scaled by powers."""
    a = log_series(kappa / kappa[0])
    out = np.zeros_like(a)
    for n in range(1, a.size):
        out[n] = -exp_series(-n * a)[n] / n / kappa[0] ** n
    return out


def log_series_z(
    product: FreeProduct, order: int, rule: tuple[float, float] = SHALLOW
) -> tuple[float, NDArray] | None:
    r""":math:`\log(m\,z(m)) = C + \sum_{j\ge1} a_j m^j`: (C, a_0..a_{order-1}), None if M = 0.

    ``rule`` is the (floor, blur) of the quadratures; any gives the same numbers.
    """
    if product.vanishes:
        return None
    constant, _, plus = exponents(product)
    total = np.zeros(order, dtype=REAL)
    signs = (-REAL(1)) ** np.arange(1, order)
    for rho, times in plus.items():
        total[1:] -= times * signs * REAL(rho) ** np.arange(1, order) / np.arange(1, order)
    for stage in product.stages:
        rho = product.ratios[-1] / stage.rows
        alive, atoms = stage.source.masses()
        if alive == min(1.0, fsum(p for _, p in atoms)):  # no quadrature needed
            k, p = np.array(atoms, dtype=REAL).T
            top = k.max()
            kappa = (k / top) ** np.arange(1, order + 1)[:, None] @ p
        else:
            law = stage.source.rule(*rule)
            top = law.top
            kappa = law.moments(order, top).astype(REAL)
        constant += float(np.log(kappa[0] * top)) - np.log(rho)
        total += inverse_log(kappa) * REAL(rho) ** np.arange(order)
    return constant, total


def series_moments(
    product: FreeProduct, order: int, rule: tuple[float, float] = SHALLOW
) -> NDArray:
    r"""m_1..m_k of the limit law, shape (order,), from :math:`\kappa^l_j` alone."""
    found = log_series_z(product, order, rule)
    if found is None:
        return np.zeros(order)
    constant, total = found
    with np.errstate(over="ignore"):
        first = np.exp(REAL(constant))
        values = [exp_series(k * total)[k - 1] / k * first**k for k in range(1, order + 1)]
        return np.array(values, dtype=float)
