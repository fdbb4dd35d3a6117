"""Two laws in closed form, written here so that comparisons are tested without the solver."""

import numpy as np
from scipy.optimize import brentq


class MarchenkoPastur:
    """Square ratio 1: density sqrt(x (4 - x))/(2 pi x) on [0, 4]; optionally an atom at 0.

    With weight a at 0 the continuous part is (1 - a) times the law, as for a rank-deficient J.
    """

    def __init__(self, atom=0.0):
        self.atoms = ((0.0, atom),) if atom else ()
        self.atom = atom

    def cdf(self, x):
        x = np.asarray(x, dtype=float)
        inside = np.clip(x, 0, 4)
        root = np.sqrt(inside * (4 - inside))
        smooth = (root + 4 * np.arcsin(np.sqrt(inside) / 2)) / (2 * np.pi)
        return np.where(x < 0, 0.0, self.atom + (1 - self.atom) * smooth)

    def quantile(self, p):
        def one(level):
            if level <= self.atom:
                return 0.0
            return brentq(lambda x: float(self.cdf(x)) - level, 0, 4, xtol=1e-14)

        return np.vectorize(one, otypes=[float])(p)

    def moments(self, k):
        return (1 - self.atom) * np.array([1.0, 2.0, 5.0, 14.0])[:k]

    def stieltjes(self, z):
        z = np.asarray(z, dtype=complex)
        smooth = (z - np.sqrt(z) * np.sqrt(z - 4)) / (2 * z)
        return self.atom / z + (1 - self.atom) * smooth


class PointMass:
    """All mass at one place: the law of a product of orthogonal matrices."""

    def __init__(self, position):
        self.atoms = ((position, 1.0),)
        self.position = position

    def cdf(self, x):
        return (np.asarray(x) >= self.position).astype(float)

    def quantile(self, p):
        return np.full(np.shape(p), self.position)

    def moments(self, k):
        return self.position ** np.arange(1.0, k + 1)

    def stieltjes(self, z):
        return 1 / (np.asarray(z, dtype=complex) - self.position)
