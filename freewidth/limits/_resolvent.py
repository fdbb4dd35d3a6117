r"""The resolvent of the limit law, off the real axis, for real and complex weights alike.

:math:`G(z) = (1+m)/z` where :math:`z = 1/\chi_M(m)` and, for square layers,

.. math:: \chi_M(m) = \frac{\prod_l d_l}{\sigma_w^{2L}}\times
    \begin{cases} 1/\bigl((1+m)\,m^{L-1}\bigr) & \text{i.i.d.}\\
    \bigl((1+m)/m\bigr)^{L-1} & \text{Haar}\end{cases} \qquad
    \mathbb E \frac{d_l K_l}{1 - d_l K_l} = m,

K_l the law of :math:`|\phi'(y)|^2`, y a real or circular complex Gaussian of variance q_l. A plain
solver for a few points well above the axis, where K may be replaced by the nodes of a quadrature:
densities and edges are the business of ``freewidth.freeprob``, which knows real weights only.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from freewidth.activations import Activation
from freewidth.adding import added
from freewidth.arguments import checked
from freewidth.errors import InvalidInputError, NotConvergedError
from freewidth.gaussian import nodes
from freewidth.network import Network

FAR = 100.0  # times the target: there m = m_1/z to two digits
STEPS = 20  # down from there, along a ray
TOLERANCE = 1e-12  # relative, of Newton's method
ROUNDING = 1e-14  # relative, of the inner one
REACH = 8  # exp(-REACH**2 / 2) = 1e-14
ORDER = 20  # per panel of complex y; see the test that raises it


@checked
def resolvent(net: Network, z: ArrayLike) -> NDArray:
    r""":math:`G(z) = \int \nu(dt)/(z-t)` for Im z > 0, shape like z.

    Raises:
        InvalidInputError: weights without a limit law, z not above the axis, layers of several
            kinds or sizes, or a bias that is not Gaussian.
        NotConvergedError: Newton's method failed; z is too near the spectrum.
    """
    net.require_limit()
    z = np.asarray(z, dtype=complex)
    kinds = set(net.kinds)
    if len(kinds) > 1 or len(set(net.ratios)) > 1 or net.kinds[0].singular_values:
        raise InvalidInputError(
            f"{net.label}: resolvents are solved for square layers of one kind of weights, without "
            f"singular values of their own"
        )
    if not net.gaussian_biases:
        raise InvalidInputError(f"{net.label}: resolvents are solved for Gaussian biases")
    if not np.all(z.imag > 0):
        raise InvalidInputError("resolvents are solved for Im z > 0")
    laws = [slopes(phi, q, net.field) for phi, q in zip(net.phis, net.q, strict=True)]
    weights = added(times for _, times in net.kinds[0].factor(1.0, 1.0).powers)
    plus = net.depth * (1 - weights) - 1  # power of 1 + m in chi
    found = [_at(net, laws, plus, point) for point in z.ravel()]
    return np.array(found, dtype=complex).reshape(z.shape)


def slopes(phi: Activation, q: float, field: str) -> tuple[NDArray, NDArray]:
    r"""Values of :math:`|\phi'(y)|^2` at quadrature nodes of y, and their weights."""
    if field == "complex":
        x, wx = _panels(-REACH, REACH)
        y, wy = _panels(0, REACH)  # conjugate points have equal slopes: phi is real on the axis
        h, w = np.sqrt(q / 2) * (x[:, None] + 1j * y).ravel(), np.outer(wx, 2 * wy).ravel()
    else:
        h, w = nodes(q, phi.cuts)
    seen = w > 1e-20  # what is left out is below rounding
    return np.abs(phi.df(h[seen])) ** 2, w[seen]


def _panels(low, high):
    """Nodes and standard Gaussian weights, ``ORDER`` in every panel of width 2."""
    x, w = np.polynomial.legendre.leggauss(ORDER)
    g = (np.arange(low + 1, high, 2)[:, None] + x).ravel()
    return g, np.tile(w, (high - low) // 2) * np.exp(-(g**2) / 2) / np.sqrt(2 * np.pi)


def _at(net, laws, plus, target):
    """Newton's method in m, from far away down to ``target``, always in the lower half plane."""
    mean = np.prod(net.scales) * np.prod([w @ k for k, w in laws])
    m = mean / (FAR * target)
    d = [m / (w @ k) for k, w in laws]
    for factor in np.geomspace(FAR, 1, STEPS):
        m, d = _newton(net, laws, plus, factor * target, m, d)
    return (1 + m) / target


def _newton(net, laws, plus, z, m, d):
    layers, scale = net.depth, np.prod(net.scales)
    for _ in range(50):
        found = [_invert(k, w, m, guess) for (k, w), guess in zip(laws, d, strict=True)]
        d = [value for value, _ in found]
        ratio = z * np.prod(d) / scale * np.exp(plus * np.log(1 + m)) / m ** (layers - 1)
        slope = added(1 / (value * derivative) for value, derivative in found)
        slope += plus / (1 + m) - (layers - 1) / m
        if abs(ratio - 1) < TOLERANCE:
            return m, d
        m = m - (1 - 1 / ratio) / slope
        if not m.imag < 0:
            break
    raise NotConvergedError(
        f"{net.label}: no resolvent at z={z:.4g}, defect {abs(ratio - 1):.1e}; raise Im z"
    )


def _invert(k, w, m, d):
    """The d with psi(d) = E dK/(1 - dK) = m, and psi'(d)."""
    for _ in range(12):  # quadratic: what is left after that is rounding
        value, derivative = _psi(k, w, d)
        if abs(value - m) < ROUNDING * abs(m):
            break
        d = d - (value - m) / derivative
    return d, derivative


def _psi(k, w, d):
    """E dK/(1 - dK) and its derivative in d; plain sums, as these are too short for threads."""
    pole = 1 / (1 - d * k)
    share = w * k * pole
    return d * share.sum(), (share * pole).sum()
