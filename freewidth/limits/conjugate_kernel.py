r"""The limit law of conjugate kernels :math:`M = Y Y^\top/m`, :math:`Y = f(W X)`, of one layer.

W is n x n_0, X is n_0 x m, both independent with centred light-tailed entries, of variances
:math:`\sigma_w^2/n_0` and :math:`\sigma_x^2`; f has mean zero at the variance
:math:`q = \sigma_w^2\sigma_x^2` of :math:`W X`. The law is that of the Gaussian equivalent, in
which f is replaced by its linear part and independent noise (Pennington and Worah 2017, Nonlinear
random matrix theory for deep learning; Benigni and Péché 2021, arXiv:1904.03090; recalled):

.. math:: Y = \sqrt{\theta_2/n_0}\; G X' + \sqrt{\theta_1 - \theta_2}\; Z, \qquad
    \theta_1 = \mathbb E f(\sqrt q\,g)^2, \quad \theta_2 = (\mathbb E\,g f(\sqrt q\,g))^2
    = q\,(\mathbb E f'(\sqrt q\,g))^2.

Given G the columns of Y are independent Gaussian vectors of covariance :math:`\theta_2 G G^\top/n_0
+ \theta_1 - \theta_2`: M is a sample covariance matrix, and its law the free multiplicative
convolution of a Marchenko-Pastur law of ratio :math:`c = n/m` with another one of ratio
:math:`n/n_0`, scaled and shifted. With u the Stieltjes transform of the latter at w, both are
eliminated into an equation of degree four:

.. math:: w = \theta_1 - \theta_2 + \frac1u + \frac{\theta_2}{1 - \eta u}, \qquad
    z = w\,(1 - c + c\,w u), \qquad G(z) = \frac{w u}{z}, \qquad \eta = \theta_2\,n/n_0.

Of its four roots one has :math:`\Im u < 0 < \Im w` for z above the axis: there is exactly one
solution of either equation in its half plane (Marchenko and Pastur 1967; Silverstein 1995), so
that nothing is followed from point to point. On the axis, in the support, the same holds; beside it
it is the one real root at which z and w both fall as u grows. What is not found, found twice, or no
root to ``RESIDUAL``, is an error. Moments and distribution function have closed forms in u.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.polynomial import Polynomial
from numpy.typing import ArrayLike, NDArray

from freewidth.activations import Activation, named
from freewidth.adding import added
from freewidth.arguments import Order, Points, Reals, checked
from freewidth.errors import InvalidInputError, NotConvergedError
from freewidth.gaussian import expect
from freewidth.kinds import powers

POLISH = 3  # steps of Newton's method: eigenvalues of companion matrices err by 1e-12 or so
RESIDUAL = 1e-9  # of z, relative, at the root that is taken; rounding of w is 1e-10 at FLOOR
EDGE = 1e-10  # relative distance from an edge at which roots are told apart, as by its square root
FLOOR = 1e-12  # of a bulk that begins at 0: next to it roots meet, too, and F is a power of x
SHIFT = 1e-30  # relative, off the axis: the imaginary part there is a derivative without error
NEAR = 1e-3  # relative: longer steps polish nothing
MEETING = 1e-9  # relative distance of two candidates for an edge that are one
FAR = 1.5  # times the last candidate for an edge: to the right of the support
HALVINGS = 200  # of an interval with a quantile in it, with steps of Newton's method in between
ORDERS = 4  # of moments that are measured
REACH, POINTS = 3.2, 200  # of the quadrature that measures
DEFECT = 1e-9  # of measured mass and moments: as the roots; they are found right to 1e-13


@checked
def shares(activation: str | Activation, q: float = 1.0) -> tuple[float, float]:
    r"""(theta_1, theta_2) of a centred activation, f = phi - E phi, at the variance ``q``.

    .. math:: \theta_1 = \operatorname{Var}\phi(\sqrt q\,g), \qquad
        \theta_2 = \bigl(\mathbb E\,g\,\phi(\sqrt q\,g)\bigr)^2

    f less its mean changes Y by a matrix of rank one, and no limit law. For phi without jumps
    :math:`\theta_2 = q\,(\mathbb E\phi')^2`.

    Raises:
        InvalidInputError: the variance is not finite and positive, or phi is constant.
        NotConvergedError: as :func:`freewidth.gaussian.expect`.
    """
    if not (np.isfinite(q) and q > 0):
        raise InvalidInputError(f"{activation}: the variance of W X is finite and > 0, got q={q!r}")
    phi = named(activation)
    mean = expect(phi.f, q, phi.cuts)
    total = expect(lambda h: (phi.f(h) - mean) ** 2, q, phi.cuts)
    linear = expect(lambda h: h * (phi.f(h) - mean), q, phi.cuts) ** 2 / q
    return total, min(linear, total)  # Cauchy and Schwarz, but for rounding


@checked
@dataclass(frozen=True)
class Certificate:
    """Measured defects of a law, ideally 0: integrals of its density against closed forms.

    Attributes:
        mass: of all of it, the atom included.
        distribution: between points, against differences of F; the largest.
        moments: up to the fourth; the largest relative one.
    """

    mass: float
    distribution: float
    moments: float

    @property
    def worst(self) -> float:
        """The largest of these defects."""
        return max(self.mass, self.distribution, self.moments)


@checked
@dataclass(frozen=True)
class ConjugateKernel:
    r"""The limit law of :math:`M = Y Y^\top/m`, n x n, from theta_1, theta_2 and ratios of sizes.

    Functions of z or x take arrays of any shape and return that shape.

    Attributes:
        theta1: mean square of an entry of Y, the mean of the law.
        theta2: its linear part. 0 leaves a Marchenko-Pastur law, theta_1 that of a linear network.
        rows: n over the number of columns m.
        inner: n over n_0.

    Raises:
        InvalidInputError: no such numbers: 0 <= theta2 <= theta1, theta1 > 0, ratios > 0, finite.
    """

    theta1: float
    theta2: float
    rows: float = 1.0
    inner: float = 1.0

    def __post_init__(self):
        if not 0 <= self.theta2 <= self.theta1 or not 0 < self.theta1 < np.inf:
            raise InvalidInputError(
                f"0 <= theta2 <= theta1 and 0 < theta1 < inf, got theta1={self.theta1!r}, "
                f"theta2={self.theta2!r}"
            )
        for name in ("rows", "inner"):
            if not 0 < getattr(self, name) < np.inf:
                raise InvalidInputError(
                    f"{name} is a ratio of sizes, finite and > 0, got {getattr(self, name)!r}"
                )

    @checked
    def moments(self, k: Order) -> NDArray:
        r"""m_1, ..., m_k, shape (k,).

        The law of covariances has the free cumulants :math:`\theta_1, \theta_2\eta, \theta_2\eta^2,
        \ldots`, and :math:`m_k(M) = c^{-1} m_k` of the law with the cumulants c times its moments.
        So :math:`m_1 = \theta_1` and :math:`m_2 = \theta_1^2(1 + n/m) + \theta_2^2\,n/n_0`.

        Raises:
            InvalidInputError: k is no whole number from 1 to 100.
        """
        eta = self.theta2 * self.inner
        cumulants = [self.theta1, *(self.theta2 * eta**s for s in range(1, k))]
        covariance = _free_moments(cumulants)
        return np.array(_free_moments([self.rows * m for m in covariance])) / self.rows

    @checked
    def stieltjes(self, z: ArrayLike) -> NDArray:
        r""":math:`G(z) = \int \nu(dt)/(z-t)` for z off the real axis, or real and negative.

        Raises:
            InvalidInputError: some z is real and >= 0, or not finite.
            NotConvergedError: no root, or several, of the equation; take z further from the axis.
        """
        z = np.asarray(z, dtype=complex)
        flat = z.ravel() / self.theta1
        if not np.all(np.isfinite(flat) & ((flat.imag != 0) | (flat.real < 0))):
            raise InvalidInputError(
                "a Stieltjes transform is taken at finite z off the real axis or on its negative "
                "half; on the positive one see density and cdf"
            )
        above = np.where(flat.imag < 0, flat.conj(), flat)
        g = np.empty(flat.shape, dtype=complex)
        for some in (flat.imag == 0, flat.imag != 0):  # real roots are found in real numbers
            u, w = self._solved(above[some])
            g[some] = w * u / above[some] / self.theta1
        return np.where(flat.imag < 0, g.conj(), g).reshape(z.shape)[()]

    @checked
    def density(self, x: Points) -> NDArray:
        r""":math:`-\Im G(x + i0)/\pi`, of the continuous part; 0 off the support.

        It is infinite at x = 0 where the support begins there.
        """
        x = np.asarray(x, dtype=float)
        flat = x.ravel() / self.theta1
        found = np.zeros(flat.shape)
        found[np.isnan(flat)] = np.nan
        found[(flat == 0) & (self._bulks[0, 0] == 0)] = np.inf
        for left, right in self._bulks:
            inside = (flat > left) & (flat < right)
            own = _within(flat[inside], left, right)
            found[inside] = self._distribution(own)[1] / (own * self.theta1)
        return found.reshape(x.shape)[()]

    @checked
    def cdf(self, x: Points) -> NDArray:
        r"""F(x) = nu((-inf, x]), the atom at 0 included.

        :math:`F = 1 - \Im U/\pi` with :math:`U = \int\log(x - t)\,\nu(dt)`, which is the stationary
        value of

        .. math:: (2w - \theta_1 + \theta_2)\,u + (\tfrac1c - 1)\log w - \log u
            + \tfrac{n_0}{n}\log(1 - \eta u)

        but for real terms.
        """
        x = np.asarray(x, dtype=float)
        flat = x.ravel() / self.theta1
        found = np.where(flat >= 0, self.atom, 0.0)
        for left, right in self._bulks:
            beyond = flat > left
            found[beyond] = self._below(np.minimum(flat[beyond], right), left, right)
        found[flat >= self._bulks[-1, 1]] = 1.0
        found[np.isnan(flat)] = np.nan
        return found.reshape(x.shape)[()]

    @checked
    def quantile(self, p: Reals) -> NDArray:
        """Smallest x with F(x) >= p, for p in [0, 1].

        Raises:
            InvalidInputError: some p is outside [0, 1].
        """
        p = np.asarray(p, dtype=float)
        flat = p.ravel()
        if not np.all((flat >= 0) & (flat <= 1)):
            raise InvalidInputError("a quantile needs probabilities in [0, 1]")
        low, high = np.zeros(flat.shape), np.full(flat.shape, self._bulks[-1, 1])
        at = flat > self.atom
        for _ in range(HALVINGS):
            x = (low + high) / 2
            under = self.cdf(x * self.theta1) < flat
            low, high = np.where(under, x, low), np.where(under, high, x)
            if np.all(high - low <= 2 * np.finfo(float).eps * high):
                break
        return np.where(at, high * self.theta1, 0.0).reshape(p.shape)[()]

    @property
    def atom(self) -> float:
        """Mass at 0: one less the rank of M, which is that of its smallest factor."""
        bounds = [1.0, 1 / self.rows]
        if self.theta2 == self.theta1:
            bounds.append(1 / self.inner)
        return 1.0 - min(bounds)

    @property
    def support(self) -> tuple[tuple[float, float], ...]:
        """Intervals (left, right) of the continuous part, increasing."""
        return tuple((float(a), float(b)) for a, b in self._bulks * self.theta1)

    def certificate(self) -> Certificate:
        """Mass, distribution and moments of the density, integrated, against closed forms.

        Raises:
            NotConvergedError: one of them is off by more than ``DEFECT``.
        """
        ends = self._pieces()
        x, weight = _double_exponential(np.log(ends))
        masses = weight * x * self.density(x)
        parts = masses.sum(axis=1)
        moments = np.array([(x**k * masses).sum() for k in range(1, ORDERS + 1)])
        measured = Certificate(
            mass=float(abs(parts.sum() + self.cdf(ends[0, 0]) - 1)),
            distribution=float(np.abs(parts - np.diff(self.cdf(ends))[:, 0]).max()),
            moments=float(np.abs(moments / self.moments(ORDERS) - 1).max()),
        )
        if not measured.worst <= DEFECT:
            raise NotConvergedError(
                f"{self} is no law: {measured}, more than {DEFECT:.0e}; change a parameter slightly"
            )
        return measured

    def _pieces(self):
        """Intervals that fill the support, shape (k, 2), but for what is next to a hard edge at 0.

        They end where the density is steep, next to complex critical values, and halfway.
        """
        cuts, pieces = np.sort(self._critical.real), []
        for left, right in self._bulks:
            left = max(left, FLOOR * right)
            inside = cuts[(cuts > left) & (cuts < right)]
            pieces += list(pairwise([left, *inside, right]))
        halves = [pair for a, b in pieces for pair in pairwise([a, np.sqrt(a * b), b])]
        return np.array(halves) * self.theta1

    @cached_property
    def _parts(self) -> tuple[Polynomial, Polynomial]:
        """N and E in u with z = N/E, for mean one."""
        share = self.theta2 / self.theta1
        u, other = Polynomial([0, 1]), Polynomial([1, -share * self.inner])
        p = other * (1 + (1 - share) * u) + share * u  # w u (1 - eta u)
        found = p * ((1 - self.rows) * other + self.rows * p), u * other**2
        return tuple(part.trim() for part in found)  # type: ignore[return-value]

    @cached_property
    def _bulks(self) -> NDArray:
        """Left and right ends of the intervals of the support for mean one, shape (k, 2).

        Edges are critical values z(u) of the rational function, or 0; between two of them the
        density vanishes everywhere or nowhere.
        """
        z = self._critical
        z = np.sort(z.real[(z.imag == 0) & (z.real > MEETING)])
        ends = np.concatenate([[0.0], z])
        ends = ends[np.concatenate([np.diff(ends) > MEETING * ends[1:], [True]])]
        middle = np.concatenate([(ends[1:] + ends[:-1]) / 2, [FAR * ends[-1]]])
        dense = self._dense(middle)
        starts = np.flatnonzero(dense & ~np.concatenate([[False], dense[:-1]]))
        stops = np.flatnonzero(dense & ~np.concatenate([dense[1:], [False]])) + 1
        return np.stack([ends[starts], ends[stops]], axis=1)

    @cached_property
    def _critical(self) -> NDArray:
        """Critical values of z(u) up to a bound on the support, real ones exactly so."""
        share = self.theta2 / self.theta1
        u, other = Polynomial([0, 1]), Polynomial([1, -share * self.inner])
        n = self._parts[0]
        roots = (n.deriv() * u * other - n * (other - 2 * share * self.inner * u)).roots()
        real = np.abs(roots.imag) <= MEETING**0.5 * np.abs(roots)  # two that meet err by a root
        roots = np.where(real, self._stationary(roots.real), roots)
        z = self._functions(roots.astype(complex))[2]
        spread = 1 - share + share * (1 + self.inner**0.5) ** 2
        return z[np.abs(z) <= FAR * (1 + self.rows**0.5) ** 2 * spread]

    def _stationary(self, u):
        """Real zeros of dz/du, polished by Newton's method."""
        for _ in range(POLISH):
            slope, ahead = (self._functions(v)[3] for v in (u + 0j, u + 1j * SHIFT * u))
            with np.errstate(divide="ignore", invalid="ignore"):
                step = slope.real * SHIFT * u / ahead.imag
            u = np.where(np.abs(step) < NEAR * np.abs(u), u - step, u)
        return u

    def _functions(self, u):
        """w, dw/du, z and dz/du at u, term by term, for mean one."""
        share, c = self.theta2 / self.theta1, self.rows
        eta = share * self.inner
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            w = 1 - share + 1 / u + share / (1 - eta * u)
            dw = share * eta / (1 - eta * u) ** 2 - 1 / u**2
            ratio = 1 - c + c * w * u
            return w, dw, w * ratio, dw * ratio + c * w * (w + u * dw)

    def _solved(self, z: NDArray) -> tuple[NDArray, NDArray]:
        """(u, w) at z, shape (N,): above the axis, in a bulk, or negative; for mean one.

        Raises:
            NotConvergedError: not one root, or one that is none to ``RESIDUAL``.
        """
        roots = self._roots(z)
        w, dw, reached, dz = self._functions(roots)
        real = (roots.imag == 0) & (dw.real < 0) & (dz.real < 0)
        negative = ((z.real < 0) & (z.imag == 0))[:, None]
        fine = np.where(negative, real, (roots.imag < 0) & (w.imag > 0))
        count = fine.sum(axis=1)
        if np.any(count != 1):
            self._fail(
                z, count != 1, "not one root that may be the Stieltjes transform, but", count
            )
        defect = np.abs(reached[fine] / z - 1)
        if not np.all(defect <= RESIDUAL):
            self._fail(z, ~(defect <= RESIDUAL), "the root errs by a relative", defect)
        return roots[fine], w[fine]

    def _fail(self, z, bad, what, how_much):
        """Raise NotConvergedError for the first bad z."""
        i = int(np.argmax(bad))
        raise NotConvergedError(
            f"{self}: at z={self.theta1 * z[i]:.6g} {what} {how_much[i]:.2g}; take z further from "
            f"the axis, or from 0 and from edges on it"
        )

    def _dense(self, x):
        """Whether x > 0 lies in the support, for mean one: at x off its ends."""
        u = self._roots(x + 0j)
        return ((u.imag < 0) & (self._functions(u)[0].imag > 0)).any(axis=1)

    def _roots(self, z):
        """All roots u of N - z E, polished, shape (N, 4 or less)."""
        degree = max(part.degree() for part in self._parts)
        n, e = (np.pad(part.coef, (0, degree - part.degree())) for part in self._parts)
        coefficients = n - z[:, None] * e
        if np.all(z.imag == 0):
            coefficients = coefficients.real
        companion = np.zeros((z.size, degree, degree), dtype=coefficients.dtype)
        companion[:, np.arange(1, degree), np.arange(degree - 1)] = 1.0
        companion[:, :, -1] = -coefficients[:, :-1] / coefficients[:, -1:]
        u = np.linalg.eigvals(companion).astype(complex)
        for _ in range(POLISH):
            u = self._polished(u, z[:, None])
        return u

    def _polished(self, u, z):
        """One step of Newton's method, where it leads closer."""
        _, _, here, slope = self._functions(u)
        with np.errstate(divide="ignore", invalid="ignore"):
            new = u - (here - z) / slope
        there = self._functions(new)[2]
        return np.where(np.abs(there - z) < np.abs(here - z), new, u)

    def _below(self, x, left, right):
        """F at x in a bulk, for mean one; next to 0 by the power of x that it is there."""
        if left > 0:
            return self._distribution(_within(x, left, right))[0]
        low = FLOOR * right
        (start,), (rate,) = self._distribution(np.array([low]))
        found = self._distribution(_within(np.maximum(x, low), left, right))[0]
        tail = (start - self.atom) * (x / low) ** (rate / (start - self.atom))
        return np.where(x < low, self.atom + tail, found)

    def _distribution(self, x):
        """F and dF/dlog x at x inside a bulk, for mean one."""
        u, w = self._solved(x + 0j)
        share = self.theta2 / self.theta1
        imaginary = ((2 * w - 1 + share) * u).imag + _upper_angle(u)
        imaginary += (1 / self.rows - 1) * _upper_angle(w)
        imaginary += _upper_angle(1 - share * self.inner * u) / self.inner
        return 1 - imaginary / np.pi, -(w * u).imag / np.pi


def _within(x, left, right):
    """x moved off the ends of its bulk, where two roots meet, by ``EDGE``."""
    return np.clip(x, left * (1 + EDGE), right * (1 - EDGE))


def _upper_angle(v):
    """Angle in [0, pi] to the positive axis, whichever side of it v lies on."""
    return np.arctan2(np.abs(v.imag), v.real)


def _free_moments(cumulants):
    """Moments (m_1, ..., m_k) from free cumulants."""
    found: list[float] = []
    for k in range(1, len(cumulants) + 1):
        table = powers([1.0, *found, *[0.0] * (k - len(found) - 1)])
        found.append(added(b * table[s][k] for s, b in enumerate(cumulants[:k], 1)))
    return found


def _double_exponential(bulks):
    """Points x and weights in log x, on intervals of log x, shape (k, 2); fine at their ends."""
    t = np.linspace(-REACH, REACH, POINTS)
    inside = 1 / (1 + np.exp(-np.pi * np.sinh(t)))
    step = np.pi * np.cosh(t) * inside * (1 - inside) * (t[1] - t[0])
    length = bulks[:, 1:] - bulks[:, :1]
    return np.exp(bulks[:, :1] + length * inside), length * step
