r"""The limit law of a product of residual layers as one analytic equation, and its solution.

Layers :math:`X_l = 1 + a_l D^l W^l` are free, and so S-transforms multiply:
:math:`S_{JJ^\top}(m) = \prod_l S_{X_l}(m)`. In one layer :math:`a D W` is R-diagonal, so that the
symmetrised law of :math:`|X|` is the free additive convolution of that of :math:`|aDW|` with
:math:`\frac12(\delta_1 + \delta_{-1})`. Of these two and of their sum, at the points where all have
one Stieltjes transform g, let :math:`m_1, d, m` be the moment generating functions
:math:`\zeta G - 1`. Then

.. math:: m = m_1 + d, \qquad g^2 = d (1 + d) = m (1+m) S_X(m), \qquad m_1 = \psi_K(w), \quad
    w = \frac{(1+m_1)^{\kappa}}{s\,g^2}, \quad s = a^2 \sigma_w^2,

K the law of :math:`\phi'^2`, :math:`\psi_K(w) = \mathbb E\,k/(w-k)`, and kappa = 1 for independent
entries, 2 for Haar weights. With :math:`S = (1+m)/(m z)`,

.. math:: \log z = (1+L) \log(1+m) + (L-1) \log m - \sum_l \log d_l (1 + d_l) .

A state holds :math:`y = 1 + m` and all :math:`e_l = 1 + d_l`, which are small next to x = 0, shape
(N, 1 + G), G the number of layers that differ.
"""

from dataclasses import dataclass
from functools import cached_property
from math import fsum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from freewidth.freeprob.logs import lower_log, upper_log
from freewidth.freeprob.measure import MeasureRule
from freewidth.freeprob.moments import exp_series, log_series

FAR, TERMS = 30.0, 12  # w over the top of K from where so many moments give psi to rounding
CRITICAL = 1e-9  # distance of E|aDW|^2 from 1
REAL = 1e-8  # relative imaginary part below which d > 0 is real
HALF = 1e-12  # of a mass of zeros of phi': from half of it on, 1 + aDW keeps something at 1


class Equation(Protocol):
    """What the solver asks of a law; states are (N, 1 + G), levels log z (N,)."""

    @property
    def label(self) -> str:
        """One line for messages."""
        ...

    @property
    def atom(self) -> float:
        """Mass of the only possible atom, at x = 1."""
        ...

    @property
    def hard_edges(self) -> tuple[float, ...]:
        """log x where an atom just fails to be."""
        ...

    @property
    def singular(self) -> float:
        """Number of layers with mass at every small x, a critical one counting half."""
        ...

    @property
    def marks(self) -> tuple[float, ...]:
        """log x next to which the density may vary on any scale."""
        ...

    def start(self, m: float) -> NDArray:
        """A state near that of a small m, shape (1, 1 + G)."""
        ...

    @property
    def log_mean(self) -> float:
        """log m_1: at large z, m is m_1/z."""
        ...

    def level(self, state: NDArray) -> NDArray:
        """log z, up to multiples of 2 pi i, shape (N,)."""
        ...

    def correction(self, state: NDArray, log_z: NDArray) -> NDArray:
        """What Newton's method adds, shape of the state."""
        ...

    def tangent(self, state: NDArray) -> tuple[NDArray, NDArray]:
        """dlog z/dm, shape (N,), and the derivative of the state by m, shape of the state."""
        ...

    def inner(self, state: NDArray) -> NDArray:
        """What Newton's method adds to all e with m held, shape of the state."""
        ...

    def potential(self, state: NDArray) -> NDArray:
        """An antiderivative of (1+m) d log z; its imaginary part over pi is 1 - F."""
        ...

    def moments(self, order: int) -> NDArray:
        """m_1..m_k by power series, shape (order,)."""
        ...


