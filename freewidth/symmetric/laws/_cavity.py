r"""Laws of sparse matrices from their local trees, by population dynamics.

A matrix with O(1) entries per row looks like a Galton-Watson tree from any of its vertices. With
:math:`u_i = 1/G_i` the resolvents of a vertex in the absence of its parent obey, in law,

.. math:: u = w_v - \sum_{k \le \mathrm{Poisson}(c_v)} J_k^2 / u'_k, \qquad \mathrm{Im}\, u > 0

with :math:`w_v = z` on all vertices of a Wigner matrix, and z on the rows, 1 on the columns of a
bipartite one (Wishart). The Bethe expression for the log-determinant gives the distribution
function itself,

.. math:: F_\eta(x) = 1 - \frac1\pi \mathrm{Im}\Bigl(\sum_v f_v \mathbb E \log u_v
    - e\, \mathbb E \bigl[\log(u_v - J^2/u'_{v'}) - \log u_v\bigr]\Bigr)

with :math:`f_v` vertices and e edges per row; no density is integrated and no atom read off: that
at 0 (Karp-Sipser) is known in closed form and its share is taken out exactly. All z share one
population: the same trees, seen at every z.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq

from freewidth.adding import added
from freewidth.rng import stream
from freewidth.symmetric.laws._base import Table

POPULATION = 2000  # vertices; mean values err by about its -1/2 power over the root of SWEEPS
BURN_IN = 60  # sweeps before averaging: messages from farther than this many steps have died out
SWEEPS = 40  # sweeps averaged over
RELATIVE_HEIGHT = 0.02  # Im z over |Re z| where a distribution function is wanted
LOWEST = 1e-4  # nodes of the table go down to here, in units of the standard deviation
CACHED = 30  # nodes whose populations fit into a cache, solved at once
ROOTS = 20_001  # points between which the roots of Karp and Sipser are bracketed
POPULATIONS = 8  # independent ones, from whose spread the error of their mean is estimated
SURE = 5.0  # standard errors of that mean
NODES = 150  # of the table, evenly in log x: a step is eight per cent, a few kernel widths


@dataclass(frozen=True)
class Tree:
    """Kinds of vertices of the local tree.

    Attributes:
        degrees: mean number of children c_v of each kind.
        child: kind of the children of each kind.
        weight: number of vertices of each kind per row.
        edges: number of edges per row.
        variance: second moment of the Gaussian entries J.
        spectral: whether w_v is z (else 1).
    """

    degrees: tuple[float, ...]
    child: tuple[int, ...]
    weight: tuple[float, ...]
    edges: float
    variance: float
    spectral: tuple[bool, ...]


def wigner(degree: float) -> Tree:
    """Symmetric, ``degree`` entries per row, of variance 1/degree."""
    return Tree((degree,), (0,), (1.0,), degree / 2, 1 / degree, (True,))


def wishart(row: float, column: float) -> Tree:
    """X X^T with ``row`` entries per row of X and ``column`` per column, of variance 1/row."""
    return Tree((row, column), (1, 0), (1.0, row / column), row, 1 / row, (True, False))


def evolve(tree: Tree, z: NDArray, rng: np.random.Generator) -> Iterator[list[NDArray]]:
    """Yield ``SWEEPS`` equilibrated populations: u of each kind, shape (POPULATION, len(z))."""
    start = [z + 1j if spectral else np.full(z.shape, 1 + 1j) for spectral in tree.spectral]
    pools = [np.broadcast_to(u, (POPULATION, z.size)) for u in start]
    for sweep in range(BURN_IN + SWEEPS):
        pools = _sweep(tree, z, pools, rng)
        if sweep >= BURN_IN:
            yield pools


def resolvent(tree: Tree, z: ArrayLike, rng: np.random.Generator) -> tuple[NDArray, NDArray]:
    """G(z) of the rows and its standard error over sweeps (which are weakly correlated)."""
    z = np.atleast_1d(np.asarray(z, dtype=complex))
    values = np.array([(1 / pools[0]).mean(axis=0) for pools in evolve(tree, z, rng)])
    return values.mean(axis=0), values.std(axis=0, ddof=1) / np.sqrt(len(values))


def distribution(tree: Tree, z: ArrayLike, rng: np.random.Generator) -> NDArray:
    r"""Distribution function at x = Re z, to second order in the height :math:`\eta` = Im z.

    Smoothed by a Cauchy kernel it is :math:`F_\eta` with :math:`\partial_\eta F_\eta =
    -\mathrm{Re}\, G(x + i \eta)/\pi`; adding :math:`\eta\, \mathrm{Re}\, G/\pi` takes out the
    kernel's heavy tails, which would put mass where the law has none.
    """
    z = np.atleast_1d(np.asarray(z, dtype=complex))
    angles = [
        _bethe(tree, pools, rng) - z.imag * (1 / pools[0]).real.mean(axis=0)
        for pools in evolve(tree, z, rng)
    ]
    return 1 - np.mean(angles, axis=0) / np.pi


def levels(tree: Tree, x: NDArray) -> tuple[NDArray, NDArray]:
    r"""Distribution function at x > 0, atom included, and how far off it may be.

    The mean over ``POPULATIONS`` independent populations at the height ``RELATIVE_HEIGHT`` times x.
    The second is ``SURE`` of its standard errors, and what doubling the height changes: the error
    is of second order in it, hence a third of that.
    """
    z = np.concatenate([x * (1 + 1j * k * RELATIVE_HEIGHT) for k in (1, 2)])
    labels: tuple[str | float, ...] = ("levels", *map(float, tree.degrees))
    each = [distribution(tree, z, stream(seed, *labels)) for seed in range(POPULATIONS)]
    one, two = np.split(np.array(each), 2, axis=1)
    spread = one.std(axis=0, ddof=1) / np.sqrt(POPULATIONS)
    return one.mean(axis=0), SURE * spread + np.abs((two - one).mean(axis=0))


def table(tree: Tree, atom: float, reach: float, *, symmetric: bool, seed: int = 0) -> Table:
    """The law from ``LOWEST`` to ``reach`` (and by symmetry below 0), with its atom at 0 exact.

    The kernel is as wide as ``RELATIVE_HEIGHT`` times x: it blurs nothing on a log axis. Fixed
    seed: a law is a number, not a draw.
    """
    x = np.geomspace(LOWEST, reach, NODES)
    # one stream for all z, which see one forest
    labels: tuple[str | float, ...] = ("cavity", *map(float, tree.degrees))
    parts = np.array_split(x * (1 + 1j * RELATIVE_HEIGHT), NODES // CACHED)
    level = np.concatenate([distribution(tree, z, stream(seed, *labels)) for z in parts])
    slope = RELATIVE_HEIGHT / (1 + RELATIVE_HEIGHT**2)  # what an atom has, by the same formula
    level -= atom * (0.5 + (np.arctan(1 / RELATIVE_HEIGHT) + slope) / np.pi)
    if symmetric:  # above 1/2 of the continuous mass by as much as -x is below
        half = np.clip(np.maximum.accumulate(level), (1 - atom) / 2, 1 - atom)
        x, level = np.r_[-x[::-1], 0.0, x], np.r_[1 - atom - half[::-1], (1 - atom) / 2, half]
    else:
        x, level = np.r_[0.0, x], np.r_[0.0, np.clip(np.maximum.accumulate(level), 0, 1 - atom)]
    level[0], level[-1] = 0.0, 1 - atom
    return Table(x, level, atom)


def karp_sipser(row: float, column: float) -> float:
    r"""Mass at 0 of X X^T: the maximum over roots of :math:`u = e^{-a e^{-bu}}` of

    .. math:: u - \frac ab (1 - e^{-bu}) + a\,u\,e^{-bu}

    with a, b the mean numbers of entries per row and column. A symmetric matrix of mean degree c
    has that of a = b = c. Valid for entries with a density.
    """
    a, b = row, column

    def gap(u: NDArray) -> NDArray:
        return u - np.exp(-a * np.exp(-b * u))

    u = np.linspace(0, 1, ROOTS)
    signs = np.sign(gap(u))
    roots = [brentq(gap, u[i], u[i + 1]) for i in np.flatnonzero(signs[1:] * signs[:-1] < 0)]
    roots += list(u[signs == 0])
    return float(max(r - a / b * (1 - np.exp(-b * r)) + a * r * np.exp(-b * r) for r in roots))


def _sweep(tree: Tree, z: NDArray, pools: list[NDArray], rng: np.random.Generator) -> list[NDArray]:
    """One new population of each kind, children drawn from the old ones."""
    fresh = []
    for kind, mean in enumerate(tree.degrees):
        u = np.tile(z if tree.spectral[kind] else np.ones(z.shape, complex), (POPULATION, 1))
        count = rng.poisson(mean, POPULATION)
        first = np.cumsum(count) - count  # of each parent's run of children
        below = (1 / pools[tree.child[kind]])[rng.integers(0, POPULATION, count.sum())]
        below *= tree.variance * rng.standard_normal((len(below), 1)) ** 2
        u[count > 0] -= np.add.reduceat(below, first[count > 0], axis=0)
        fresh.append(u)
    return fresh


def _bethe(tree: Tree, pools: list[NDArray], rng: np.random.Generator) -> NDArray:
    """Imaginary part of the log-determinant per row."""
    vertices = added(w * np.angle(u).mean(axis=0) for w, u in zip(tree.weight, pools, strict=True))
    u, other = pools[0], pools[tree.child[0]][rng.permutation(POPULATION)]
    j2 = tree.variance * rng.standard_normal((POPULATION, 1)) ** 2
    return vertices - tree.edges * (np.angle(u - j2 / other) - np.angle(u)).mean(axis=0)
