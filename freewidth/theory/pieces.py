r"""The density in u = log x on pieces where, its square roots divided out, it is a polynomial.

On a piece the mass per unit of u, :math:`f = -\Im m/\pi`, is B(v) or :math:`\sqrt v\,B(v)`, v being
the distance in u from a soft edge. B is stored by its Chebyshev coefficients, and so is its exact
integral C: :math:`\int \sqrt v B\,dv = v^{3/2} C(v)`, which needs :math:`\tfrac32 C + v C' = B`.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import NDArray

SIZE = 20  # coefficients per piece
INSIDE, RIGHT, LEFT = 0, 1, -1  # which end of the piece is a soft edge


@dataclass(frozen=True)
class Pieces:
    """P adjacent or separate pieces, increasing in u.

    Attributes:
        left, right: shape (P,), ends in u.
        kind: shape (P,), INSIDE, RIGHT or LEFT.
        density: shape (P, SIZE), coefficients of B on [-1, 1].
        integral: shape (P, SIZE + 1), coefficients of C, or of the mass from the left end.
        below: shape (P,), F at the left end, atoms included.
        mass: shape (P,).
    """

    left: NDArray
    right: NDArray
    kind: NDArray
    density: NDArray
    integral: NDArray
    below: NDArray
    mass: NDArray

    def position(self, u: NDArray):
        """(piece, whether u lies in it, coordinate in [-1, 1], distance v) for u of shape (N,)."""
        i = np.clip(np.searchsorted(self.left, u, side="right") - 1, 0, self.left.size - 1)
        inside = (u >= self.left[i]) & (u <= self.right[i])
        kind, width = self.kind[i], self.right[i] - self.left[i]
        v = np.where(kind == RIGHT, self.right[i] - u, u - self.left[i])
        return i, inside, np.clip(2 * v / width - 1, -1, 1), np.maximum(v, 0.0)

    def per_log(self, u: NDArray) -> NDArray:
        """f, the mass per unit of u; 0 off the pieces."""
        i, inside, t, v = self.position(u)
        value = _clenshaw(self.density, i, t)
        value = np.where(self.kind[i] == INSIDE, value, np.sqrt(v) * value)
        return np.where(inside, np.maximum(value, 0.0), 0.0)

    def cumulative(self, u: NDArray) -> NDArray:
        """F at u; off the pieces, the value at the right end of the piece on the left."""
        i, inside, t, v = self.position(u)
        value = _clenshaw(self.integral, i, t)
        value = np.where(self.kind[i] == INSIDE, value, v**1.5 * value)
        value = np.where(self.kind[i] == RIGHT, self.mass[i] - value, value)
        value = np.where(inside, np.clip(value, 0.0, self.mass[i]), self.mass[i])
        return self.below[i] + value


def _clenshaw(coefficients, i, t):
    """sum_k c[i, k] T_k(t) for index and coordinate arrays of shape (N,)."""
    c = coefficients[i]
    ahead, now = np.zeros_like(t), c[:, -1]
    for k in range(c.shape[1] - 2, 0, -1):
        ahead, now = now, 2 * t * now - ahead + c[:, k]
    return t * now - ahead + c[:, 0]


@lru_cache(maxsize=1)
def nodes() -> NDArray:
    """Chebyshev points on [-1, 1], increasing, shape (SIZE,)."""
    return -np.cos(np.pi * (np.arange(SIZE) + 0.5) / SIZE)


@lru_cache(maxsize=1)
def to_coefficients() -> NDArray:
    """Matrix from values at :func:`nodes` to Chebyshev coefficients, shape (SIZE, SIZE)."""
    vander = chebyshev.chebvander(nodes(), SIZE - 1)
    weight = np.full(SIZE, 2.0 / SIZE)
    weight[0] = 1.0 / SIZE
    return weight[:, None] * vander.T


@lru_cache(maxsize=1)
def _root_integral() -> NDArray:
    """Matrix from coefficients of B to those of C with 3/2 C + (1 + t) C' = B."""
    shift = np.zeros((SIZE, SIZE))
    for k, unit in enumerate(np.eye(SIZE)):
        part = chebyshev.chebmul([1.0, 1.0], chebyshev.chebder(unit)) if k else [0.0]
        shift[: len(part), k] = part
    return np.linalg.inv(1.5 * np.eye(SIZE) + shift)


def integrate(density: NDArray, kind: NDArray, width: NDArray):
    """(integral coefficients (P, SIZE + 1), mass (P,)) for density coefficients (P, SIZE)."""
    plain = chebyshev.chebint(density, lbnd=-1, axis=1) * (width / 2)[:, None]
    root = np.pad(density @ _root_integral().T, ((0, 0), (0, 1)))
    inside = kind == INSIDE
    mass = np.where(inside, plain.sum(axis=1), root.sum(axis=1) * width**1.5)
    return np.where(inside[:, None], plain, root), mass


@lru_cache(maxsize=2)
def _gauss(kind: int):
    """Gauss rule on v in [0, 1] for the weight 1 or sqrt(v): points and weights, (24,)."""
    if kind == INSIDE:
        x, w = np.polynomial.legendre.leggauss(24)
        return (x + 1) / 2, w / 2
    s, w = np.polynomial.legendre.leggauss(49)  # v = s^2 makes sqrt(v) dv = 2 s^2 ds even in s
    return s[25:] ** 2, 2 * s[25:] ** 2 * w[25:]


def rule(pieces: Pieces):
    """Points u and weights, shape (P * 24,), with sum of weights = mass of the pieces."""
    points, weights = [], []
    for i in range(pieces.left.size):
        kind = int(pieces.kind[i])
        width = pieces.right[i] - pieces.left[i]
        v, w = _gauss(abs(kind))
        b = chebyshev.chebval(2 * v - 1, pieces.density[i])
        points.append(pieces.right[i] - width * v if kind == RIGHT else pieces.left[i] + width * v)
        weights.append(b * w * (width if kind == INSIDE else width**1.5))
    return np.concatenate(points), np.concatenate(weights)
