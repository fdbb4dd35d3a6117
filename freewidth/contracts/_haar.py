r"""Whether weights with Haar singular vectors are invariant under rotations.

For a Haar matrix W of size n and unit vectors a and b the number :math:`a^*Wb` is a coordinate of a
uniform point on a sphere, whatever a and b are: for n = 7, real,

.. math:: P(a^\top W b\le u) = \tfrac12 + \tfrac{15}{16}\,(u - \tfrac23 u^3 + \tfrac15 u^5),

and complex, :math:`P(|a^*Wb|^2\le r) = 1-(1-r)^6` with a uniform phase. With other singular values
the law is another, but the same for all a and b. What depends on more of W than one number (trace,
determinant, angles) is compared between W and Q W Q' for fixed orthogonal Q and Q'.
"""

from collections.abc import Callable, Iterator
from itertools import product
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

from freewidth.contracts._bounds import LOG

SIZE = 7  # odd, so that the law of a coordinate is a polynomial
SAME = 1e-9  # values that differ by less are ties

Sampler = Callable[[int, int, int], NDArray]  # (draws, rows, columns) -> stack of weights


def directions(size: int, rng: np.random.Generator, dtype: type) -> dict[str, NDArray]:
    """Unit vectors: at an axis, along the mean, anywhere."""
    anywhere: NDArray = rng.standard_normal(size)
    if dtype is complex:
        anywhere = anywhere + 1j * rng.standard_normal(size)
    axes = np.eye(size)
    return {
        "the first axis": axes[0],
        "the last axis": axes[-1],
        "the mean": np.ones(size) / sqrt(size),
        "a direction": anywhere / np.linalg.norm(anywhere),
    }


def against_the_sphere(
    draw: Sampler, draws: int, dtype: type
) -> Iterator[tuple[str, float, float]]:
    """Directions in which coordinates are not those of the sphere: what, distance, allowed.

    The distance is Kolmogorov's, the limit that of Dvoretzky, Kiefer, Wolfowitz and Massart.
    """
    allowed = sqrt(LOG / (2 * draws))
    rng = np.random.default_rng(7)
    for rows, columns in ((SIZE, SIZE), (SIZE, 4), (4, SIZE)):
        w = draw(draws, rows, columns)
        left, right = (directions(size, rng, dtype) for size in (rows, columns))
        for (a, u), (b, v) in product(left.items(), right.items()):
            coordinate = np.einsum("i,kij,j->k", u.conj(), w, v)
            for what, distance in _off_the_sphere(coordinate):
                if distance > allowed:
                    yield f"{what} between {a} and {b}, {rows} x {columns}", distance, allowed


def _off_the_sphere(x: NDArray) -> Iterator[tuple[str, float]]:
    if not np.iscomplexobj(x):
        u = np.clip(x, -1, 1)
        yield "the entry", _distance(0.5 + 15 / 16 * (u - 2 / 3 * u**3 + u**5 / 5))
        return
    yield "the modulus", _distance(1 - (1 - np.clip(np.abs(x) ** 2, 0, 1)) ** (SIZE - 1))
    yield "the phase", _distance(np.angle(x) / (2 * np.pi) + 0.5)


def _distance(levels: NDArray) -> float:
    """Kolmogorov's, of numbers from the uniform law."""
    steps = np.arange(levels.size + 1) / levels.size
    levels = np.sort(levels)
    return float(max(np.abs(levels - steps[1:]).max(), np.abs(levels - steps[:-1]).max()))


def against_rotations(draw: Sampler, draws: int, dtype: type) -> Iterator[tuple[str, float, float]]:
    """What changes when weights are turned: what, distance, allowed.

    Two-sample distances; the constant 2.71 is that of Wei and Dudley.
    """
    allowed = sqrt((LOG + log(2.71 / 2)) / draws)
    rng = np.random.default_rng(8)
    plain, other = draw(draws, SIZE, SIZE), draw(draws, SIZE, SIZE)
    reflection = np.diag([-1.0] + [1.0] * (SIZE - 1))
    moves = {
        "rotations": _turn(rng, dtype) @ other @ _turn(rng, dtype),
        "a reflection": reflection @ other,
    }
    for (name, moved), (what, statistic) in product(moves.items(), STATISTICS.items()):
        distance = two_samples(statistic(plain), statistic(moved))
        if distance > allowed:
            yield f"{what} under {name}", distance, allowed


def _turn(rng: np.random.Generator, dtype: type) -> NDArray:
    """A rotation, of determinant 1 if real."""
    g = rng.standard_normal((SIZE, SIZE))
    if dtype is complex:
        return np.linalg.qr(g + 1j * rng.standard_normal((SIZE, SIZE))).Q
    q = np.linalg.qr(g).Q
    q[:, 0] *= np.sign(np.linalg.det(q))
    return q


def _sign(w: NDArray) -> NDArray:
    """Real part of the determinant over its modulus; 0 where there is none."""
    found = np.linalg.det(w)
    size = np.abs(found)
    return np.divide(found.real, size, out=np.zeros(size.shape), where=size > 0)


STATISTICS: dict[str, Callable[[NDArray], NDArray]] = {
    "the first entry": lambda w: w[:, 0, 0].real,
    "the last entry": lambda w: w[:, -1, -1].real,
    "the mean entry": lambda w: w.mean(axis=(1, 2)).real,
    "the largest entry of the first row": lambda w: np.abs(w[:, 0]).max(axis=1),
    "the largest entry of the first column": lambda w: np.abs(w[:, :, 0]).max(axis=1),
    "the trace": lambda w: np.trace(w, axis1=1, axis2=2).real,
    "the trace of the square": lambda w: np.einsum("kij,kji->k", w, w).real,
    "the sign of the determinant": _sign,
}


def two_samples(a: NDArray, b: NDArray) -> float:
    """Kolmogorov's distance between two samples; what differs by rounding is the same."""
    a, b = (np.sort(np.round(each / SAME)) for each in (a, b))
    at = np.concatenate([a, b])
    one, other = (np.searchsorted(each, at, side="right") / each.size for each in (a, b))
    return float(np.abs(one - other).max())
