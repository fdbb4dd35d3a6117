r"""The spectrum of :math:`J J^*` from products with J alone: stochastic Lanczos quadrature.

A random unit vector u sees the distribution :math:`\mu_u(x) = \sum_{\lambda_i\le x}|u^* v_i|^2` of
eigenvalues, and the mean of :math:`\mu_u` over u is the spectral distribution. After k steps of
Golub and Kahan's bidiagonalisation from u, the squared singular values of the bidiagonal matrix and
the first entries of its singular vectors are the k nodes and weights of Gauss's rule for
:math:`\mu_u`: exact for polynomials of degree 2k - 1, and by Chebyshev's, Markov's and Stieltjes'
inequalities its running sums bound :math:`\mu_u` on both sides. Unlike Lanczos on J J^*, nothing is
squared before the end.

Small, because the libraries at hand are not light or not current: matfree needs JAX, scikit-primate
has wheels for no Python after 3.13, imate gives traces but no distribution.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, NamedTuple

import numpy as np
from numpy.typing import NDArray

from freewidth.arguments import Bounds, Has, Points, checked, values_of
from freewidth.arrays import outline
from freewidth.ensembles import normal
from freewidth.errors import InvalidInputError

if TYPE_CHECKING:
    from scipy.sparse.linalg import LinearOperator


ROUNDING = 10 * float(np.finfo(float).eps)  # of |J|, times sqrt(n): of a product with J


class Estimate(NamedTuple):
    """A value, the standard error that the choice of probes leaves, and what k steps resolve.

    For the probes drawn, the exact value is within ``resolution`` of ``value``: no matter of
    chance.
    """

    value: NDArray
    sem: NDArray
    resolution: NDArray

    def __repr__(self) -> str:
        return outline(self)


@checked
@dataclass(frozen=True)
class Quadrature:
    """Gauss's rule of every probe.

    Attributes:
        nodes: increasing, shape (probes, steps).
        weights: of sum 1 for each probe, same shape.
    """

    nodes: NDArray
    weights: NDArray

    def __repr__(self) -> str:
        return outline(self)

    @checked
    def expect(self, f: Callable[[NDArray], NDArray]) -> tuple[float, float]:
        """n^{-1} tr f(J J*) and its standard error, for f smooth on the scale of the nodes."""
        values = np.sum(self.weights * values_of(f, self.nodes), axis=1)
        return float(values.mean()), float(_sem(values))

    @checked
    def moments(self, k: int) -> tuple[NDArray, NDArray]:
        """(m_1, ..., m_k) and their standard errors; k < 2 steps, no error but that of chance."""
        if not 1 <= k < 2 * self.nodes.shape[1]:
            raise InvalidInputError(f"{self.nodes.shape[1]} steps do not determine moment {k}")
        powers = self.nodes[..., None] ** np.arange(1, k + 1)
        values = np.einsum("pk,pki->pi", self.weights, powers)
        return values.mean(axis=0), _sem(values)

    @checked
    def cdf(self, x: Points) -> Estimate:
        """Fraction of eigenvalues <= x, shape of x."""
        x = np.asarray(x, dtype=float)
        rules = zip(self.nodes, self.weights, strict=True)
        lower, value, upper = np.stack([_running(*rule, x) for rule in rules], axis=1)
        far = np.maximum(upper - value, value - lower)
        return Estimate(value.mean(axis=0), _sem(value), far.mean(axis=0))


OPERATOR = Has(("shape", "dtype", "matmat", "rmatmat"), "a linear operator")


@checked
def quadrature(
    operator: Annotated["LinearOperator", OPERATOR],
    rng: np.random.Generator,
    probes: Annotated[int, Bounds(most=10**6)] = 10,
    steps: int = 100,
) -> Quadrature:
    """The spectral distribution of J J* from ``steps`` products with J and with J* per probe.

    All probes advance together. Fewer steps are made where the Krylov space ends earlier.

    Raises:
        InvalidInputError: fewer than two probes (which have no standard error) or no step at all.
    """
    if probes < 2 or steps < 1:
        raise InvalidInputError(f"needs probes >= 2 and steps >= 1, got {probes} and {steps}")
    steps = min(steps, *operator.shape)
    start = normal(rng, (operator.shape[0], probes), np.dtype(operator.dtype).type)
    diagonal, below = _bidiagonal(operator, start / np.linalg.norm(start, axis=0), steps)
    b = np.zeros((probes, steps, steps))
    at = np.arange(steps)
    b[:, at, at] = diagonal.T
    b[:, at[1:], at[:-1]] = below.T
    left, singular, _ = np.linalg.svd(b)
    return Quadrature(singular[:, ::-1] ** 2, np.abs(left[:, 0, ::-1]) ** 2)


def _bidiagonal(operator: "LinearOperator", u: NDArray, steps: int) -> tuple[NDArray, NDArray]:
    """Diagonals (steps, probes) and (steps - 1, probes) of the lower bidiagonal matrices."""
    lefts: list[NDArray] = [u]
    rights: list[NDArray] = []
    diagonal: list[NDArray] = []
    below: list[NDArray] = []
    v = _unit(operator.rmatmat(u), rights, diagonal, [])
    for _ in range(steps - 1):
        u = _unit(operator.matmat(v) - diagonal[-1] * u, lefts, below, diagonal)
        lefts.append(u)
        rights.append(v)
        v = _unit(operator.rmatmat(u) - below[-1] * v, rights, diagonal, diagonal)
    return np.array(diagonal), np.array(below).reshape(steps - 1, u.shape[1])


def _unit(w: NDArray, basis: list[NDArray], norms: list[NDArray], known: list[NDArray]) -> NDArray:
    """Orthogonalise every column against the basis of its probe, twice; note norms, divide.

    What is left of a column may be rounding, of the largest norms that are ``known``: then the
    Krylov space of its probe has ended, and the rest is 0.
    """
    if basis:
        before = np.stack(basis)
        for _ in range(2):  # twice is enough (Kahan and Parlett)
            w = w - np.einsum("kip,kp->ip", before, np.einsum("kip,ip->kp", before.conj(), w))
    size = np.linalg.norm(w, axis=0)
    ended = size <= ROUNDING * np.sqrt(len(w)) * np.max([np.zeros_like(size), *known], axis=0)
    norms.append(np.where(ended, 0.0, size))
    return np.where(ended, 0.0, w / np.where(ended, 1.0, size))


def _running(nodes: NDArray, weights: NDArray, x: NDArray) -> NDArray:
    """Lower bound, estimate and upper bound of mu_u(x).

    The weights of the nodes strictly inside, and those next to x too; in between, half of each
    node's own weight counts at the node, linearly in log x from node to node.
    """
    sums = np.concatenate([[0.0], np.cumsum(weights)])
    at = np.searchsorted(nodes, x, side="right")  # nodes[at - 1] <= x < nodes[at]
    lower = sums[np.maximum(at - 1, 0)]
    upper = np.minimum(sums[np.minimum(at + 1, len(nodes))], 1.0)
    tiny = np.finfo(float).tiny
    where = np.log(np.maximum(x, tiny))
    value = np.interp(where, np.log(np.maximum(nodes, tiny)), sums[:-1] + weights / 2)
    return np.stack([lower, np.clip(value, lower, upper), upper]) * (x >= 0)


def _sem(values: NDArray) -> NDArray:
    """Standard errors of the means over probes."""
    return values.std(axis=0, ddof=1) / np.sqrt(len(values))
