r"""Newton lilypads (Chhaibi, Daouda and Kahn 2021) anew: as published, and in longer strides.

For i.i.d. layers whose slopes are 0 or 1 (probability p_l) :math:`z = N(m)/m`, with

.. math:: N(m) = s\,(1+\rho_0 m)\prod_{l=1}^L (p_l+\rho_l m), \qquad s = \sigma_w^{2L},\quad
    \rho_l = n_L/n_l.

Newton's method from a guess is trusted if Kantorovich's condition :math:`\beta\,\eta\,K < 1/2`
holds, with :math:`\beta = 1/|F'|`, :math:`\eta = |F/F'|` and K a bound of :math:`|F''|` on a disc
that holds all iterates, from Taylor coefficients. A chain of such points ("lilypads") leads from a
z far away, where m is nearly 0, to the one wanted. The density is :math:`-\Im G/\pi`.

:class:`Published` follows the article (arXiv:2111.00841) and its program FreeNN. :class:`Lilypads`
is a variant that remembers its steps.
"""

from importlib.util import find_spec

import numpy as np


def numerator(p, scale: float, rho=None) -> list[float]:
    """Coefficients of N, highest power first; ``rho`` is n_L/n_l for l = 0..L, all 1 by default."""
    rho = np.ones(len(p) + 1) if rho is None else np.asarray(rho, dtype=float)
    coefficients = np.array([float(scale)])
    for ratio, end in zip(rho, [1.0, *p], strict=True):
        coefficients = np.polymul(coefficients, [ratio, end])
    return coefficients.tolist()


def taylor(polynomial, m) -> list:
    """Coefficients at m, lowest power first: synthetic division, again and again."""
    out, rest = [], polynomial
    while rest:
        row = [rest[0]]
        for c in rest[1:]:
            row.append(row[-1] * m + c)
        out.append(row.pop())
        rest = row
    return out


class Published:
    r"""Densities by the published algorithm.

    :math:`F_z(m) = N(m)/z - m`. The disc of K has radius :math:`\eta` around the first iterate.
    Without a neighbour, the guess is m = 0 and Im z is doubled until the condition holds there.
    From a known (z, G) the guess at another z keeps G, so that m = zG - 1; the next lilypad is
    tried at the z wanted, and its distance halved until the condition holds. Newton's method stops
    at :math:`|F| < 10^{-12}`; here also where |F| no longer falls, since at small z rounding may
    keep it above and the program would not return. Im z is one number for all x, and x is swept
    downwards, each point starting from the one before.
    """

    def __init__(self, p, scale: float, rho=None):
        self.poly = numerator(p, scale, rho)
        self.second = np.polyder(self.poly, 2).tolist()
        self.tests = self.steps = self.stalls = 0

    def value(self, z, m):
        """F and F' by Horner's rule."""
        f = df = 0.0
        for c in self.poly:
            df = df * m + f
            f = f * m + c
        return f / z - m, df / z - 1

    def inside(self, z, m):
        """Whether Newton's method from m is sure to find the root next to it."""
        self.tests += 1
        f, df = self.value(z, m)
        if df == 0:
            return False
        step, bound = f / df, 0.0
        for c in reversed(taylor(self.second, m - step)):
            bound = bound * abs(step) + abs(c)
        return abs(step / df) * bound / abs(z) < 0.5

    def newton(self, z, m):
        """The root next to m."""
        last = np.inf
        while True:
            f, df = self.value(z, m)
            size = abs(f)
            if size < 1e-12:
                return m
            if not size < last:
                self.stalls += 1
                return m
            self.steps += 1
            last = size
            m -= f / df

    def start(self, z):
        """The first lilypad: (z, G) high above z."""
        while not self.inside(z, 0.0):
            z += 1j * z.imag
        return z, (1 + self.newton(z, 0.0)) / z

    def reach(self, goal, z, g):
        """G at ``goal`` from (z, G), over lilypads."""
        while z != goal:
            step = goal - z
            while not self.inside(z + step, (z + step) * g - 1):
                step /= 2
                if abs(step) < 1e-15 * abs(z):
                    raise ArithmeticError(f"no lilypad next to z={z}")
            z += step
            g = (1 + self.newton(z, z * g - 1)) / z
        return g

    def density(self, x, height: float):
        """At increasing x > 0, with imaginary part ``height``."""
        self.stalls = 0
        out = np.empty(len(x))
        known = None
        for i in reversed(range(len(x))):
            z = complex(x[i], height)
            g = self.reach(z, *(known or self.start(z)))
            known, out[i] = (z, g), -g.imag / np.pi
        return out


