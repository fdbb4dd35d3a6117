r"""Newton lilypads, written anew from the published algorithm (Chhaibi, Daouda and Kahn 2021).

For slopes that are 0 or 1 (probability p_l) and square i.i.d. layers, m(z) is a root of

.. math:: F_z(m) = z\,m - s\,(1+m)\prod_l (m+p_l), \qquad s = \sigma_w^{2L}.

Newton's method from a guess is trusted if Kantorovich's condition :math:`\beta\,\eta\,K\le 1/2`
holds, with :math:`\beta = 1/|F'|`, :math:`\eta = |F/F'|` and K a bound of :math:`|F''|` on the disc
of radius :math:`2\eta` around it, here from all Taylor coefficients. A chain of such points
("lilypads") leads from a z far away, where :math:`m\approx m_1/z`, to the one wanted; steps double
after a success and halve after a failure. Along a grid each point starts from its neighbour where
the condition allows. The density is :math:`-\Im G(x+i\varepsilon)/\pi`.
"""

import numpy as np


class Lilypads:
    """Densities of a square i.i.d. network whose slopes are 0 or 1."""

    def __init__(self, p, scale: float):
        self.p, self.scale = [float(v) for v in p], float(scale)
        roots = [-1.0, *(-v for v in self.p)]
        self.poly = (self.scale * np.poly(roots)).tolist()
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
        taylor, rest = [], self.poly
        while rest:  # synthetic division, again and again
            out = [rest[0]]
            for c in rest[1:]:
                out.append(out[-1] * m + c)
            taylor.append(out.pop())
            rest = out
        f, df = z * m - taylor[0], z - taylor[1]
        if df == 0:
            return False
        eta, second, power = abs(f / df), 0.0, 1.0
        for k, c in enumerate(taylor[2:], start=2):
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
        mean = self.scale * float(np.prod(self.p))
        m_far = self.newton(far, mean / far)
        at = m = None
        for i, real in enumerate(x):
            z = complex(real, height * real)
            if at is None or not self.inside(z, m):
                m = self.reach(z, far, m_far)
            else:
                m = self.newton(z, m)
            at = z
            out[i] = -((1 + m) / z).imag / np.pi
        return out