@dataclass(frozen=True, eq=False)
class Layer:
    """Layers 1 + a D W that are the same.

    Attributes:
        law: K, of the squared slopes.
        scale: s = a^2 sigma_w^2.
        kappa: 1 for independent entries, 2 for Haar weights.
        count: how many of them there are.
    """

    law: MeasureRule
    scale: float
    kappa: int
    count: float

    @property
    def strength(self) -> float:
        r""":math:`s\,\mathbb E\phi'^2`: the normalised squared norm of aDW."""
        return float(self.scale * self.law.moments(1)[0])

    @property
    def singular(self) -> float:
        """1 if 1 + aDW has mass at every small x, 1/2 if it just begins to, else 0."""
        if abs(self.strength - 1) < CRITICAL:
            return 0.5
        invertible = self.strength < 1 or self.inner > 1
        return 0.0 if invertible else 1.0

    @property
    def inner(self) -> float:
        r""":math:`1/\tau(|aDW|^{-2})`, 0 for independent entries."""
        if self.kappa == 1 or self.zeros > HALF:
            return 0.0
        with np.errstate(all="ignore"):
            inverse = float(np.real(np.sum(self.law.c / self.law.k)))
        return self.scale / inverse if inverse > 0 else 0.0

    @property
    def zeros(self) -> float:
        """K({0}), the mass of slopes that vanish."""
        return 1.0 - self.law.mass

    @cached_property
    def _first(self):
        """E k^j, j = 0..TERMS, by which psi is known at large w."""
        return np.concatenate([[0.0], self.law.moments(TERMS)])

    def flow(self, w: NDArray) -> tuple[NDArray, NDArray]:
        """psi and dpsi/dlog w for w (N,) on the whole plane, off the support of K.

        Below the axis they are the conjugates of what they are above.
        """
        below = w.imag < 0
        value, slope = self.law.flow(np.where(below, np.conj(w), w))
        value = value - self.law.mass
        value, slope = (np.where(below, np.conj(part), part) for part in (value, slope))
        far = np.abs(w) > FAR * self.law.top
        if far.any():
            terms = self._first * np.power.outer(1 / w[far], np.arange(TERMS + 1))
            value[far], slope[far] = terms.sum(axis=1), -terms @ np.arange(TERMS + 1.0)
        return value, slope

    def mean_log(self, w: NDArray) -> NDArray:
        """E log(1 - k/w), which is 0 at infinity, for w (N,) off the support of K."""
        below = w.imag < 0
        up = np.where(below, np.conj(w), w)
        value = self.law.potential(up) - self.law.mass * upper_log(up)
        value = np.where(below, np.conj(value), value)
        far = np.abs(w) > FAR * self.law.top
        if far.any():
            orders = np.arange(1, TERMS + 1)
            value[far] = -np.power.outer(1 / w[far], orders) @ (self._first[1:] / orders)
        return value

    def cumulants(self, order: int) -> NDArray:
        r"""Coefficients c_1..c_k of :math:`m_1 = \sum_j c_j g^{2j}`, c_0 = 0 first.

        With kappa_j = E k^j, :math:`m_1 = \sum_j \kappa_j (s g^2)^j (1 + m_1)^{-\kappa j}`: every
        round of the iteration gives one more coefficient.
        """
        moments = self.law.moments(order) * self.scale ** np.arange(1, order + 1)
        found = np.zeros(order + 1, np.longdouble)
        for _ in range(order):
            one = found.copy()
            one[0] = 1
            logs = self.kappa * log_series(one)
            found = np.zeros_like(found)
            for j, moment in enumerate(moments, 1):
                found[j:] += moment * exp_series(-j * logs)[: order + 1 - j]
        return found


