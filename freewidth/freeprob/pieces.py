r"""The density in u = log x on pieces where, its singular factor divided out, it is a polynomial.

On a piece the mass per unit of u, :math:`f = -\Im m/\pi`, is B(v) inside, :math:`v^{\pm1/2} B(v)`
next to a soft (+) or hard (-) edge at distance v in u, and :math:`B(\sqrt v)/\sqrt v` next to a
critical value of a bare K, where other branches add a smooth part. B is stored by its Chebyshev
coefficients, and so is its exact integral C: :math:`\int v^p B\,dv = v^{p+1} C(v)` needs
:math:`(p+1) C + v C' = B`.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import NDArray

SIZE = 20  # coefficients per piece
BLOCK = 8192  # points at once: their temporaries stay in the cache
INSIDE, SOFT, HARD, ROOT = 0, 1, 2, 3  # kinds; positive: edge on the right, negative: left
POWER = {INSIDE: 0.0, SOFT: 0.5, HARD: -0.5, ROOT: -0.5}  # of v in the factor of B


@dataclass(frozen=True)
class Pieces:
    """P adjacent or separate pieces, increasing in u.

    Attributes:
        left, right: shape (P,), ends in u.
        kind: shape (P,), INSIDE, or SOFT, HARD, ROOT with the sign of the side of the edge.
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

    def per_log(self, u: NDArray) -> NDArray:
        """f, the mass per unit of u; 0 off the pieces, infinite at hard edges."""
        return self._each(u, self._density_on, np.zeros(self.left.size))

    def cumulative(self, u: NDArray) -> NDArray:
        """F at u; off the pieces, the value at the right end of the piece on the left."""
        return self._each(u, self._mass_on, self.below + self.mass)

    def _each(self, u, on, beyond):
        """Values on(piece, u) for u of shape (N,), and beyond[piece] on the right of a piece."""
        out = np.zeros(u.shape)
        if not self.left.size:
            return out
        piece = np.searchsorted(self.left, u, side="right") - 1
        order = None
        if np.any(piece[1:] < piece[:-1]):
            order = np.argsort(piece.astype(np.int16), kind="stable")
            u, piece = u[order], piece[order]
        starts = np.searchsorted(piece, np.arange(self.left.size + 1))
        for i, (start, stop) in enumerate(pairwise(starts)):
            for k in range(start, stop, BLOCK):
                part = slice(k, min(k + BLOCK, stop))
                inside = u[part] <= self.right[i]
                out[part] = np.where(inside, on(i, np.minimum(u[part], self.right[i])), beyond[i])
        if np.any(starts[:1]):  # on the left of all pieces
            out[: starts[0]] = self.below[0] if on == self._mass_on else 0.0
        if order is None:
            return out
        back = np.empty_like(out)
        back[order] = out
        return back

    def _at(self, i, u):
        """Coordinate in [-1, 1] and distance v from the edge on piece i."""
        kind, width = self.kind[i], self.right[i] - self.left[i]
        v = self.right[i] - u if kind > 0 else u - self.left[i]
        part = np.sqrt(v / width) if abs(kind) == ROOT else v / width
        return np.clip(2 * part - 1, -1, 1), v

    def _density_on(self, i, u):
        t, v = self._at(i, u)
        value = _clenshaw(self.density[i], t)
        power = POWER[abs(int(self.kind[i]))]
        if power:
            with np.errstate(divide="ignore", invalid="ignore"):
                value = value * np.sqrt(v) if power > 0 else value / np.sqrt(v)
        return np.maximum(value, 0.0)

    def _mass_on(self, i, u):
        t, v = self._at(i, u)
        value = _clenshaw(self.integral[i], t)
        kind = abs(int(self.kind[i]))
        if kind in (SOFT, HARD):
            value *= v * np.sqrt(v) if kind == SOFT else np.sqrt(v)
        value = self.mass[i] - value if self.kind[i] > 0 else value
        return self.below[i] + np.clip(value, 0.0, self.mass[i])


def _clenshaw(c, t):
    """sum_k c[k] T_k(t) for t of shape (N,), without what is below rounding."""
    seen = np.nonzero(np.abs(c) > 1e-18 * np.abs(c).max())[0]
    c = c[: max(2, seen[-1] + 1 if seen.size else 2)].tolist()
    double, ahead, now = 2 * t, np.zeros_like(t), np.full_like(t, c[-1])
    for value in c[-2:0:-1]:
        np.subtract(double * now, ahead, out=ahead)
        ahead += value
        ahead, now = now, ahead
    return t * now - ahead + c[0]


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


@lru_cache(maxsize=2)
def _root_integral(power: float) -> NDArray:
    """Matrix from coefficients of B to those of C with (power + 1) C + (1 + t) C' = B."""
    shift = np.zeros((SIZE, SIZE))
    for k, unit in enumerate(np.eye(SIZE)):
        part = chebyshev.chebmul([1.0, 1.0], chebyshev.chebder(unit)) if k else [0.0]
        shift[: len(part), k] = part
    return np.linalg.inv((power + 1) * np.eye(SIZE) + shift)


def integrate(density: NDArray, kind: NDArray, width: NDArray):
    """(integral coefficients (P, SIZE + 1), mass (P,)) for density coefficients (P, SIZE)."""
    out = chebyshev.chebint(density, lbnd=-1, axis=1)
    mass = np.empty(kind.shape)
    for name, power in POWER.items():
        here = np.abs(kind) == name
        if name in (SOFT, HARD):
            out[here] = np.pad(density[here] @ _root_integral(power).T, ((0, 0), (0, 1)))
            mass[here] = out[here].sum(axis=1) * width[here] ** (power + 1)
        else:
            out[here] *= (np.sqrt(width[here]) if name == ROOT else width[here] / 2)[:, None]
            mass[here] = out[here].sum(axis=1)
    return out, mass


def place(left, right, kind, t):
    """u and distance v from the edge (from the left end inside) at coordinates t."""
    part = (1 + t) / 2
    v = (right - left) * (part**2 if abs(kind) == ROOT else part)
    return (right - v, v) if kind > 0 else (left + v, v)


@lru_cache(maxsize=4)
def _gauss(kind: int):
    """Points t on [-1, 1] and weights of the mass for unit width: 24 Gauss points each."""
    if kind in (SOFT, HARD):
        s, w = np.polynomial.legendre.leggauss(48)  # v = s^2: v^p dv is even in s
        return 2 * s[24:] ** 2 - 1, 2 * s[24:] ** (2 * POWER[kind] + 1) * w[24:]
    x, w = np.polynomial.legendre.leggauss(24)
    return x, (w if kind == ROOT else w / 2)


def rule(pieces: Pieces):
    """Points u and weights, shape (P * 24,), with sum of weights = mass of the pieces."""
    points, weights = [], []
    for i in range(pieces.left.size):
        kind = int(pieces.kind[i])
        t, w = _gauss(abs(kind))
        points.append(place(pieces.left[i], pieces.right[i], kind, t)[0])
        width = (pieces.right[i] - pieces.left[i]) ** (POWER[abs(kind)] + 1)
        weights.append(chebyshev.chebval(t, pieces.density[i]) * w * width)
    return np.concatenate(points), np.concatenate(weights)