class Program:
    """Densities by FreeNN itself, if it can be imported, in the sweep of :class:`Published`.

    Where :class:`Published` stalled, rounding kept |F| above the tolerance, it would not return.
    """

    at_hand = find_spec("freenn") is not None

    def __init__(self, p, scale: float, rho=None):
        from freenn.core import adaptative, newton

        self.find = adaptative.compute_G_adaptative
        coefficients = np.array(numerator(p, scale, rho))
        self.wrapper = newton.Polynomial_Kantorovich_Wrapper(coefficients, np.array([1.0, 0.0]))

    def density(self, x, height: float):
        """At increasing x > 0, with imaginary part ``height``."""
        out = np.empty(len(x))
        known = None
        for i in reversed(range(len(x))):
            z = complex(x[i], height)
            known = z, self.find(z, self.wrapper, proxy=known)
            out[i] = -known[1].imag / np.pi
        return out


class Lilypads:
    r"""Densities in longer strides, for small x too.

    :math:`F_z(m) = z\,m - N(m)`. The disc of K has radius :math:`2\eta` around the guess. From far
    away z moves on a straight line in log z, by steps that double after a success and halve after a
    failure; the guess keeps m. Im z is proportional to x, and x is swept upwards.
    """

    def __init__(self, p, scale: float, rho=None):
        self.poly = numerator(p, scale, rho)
        self.mean = self.poly[-1]
        self.tests = self.steps = 0

    def value(self, z, m):
        """F and F' by Horner's rule."""
        f = df = 0.0
        for c in self.poly:
            df = df * m + f
            f = f * m + c
        return z * m - f, z - df

    def inside(self, z, m):
        """Whether Newton's method from m is sure to find the root next to it."""
        self.tests += 1
        at = taylor(self.poly, m)
        f, df = z * m - at[0], z - at[1]
        if df == 0:
            return False
        eta, second, power = abs(f / df), 0.0, 1.0
        for k, c in enumerate(at[2:], start=2):
            second += k * (k - 1) * abs(c) * power
            power *= 2 * eta
        return eta * second / abs(df) <= 0.5

    def newton(self, z, m):
        """The root next to m."""
        for _ in range(60):
            self.steps += 1
            f, df = self.value(z, m)
            m -= f / df
            if abs(f / df) < 1e-9 * abs(m):  # the next step would be 1e-18
                break
        return m

    def reach(self, z, start, m):
        """m(z), from m at ``start``, over lilypads."""
        done, step = 0.0, 1.0
        while done < 1.0:
            part = min(1.0, done + step)
            target = z if part == 1 else start * (z / start) ** part
            if self.inside(target, m):
                m, done, step = self.newton(target, m), part, 2 * step
            else:
                step /= 2
                if step < 1e-15:
                    raise ArithmeticError(f"no lilypad next to z={target}")
        return m

    def density(self, x, height: float):
        """At increasing x > 0, with imaginary parts ``height`` times x."""
        out = np.empty(len(x))
        far = 1e3j * max(x[-1], 1.0)
        m_far = self.newton(far, self.mean / far)
        m = None
        for i, real in enumerate(x):
            z = complex(real, height * real)
            if m is None or not self.inside(z, m):
                m = self.reach(z, far, m_far)
            else:
                m = self.newton(z, m)
            out[i] = -((1 + m) / z).imag / np.pi
        return out
