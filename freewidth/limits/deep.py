r"""The limit laws of infinitely deep networks at the edge of chaos (double scaling).

With Haar weights, :math:`\sigma_w^2\mu_1 = 1` and :math:`L(\mu_2/\mu_1^2 - 1) = s` fixed the
product of L S-transforms converges to one that remembers only the class of phi' (Pennington,
Schoenholz and Ganguli 2018, arXiv:1802.09979):

.. math:: S = e^{-s\,m/(1+m)} \text{ if phi' takes the values 0 and 1 (Bernoulli)}, \qquad
    S = e^{-s\,m} \text{ if it is smooth.}

On the support z(m) is real. With :math:`u = m/(1+m) = r e^{-i\theta}` the first class has

.. math:: r = \frac{\theta}{s\sin\theta}, \quad x = \frac{e^{s r\cos\theta}}{r}, \quad
    F = 1 - \frac1\pi\Im\{(1-s)\log(1-u) - \log u\},

and an atom of mass 1 - s at :math:`e^s` for s < 1. With :math:`1 + 1/m = \rho e^{i\theta}` the
second has :math:`\rho + 1/\rho = 2\cos\theta + s\sin\theta/\theta`, both roots, and

.. math:: x = \rho e^{s\Re m}, \quad F = 1 - \frac1\pi\Im\{-\log m + s(m + m^2/2)\}.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import comb, factorial, fsum
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from freewidth.activations import known
from freewidth.arguments import Order, Points, Reals, checked
from freewidth.errors import InvalidInputError

Class = Literal["bernoulli", "smooth"]

CLASSES = get_args(Class)
CORRECTION_POWER: dict[Class, float] = {  # corrections are a series in L^-power:
    "bernoulli": 1.0,
    "smooth": 0.5,  # phi' is 1 + O(y^2) and the variance of y falls like L^-1/2
}
LEAST = 1e-9  # of an angle: the root is of order s^(1/2)
ROUNDING = 1e-15
INSIDE = 1e-12  # of t from the ends of the support, which are limits: to rounding there
HALVINGS = 60  # of an interval of length 2: down to rounding


@checked
def class_of(activation: str) -> Class:
    """``"bernoulli"`` if phi' takes the values 0 and 1 alone, ``"smooth"`` if phi has no kinks.

    Raises:
        InvalidInputError: neither; no class is known then.
    """
    phi = known(activation)
    if set(phi.slopes) <= {0.0, 1.0}:
        return "bernoulli"
    if phi.kinks:
        raise InvalidInputError(f"{activation} is in no class: phi' is neither 0 or 1, nor smooth")
    return "smooth"


@checked
@dataclass(frozen=True)
class DeepLaw:
    """One class at one value of s.

    Attributes:
        kind: ``"bernoulli"`` or ``"smooth"``.
        s: the variance m_2/m_1^2 - 1 of the law, whose mean is 1.
    """

    kind: Class
    s: float

    def __post_init__(self):
        if not (np.isfinite(self.s) and self.s > 0):
            raise InvalidInputError(f"the variance s of a deep law is positive, got {self.s!r}")

    @property
    def atoms(self) -> tuple[tuple[float, float], ...]:
        """Pairs (position, mass)."""
        if self.kind == "bernoulli" and self.s < 1:
            return ((float(np.exp(self.s)), 1 - self.s),)
        return ()

    @property
    def support(self) -> tuple[float, float]:
        """Ends of the continuous part."""
        if self.kind == "bernoulli":
            return 0.0, float(np.e * self.s)
        return float(self.at(2.0)[0]), float(self.at(0.0)[0])

    @checked
    def moments(self, k: Order) -> NDArray:
        r"""m_1..m_k, shape (k,), by Lagrange's formula:

        .. math:: m_k = \frac1k \sum_{j<k} \frac{(ks)^j}{j!} (k-j) \text{ or }
            \frac1k \sum_{j<k} \frac{(ks)^j}{j!} \binom{k}{k-1-j}.
        """
        weight = {"bernoulli": lambda k, j: k - j, "smooth": lambda k, j: comb(k, k - 1 - j)}
        term = weight[self.kind]
        return np.array([
            fsum((i * self.s) ** j / factorial(j) * term(i, j) for j in range(i)) / i
            for i in range(1, k + 1)
        ])  # fmt: skip

    @checked
    def at(self, t: Reals) -> tuple[NDArray, NDArray, NDArray]:
        """(x, density, F) along the continuous part, from its right end t = 0 to its left t = 2."""
        t = np.clip(np.asarray(t, dtype=float), INSIDE, 2 - INSIDE)
        return _bernoulli(self.s, t) if self.kind == "bernoulli" else _smooth(self.s, t)

    @checked
    def cdf(self, x: Points) -> NDArray:
        """F(x), atoms included."""
        x = np.asarray(x, dtype=float)
        left, right = self.support
        inside = np.clip(x, left, right)
        t = _bisect(lambda t: inside - self.at(t)[0], x.shape)
        continuous = 1 - fsum(mass for _, mass in self.atoms)
        out = np.where(x >= right, continuous, np.where(x <= left, 0.0, self.at(t)[2]))
        for position, mass in self.atoms:
            out = out + mass * (x >= position)
        return out[()]

    @checked
    def quantile(self, p: Reals) -> NDArray:
        """Smallest x with F(x) >= p, for p in (0, 1)."""
        p = np.asarray(p, dtype=float)
        if not np.all((p > 0) & (p < 1)):
            raise InvalidInputError("quantile needs probabilities between 0 and 1")
        x = self.at(_bisect(lambda t: p - self.at(t)[2], p.shape))[0]
        for position, mass in self.atoms:  # they lie to the right of everything
            x = np.where(p > 1 - mass, position, x)
        return x[()]


def _bernoulli(s, t):
    theta = np.pi * t / 2
    u = theta / (s * np.sin(theta)) * np.exp(-1j * theta)
    x = np.exp(s * u.real) / np.abs(u)
    with np.errstate(divide="ignore", over="ignore"):  # x underflows at the left end
        density = -(1 / (1 - u)).imag / (np.pi * x)
    return x, density, 1 - ((1 - s) * np.angle(1 - u) + theta) / np.pi


def _smooth(s, t):
    top = brentq(lambda a: _excess(s, a), LEAST, np.pi, xtol=ROUNDING)
    below = top * (t - 1) ** 2  # top - theta: smooth in t where the two roots meet
    theta = top - below
    middle, half = top - below / 2, below / 2
    near = 2 * np.sin(middle) * np.sin(half) + s / 2 * (
        below * np.sin(top) - 2 * top * np.cos(middle) * np.sin(half)
    ) / (top * np.maximum(theta, top / 4))  # _excess without cancellation at the top
    excess = np.where(theta > top / 2, near, _excess(s, theta))  # (rho + 1/rho)/2 - 1
    log = 2 * np.arcsinh(np.sqrt(np.maximum(excess, 0.0) / 2)) * np.sign(1 - t)
    w = np.exp(log + 1j * theta)
    m = 1 / (w - 1)
    x = np.exp(log + s * m.real)
    potential = np.angle(w - 1) + s * (m + m**2 / 2).imag
    return x, -m.imag / (np.pi * x), 1 - potential / np.pi


def _excess(s, theta):
    return np.cos(theta) - 1 + s / 2 * np.sinc(theta / np.pi)


def _bisect(sign: Callable[[NDArray], NDArray], shape) -> NDArray:
    """t in (0, 2) where an increasing function of t (x and F fall with t) changes sign."""
    low, high = np.zeros(shape), np.full(shape, 2.0)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        below = sign(middle) < 0
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return (low + high) / 2