@dataclass(frozen=True, eq=False)
class Layers:
    """The equation of a product of residual layers."""

    label: str
    layers: tuple[Layer, ...]

    @cached_property
    def counts(self) -> NDArray:
        """How many layers of each sort, shape (G,)."""
        return np.array([float(layer.count) for layer in self.layers])

    @cached_property
    def depth(self) -> float:
        """L."""
        return float(self.counts.sum())

    @cached_property
    def _scales(self):
        return np.array([layer.scale for layer in self.layers])

    @cached_property
    def _kappas(self):
        return np.array([float(layer.kappa) for layer in self.layers])

    @property
    def atom(self) -> float:
        """Every layer keeps 1 on a part of mass 2 K({0}) - 1; what all of them keep stays."""
        lost = fsum(layer.count * (2 - 2 * layer.zeros) for layer in self.layers)
        return max(0.0, 1 - lost) if 1 - lost > HALF else 0.0

    @property
    def hard_edges(self) -> tuple[float, ...]:
        """Of one layer: x = 1 where phi' vanishes on half of all; (1 +- a)^2 for 1 + aU, U Haar."""
        if self.depth != 1:
            return ()
        (layer,) = self.layers
        if abs(layer.zeros - 0.5) < HALF:
            return (0.0,)
        if layer.kappa == 2 and len(layer.law.atoms) == 1 and not layer.law.curved:
            ((slope, mass),) = layer.law.atoms
            a = np.sqrt(layer.scale * slope)
            if abs(mass - 1) < HALF:
                return tuple(float(2 * np.log(abs(end))) for end in (1 - a, 1 + a) if end)
        return ()

    @property
    def singular(self) -> float:
        r"""As :class:`Equation`.

        The spectrum of an R-diagonal a fills an annulus of radii :math:`\tau(a^{-2})^{-1/2}` and
        :math:`\tau(a^2)^{1/2}` (Haagerup and Larsen, recalled), and 1 + a is invertible if that
        leaves out -1; on the outer circle it is critical.
        """
        return float(self.counts @ [layer.singular for layer in self.layers])

    @property
    def marks(self) -> tuple[float, ...]:
        """Hard edges, and x = 1 if slopes vanish."""
        some = any(layer.zeros > HALF for layer in self.layers)
        return self.hard_edges or ((0.0,) if some else ())

    @cached_property
    def _strengths(self):
        return np.array([layer.strength for layer in self.layers])

    @property
    def log_mean(self) -> float:
        r""":math:`\sum_l \log(1 + s_l \mathbb E\phi'^2)`."""
        return float(self.counts @ np.log1p(self._strengths))

    def start(self, m: float) -> NDArray:
        """As :class:`Equation`: every d is its part of m."""
        return np.concatenate([[1 + m], 1 + m / (1 + self._strengths)])[None].astype(complex)

    def _slopes(self, state):
        """w and psi(w), d psi/dlog w: shapes (N, G)."""
        y, e = state[:, :1], state[:, 1:]
        w = (1 + y - e) ** self._kappas / (self._scales * e * (e - 1))
        psi, rate = np.empty_like(w), np.empty_like(w)
        for g, layer in enumerate(self.layers):
            psi[:, g], rate[:, g] = layer.flow(w[:, g])
        return w, psi, rate

    def _equations(self, state):
        """The defects of psi(w) = m - d, and their derivatives by m and d."""
        y, e = state[:, :1], state[:, 1:]
        _, psi, rate = self._slopes(state)
        own = self._kappas / (1 + y - e)
        return psi - (y - e), rate * own - 1, 1 - rate * (own + 1 / e + 1 / (e - 1))

    def level(self, state: NDArray) -> NDArray:
        """As :class:`Equation`."""
        y, e = state[:, 0], state[:, 1:]
        total = (1 + self.depth) * np.log(y) - np.log(e * (e - 1)) @ self.counts
        return total + (self.depth - 1) * np.log(y - 1)

    def _by_d(self, state):
        """-dlog z/dd, shape (N, G)."""
        e = state[:, 1:]
        return self.counts * (1 / e + 1 / (e - 1))

    def _by_m(self, state):
        """dlog z/dm with all d held, shape (N,)."""
        y = state[:, 0]
        return (1 + self.depth) / y + (self.depth - 1) / (y - 1)

    def correction(self, state: NDArray, log_z: NDArray) -> NDArray:
        """As :class:`Equation`; all e are eliminated."""
        defect, by_m, by_d = self._equations(state)
        outer = self._by_d(state)
        miss = wrapped(self.level(state) - log_z) + np.sum(outer * defect / by_d, axis=1)
        slope = self._by_m(state) + np.sum(outer * by_m / by_d, axis=1)
        step = -miss / slope
        return np.concatenate([step[:, None], -(defect + by_m * step[:, None]) / by_d], axis=1)

    def tangent(self, state: NDArray) -> tuple[NDArray, NDArray]:
        """As :class:`Equation`."""
        _, by_m, by_d = self._equations(state)
        along = -by_m / by_d
        slope = self._by_m(state) - np.sum(self._by_d(state) * along, axis=1)
        return slope, np.concatenate([np.ones((len(state), 1)), along], axis=1)

    def inner(self, state: NDArray) -> NDArray:
        """What Newton's method adds to all e with m held, shape of the state."""
        defect, _, by_d = self._equations(state)
        return np.concatenate([np.zeros((len(state), 1)), -defect / by_d], axis=1)

    def potential(self, state: NDArray) -> NDArray:
        r"""As :class:`Equation`: of a layer, :math:`1 + m = 1 + d + m_1` and

        .. math:: \int (1+d)\,d\log d(1+d) = 2d + \log d, \qquad
            \int m_1\,d\log g^2 = \kappa (m_1 - \log(1+m_1)) - \mathbb E \log(1 - k/w) .
        """
        y, d = state[:, 0], state[:, 1:] - 1
        w, _, _ = self._slopes(state)
        total = 2 * self.depth * (y - 1) + (self.depth - 1) * lower_log(y - 1)
        for g, layer in enumerate(self.layers):
            first = y - state[:, 1 + g]
            own = 2 * d[:, g] + clockwise_log(d[:, g])
            own = own + layer.kappa * (first - np.log(1 + first)) - layer.mean_log(w[:, g])
            total = total - layer.count * own
        return total

    def moments(self, order: int) -> NDArray:
        r"""As :class:`Equation`: with c_j of :meth:`Layer.cumulants`, :math:`m = d + \sum_j c_j
        (d + d^2)^j` is inverted, and Lagrange's formula is :math:`m_k = [m^{k-1}] (m z)^k / k`.
        """
        one = np.zeros(order, np.longdouble)
        one[:2] = 1
        logs = log_series(one)  # of 1 + m
        for layer in self.layers:
            logs = logs - layer.count * self._log_s(layer, order)
        first = np.exp(logs[0])
        logs[0] = 0
        values = [exp_series(k * logs)[k - 1] / k * first**k for k in range(1, order + 1)]
        return np.array(values, dtype=float)

    @staticmethod
    def _log_s(layer, order):
        """log S_X as a series in m, shape (order,)."""
        c = layer.cumulants(order)
        d = np.zeros(order + 1, np.longdouble)
        for _ in range(order):  # (1 + c_1) d = m - c_1 d^2 - sum c_j (d + d^2)^j, j >= 2
            square = d + times(d, d)
            power, rest = square, c[1] * times(d, d)
            for j in range(2, order + 1):
                power = times(power, square)
                rest = rest + c[j] * power
            rest[1] -= 1
            d = -rest / (1 + c[1])
        square = (d + times(d, d))[1:]
        out = log_series(square / square[0])
        out[0] = np.log(square[0])
        one = np.zeros(order, np.longdouble)
        one[:2] = 1
        return out - log_series(one)


