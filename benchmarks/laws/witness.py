r"""An independent witness of a limit law: its transform on the negative axis.

There the equations are real and monotone: for :math:`0 < y < \mu`, :math:`m = y - \mu`, the number
:math:`w_l < 0` with :math:`\mathbb E[w_l/(w_l-k);\,k\ne0] = \rho_l m + P(k\ne0)` is found by
bisection, with K on the real pre-activation axis, and then

.. math:: z = \frac{1+m_0}{m_0}\prod_l w_l\,\sigma_w^2 \{m_{l-1} \text{ or } m_j/(1+m_j)\} < 0,
    \qquad \int \frac{x\,\nu(dx)}{x - z} = -m .

Nothing is continued, no branch is chosen, and no code is shared with the solver but the law of the
pre-activations (a recursion of expectations, tested against closed forms). The left-hand side comes
from the law's distribution function. A measure on [0, inf) is determined by these numbers.
"""

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit

from freewidth import Law, Network
from freewidth.activations import Activation
from freewidth.freeprob.edge import Side
from freewidth.kinds import IID

SHARES = (0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98)  # of y in mu
ORDER = 20
FLAT = 50.0  # |h| beyond which phi' is at its limits, if it has any
UNIFORM = 3.0  # width over period: Fourier coefficients are below exp(-2 pi^2 9) = 1e-77
WIDE = 0.25  # panels in log x: F may vary fast where a gap nearly opens
ROUNDING = np.finfo(float).eps  # of 1 - F, which is all there is where 1e-8 is not at 0
FEW = 1e-3  # mass off 0 below which the law's integral of the density is taken
TINY = 1e-255  # |z| below it is left out: laws end at 1e-273, and F around z is wanted


def defect(law: Law) -> float:
    """Largest difference between the two sides, against 1 + m or -m, whichever is smaller."""
    mu = _rank(law.net)
    if mu == 0:
        return 0.0  # slopes are 0 in double precision
    y, z = negative_axis(law.net)
    worst = 0.0
    for now, at in zip(y[z < -TINY], z[z < -TINY], strict=True):
        few = mu < FEW  # what 1 - F says of it is rounded
        left = law.expect(lambda x: x / (x - at)) if few else transform(law, -at)  # noqa: B023
        right = mu - now
        off = max(abs(left - right) - (0.0 if few else ROUNDING), 0.0)
        worst = max(worst, off / min(right, 1 - right + 1e-300))
    return worst


def transform(law: Law, r: float) -> float:
    r""":math:`\int x\,\nu(dx)/(x+r) = \int (1-F(e^u))\,s(1-s)\,du`, s = 1/(1 + r exp(-u))."""
    centre = np.log(r)
    cuts = [np.log(x) for x, _ in law.atoms if x > 0]
    cuts += [np.log(x) for pair in law.support for x in pair if x > 0]
    pieces = law.pieces  # singular points inside are known to lie at such ends
    edges = pieces.left[pieces.edges(Side.LEFT)], pieces.right[pieces.edges(Side.RIGHT)]
    cuts = np.concatenate([cuts, *edges])
    cuts = np.unique(cuts[np.abs(cuts - centre) < 45])
    total = 0.0
    few = np.geomspace(1e-12, 0.01, 60)
    levels = np.concatenate([few, np.linspace(0.01, 0.99, 99), 1 - few])
    crowded = law.quantile(levels)  # where F rises within a short way
    crowded = np.log(crowded[crowded > TINY])
    crowded = np.concatenate([crowded, law.pieces.left])  # more cuts do no harm
    for a, b in zip([centre - 45, *cuts], [*cuts, centre + 45], strict=True):
        u, w = panels(a, b, crowded)
        s = 1 / (1 + np.exp(centre - u))
        total += w @ ((1 - law.cdf(np.exp(u))) * s * (1 - s))
    return total


def panels(a: float, b: float, more):
    """Gauss points and weights on (a, b): panels at most WIDE, ever shorter towards the ends.

    They are also cut at the points ``more``.

    F may have any algebraic singularity there.
    """
    x, w = np.polynomial.legendre.leggauss(ORDER)
    depth = np.minimum(np.geomspace(1e-12, 1.0, 25), (b - a) / 2) if b > a else np.zeros(1)
    middle = np.linspace(a, b, int(np.ceil((b - a) / WIDE)) + 1)[1:-1]
    inside = more[(more > a) & (more < b)]
    edges = np.unique(np.concatenate([[a, b], a + depth, b - depth, middle, inside]))
    half = np.diff(edges)[:, None] / 2
    return (edges[:-1, None] + half * (1 + x)).ravel(), (half * w).ravel()


def negative_axis(net: Network):
    """(y, z) at the shares of mu, both of shape (len(SHARES),)."""
    mu = _rank(net)
    y = mu * np.array(SHARES)
    n = np.array(net.ratios)
    m = (y - mu)[:, None] * (n[-1] / n)  # m_0, ..., m_L
    plus = 1 + m
    log_z = np.log(plus[:, 0]) - np.log(-m[:, 0])
    layers = zip(net.ensembles, net.phis, net.weight_variances, net.preactivations, strict=True)
    for layer, (ensemble, phi, sigma_w2, h) in enumerate(layers, 1):
        k, p = nodes(phi, h)
        log_z += np.log(sigma_w2) + _log_w(k, p, m[:, layer])
        if ensemble.kind is IID:
            log_z += np.log(-m[:, layer - 1])
        else:  # Haar, also about given singular values
            j = layer if n[layer] >= n[layer - 1] else layer - 1
            log_z += np.log(-m[:, j]) - np.log(plus[:, j])
        if (given := ensemble.kind.singular_values) is not None:
            r = layer if n[layer] < n[layer - 1] else layer - 1  # the smaller size
            s, p = given.nodes
            alive = s > 0
            log_z += _log_w(s[alive] ** 2, p[alive], m[:, r])
            log_z += np.log(-m[:, r]) - np.log(plus[:, r])
    with np.errstate(under="ignore"):
        return y, -np.exp(log_z)


