"""Distances between an empirical spectral distribution and a law that may have atoms."""

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from freewidth.arguments import CdfLike, LawLike, Spectra, checked
from freewidth.errors import InvalidInputError

SNAP = 1e-9  # relative: rounding moves an exactly degenerate eigenvalue by about 1e-15
ZERO = 1e-24  # of the largest eigenvalue: rank-deficient J leaves noise near (1e-16)**2
POINTS = 1000  # where two laws are compared
LOWEST = 1e-12  # of them, but for 0, over the largest
CELLS = 4  # points per cell of the quantile integral; see wasserstein


@checked
def kolmogorov(eigenvalues: Spectra, law: CdfLike) -> NDArray:
    r""":math:`\sup_x |F_n(x) - F(x)|` per network, shape (...,), for eigenvalues of shape (..., n).

    Both distributions may jump: the supremum runs over both one-sided limits at every eigenvalue
    and at every atom of the law. Eigenvalues equal to an atom up to rounding count as equal.

    Examples:
        >>> from freewidth import Network, compare, law, sample
        >>> from freewidth.rng import stream
        >>> net = Network("gaussian", "tanh", depth=2)
        >>> values = sample.spectrum(net, 300, stream(0, "an example"))
        >>> bool(compare.kolmogorov(values, law(net)) < 0.05)
        True
    """
    values = snap(eigenvalues, law)
    n = values.shape[-1]
    upper = law.cdf(values)
    lower = upper - _jump(values, law)
    rank = _ranks(values, "right") / n  # F_n at the eigenvalue, ties counted together
    below = _ranks(values, "left") / n  # F_n just before it
    distance = np.maximum(abs(rank - upper), abs(below - lower)).max(axis=-1)
    for position, mass in law.atoms:
        at = law.cdf(position)
        distance = np.maximum(distance, abs((values <= position).mean(axis=-1) - at))
        distance = np.maximum(distance, abs((values < position).mean(axis=-1) - (at - mass)))
    return distance


@checked
def wasserstein(eigenvalues: Spectra, law: CdfLike) -> NDArray:
    r""":math:`W_1 = \int_0^1 |Q_n(p) - Q(p)|\,dp` per network, shape (...,).

    The quantile functions are compared at ``CELLS`` midpoints of each of the n steps of Q_n, which
    errs by :math:`O((\mathrm{CELLS}\,n)^{-1})` of the law's width at most: far below the distance
    itself, which is of order 1/n at best.
    """
    values = _sorted(eigenvalues)
    n = values.shape[-1]
    return np.abs(values[..., None] - _midpoints(law, n)).mean(axis=(-1, -2))


@checked
@lru_cache(maxsize=256)  # one pair serves all ensembles of a kind, and every way to draw D
def between(law: LawLike, other: LawLike) -> NDArray:
    r"""Kolmogorov and Wasserstein distance of two laws, shape (2,): what a wrong law amounts to.

    The latter is :math:`\int |F - G|\,dx`. Both on ``POINTS`` points x, half of them spaced like
    log x, and on both sides of atoms: good to a few 1/POINTS of the larger law's width.

    Examples:
        >>> from freewidth import Network, compare, law
        >>> one = law(Network("gaussian", "tanh", depth=2))
        >>> other = law(Network("orthogonal", "tanh", depth=2))
        >>> compare.between(one, other).round(3)
        array([0.243, 0.173])
    """
    jumps = [p for each in (law, other) for p, _ in each.atoms]
    top = max(float(law.quantile(1.0)), float(other.quantile(1.0)))
    sides = [*jumps, *(np.nextafter(p, -1) for p in jumps)]
    even, graded = np.linspace(0, top, POINTS // 2), np.geomspace(LOWEST * top, top, POINTS // 2)
    x = np.unique([*even, *graded, *sides])
    gap = np.abs(law.cdf(x) - other.cdf(x))
    return np.array([gap.max(), np.trapezoid(gap, x)])


@lru_cache(maxsize=256)
def _midpoints(law, n):
    """Quantiles at the midpoints of ``CELLS`` cells for each of n steps, shape (n, CELLS)."""
    return law.quantile((np.arange(n * CELLS) + 0.5).reshape(n, CELLS) / (n * CELLS))


@checked
def resolvent(eigenvalues: Spectra, z: ArrayLike) -> NDArray:
    r""":math:`G_n(z) = n^{-1}\sum_i (z - \lambda_i)^{-1}`, shape (..., len(z)), for z off the axis.

    Compare it with ``Law.stieltjes(z)`` at the same z: no binning, no smoothing mismatch.
    """
    values, z = np.asarray(eigenvalues, dtype=float), np.atleast_1d(np.asarray(z, dtype=complex))
    if np.any(z.imag == 0) or not z.size or z.ndim > 1:
        raise InvalidInputError("a resolvent needs z off the real axis, one or several in a row")
    return np.stack([(1 / (point - values)).mean(axis=-1) for point in z], axis=-1)


def snap(eigenvalues: ArrayLike, law: CdfLike) -> NDArray:
    """Sorted eigenvalues; those that equal an atom of the law up to rounding are set to it."""
    values = _sorted(eigenvalues).copy()
    top = values[..., -1:]
    for position, _ in law.atoms:
        near = values <= ZERO * top if position == 0 else abs(values / position - 1) <= SNAP
        values[near] = position
    return values


def _sorted(eigenvalues):
    values = np.asarray(eigenvalues, dtype=float)
    if values.ndim == 0 or values.shape[-1] == 0:
        raise InvalidInputError(f"no eigenvalues to compare: shape {values.shape}")
    if not np.all(np.isfinite(values)):
        raise InvalidInputError(
            f"{np.count_nonzero(~np.isfinite(values))} of {values.size} eigenvalues are not finite"
        )
    return np.sort(values, axis=-1)


def _jump(values, law):
    jump = np.zeros_like(values)
    for position, mass in law.atoms:
        jump[values == position] = mass
    return jump


def _ranks(values, side):
    rows = values.reshape(-1, values.shape[-1])
    return np.stack([np.searchsorted(row, row, side) for row in rows]).reshape(values.shape)