@dataclass(frozen=True, eq=False)
class Universal:
    r"""The equation of the limit of many weak layers: :math:`S(m) = e^{-\Lambda(1+2m)}`."""

    label: str
    strength: float
    atom: float = 0.0
    hard_edges: tuple[float, ...] = ()
    marks: tuple[float, ...] = ()
    singular: float = 0.0

    @property
    def log_mean(self) -> float:
        """As :class:`Equation`."""
        return self.strength

    def start(self, m: float) -> NDArray:
        """As :class:`Equation`."""
        return np.array([[1 + m]], complex)

    def level(self, state: NDArray) -> NDArray:
        """log z, up to multiples of 2 pi i, shape (N,)."""
        y = state[:, 0]
        return np.log(y) - np.log(y - 1) + self.strength * (2 * y - 1)

    def correction(self, state: NDArray, log_z: NDArray) -> NDArray:
        """As :class:`Equation`."""
        slope, _ = self.tangent(state)
        return (-wrapped(self.level(state) - log_z) / slope)[:, None]

    def tangent(self, state: NDArray) -> tuple[NDArray, NDArray]:
        """As :class:`Equation`."""
        y = state[:, 0]
        return 1 / y - 1 / (y - 1) + 2 * self.strength, np.ones_like(state)

    def inner(self, state: NDArray) -> NDArray:
        """As :class:`Equation`: nothing but m is unknown."""
        return np.zeros_like(state)

    def potential(self, state: NDArray) -> NDArray:
        """As :class:`Equation`."""
        m = state[:, 0] - 1
        return self.strength * (2 * m + m**2) - lower_log(m)

    def moments(self, order: int) -> NDArray:
        """As :class:`Equation`, from log z as a series."""
        one = np.zeros(order, np.longdouble)
        one[:2] = 1
        logs = log_series(one)
        logs[1:2] += 2 * self.strength
        first = np.exp(np.longdouble(self.strength))
        values = [exp_series(k * logs)[k - 1] / k * first**k for k in range(1, order + 1)]
        return np.array(values, dtype=float)


def clockwise_log(d: NDArray) -> NDArray:
    """Logarithm with argument in (-2 pi, 0], but for rounding next to the positive axis."""
    found = np.log(-d) - 1j * np.pi
    real = (d.real > 0) & (np.abs(d.imag) < REAL * d.real)
    return np.where(real, np.log(np.where(real, d, 1.0)), found)


def times(a: NDArray, b: NDArray) -> NDArray:
    """The product of two series, cut where they are."""
    return np.convolve(a, b)[: a.size]


def wrapped(log_z: NDArray) -> NDArray:
    """With an imaginary part in (-pi, pi]."""
    turns = np.round(log_z.imag / (2 * np.pi))
    return log_z - 2j * np.pi * turns