def _rank(net):
    """One less the atom at 0: the least of all relative ranks."""
    n = net.ratios
    ranks = [n[0] / n[-1]]
    for phi, h, size in zip(net.phis, net.preactivations, n[1:], strict=True):
        ranks.append(nodes(phi, h)[1].sum() * size / n[-1])
    for kind, before, after in zip(net.kinds, n[:-1], n[1:], strict=True):
        if kind.singular_values is not None:
            s, p = kind.singular_values.nodes
            ranks.append(p[s > 0].sum() * min(before, after) / n[-1])
    return min(*ranks, 1.0)


def _log_w(k, p, m):
    """log(-w) with sum p |w|/(|w| + k) = sum p + m, all of shape (N,): bisection, then Newton.

    Where more than half of the mass is left, -m = sum p k/(|w| + k) is solved: m may be tiny.
    """
    low, high, log_k = np.full(m.shape, -700.0), np.full(m.shape, 700.0), np.log(k)
    few = -m > p.sum() / 2
    target = np.where(few, m + p.sum(), -m)

    def missing(t):
        """By how much t is too small: what it gives, both shares of the mass."""
        below, above = expit(t[:, None] - log_k), expit(log_k - t[:, None])
        return np.where(few, target - below @ p, above @ p - target), (below * above) @ p

    for _ in range(12):
        middle = (low + high) / 2
        more = missing(middle)[0] > 0
        low, high = np.where(more, middle, low), np.where(more, high, middle)
    t = (low + high) / 2
    for _ in range(40):
        lacks, slope = missing(t)
        low, high = np.where(lacks > 0, t, low), np.where(lacks > 0, high, t)
        new = t + lacks / slope
        new = np.where((new > low) & (new < high), new, (low + high) / 2)
        if np.all(np.abs(new - t) < 1e-14 * (1 + np.abs(t))):
            break
        t = new
    return new


def nodes(phi: Activation, h):
    """Positive values k of phi'(h)^2 and their probabilities, by panels on the real axis.

    Panels shrink towards kinks of phi and zeros of phi'.
    """
    if h.variance == 0:
        values, p = phi.df(h.mixture[0]) ** 2, h.mixture[1]
        return values[values > 0], p[values > 0]
    width = np.sqrt(h.variance)
    low, high, density = _range(phi, h)
    grid = np.linspace(low, high, 4001)
    if low < -FLAT and high > FLAT:
        near = [np.linspace(-12, 12, 4001), FLAT * np.array([-1, -0.99, 0.99, 1])]
        grid = np.unique(np.concatenate([grid, *near]))
    sign = np.sign(phi.df(grid))
    special = [t for t in phi.kinks if low < t < high]
    if not phi.piecewise_linear:
        flips = np.nonzero(sign[:-1] * sign[1:] < 0)[0]
        special += [_zero(phi.df, grid[i], grid[i + 1]) for i in flips]
        special += list(grid[sign == 0])
    shrink = np.geomspace(1e-7, 1.0, 15) * min(1.0, width)
    near = [t + s * shrink for t in special for s in (1, -1)]
    edges = np.concatenate([_even(phi.df, grid, width), special, *near])
    edges = np.unique(np.clip(edges, low, high))
    x, w = np.polynomial.legendre.leggauss(ORDER)
    half = np.diff(edges)[:, None] / 2
    at = (edges[:-1, None] + half * (1 + x)).ravel()
    p = (half * w).ravel() * density(at)
    k = np.real(phi.df(at)) ** 2
    p /= p.sum()
    keep = (k > 1e-290) & (p > 0)
    return k[keep], p[keep]


def _range(phi, h):
    """(low, high, density): all of h, or one period of phi'^2 over which a wide h is uniform."""
    width = np.sqrt(h.variance)
    if phi.period is not None and width > UNIFORM * phi.period:
        return 0.0, phi.period, np.ones_like
    far = h.reach + 12 * width
    return -far, far, h.density


def _even(f, grid, width):
    """Panel edges, apart by at most the Gaussian's width and what log k takes to move by 2.

    And by 1 where phi' varies.
    """
    log_k = np.log(np.maximum(np.real(f(grid)) ** 2, 1e-290))
    rate = np.minimum(np.abs(np.gradient(log_k, grid)), 100.0) / 2
    rate = np.maximum(rate, np.maximum(np.abs(grid) < FLAT, 1 / width))
    total = np.concatenate([[0], np.cumsum((rate[1:] + rate[:-1]) / 2 * np.diff(grid))])
    return np.interp(np.linspace(0, total[-1], int(np.ceil(total[-1])) + 1), total, grid)


def _zero(f, a, b):
    return brentq(lambda t: float(np.real(f(np.array([t]))[0])), a, b, xtol=1e-15)
