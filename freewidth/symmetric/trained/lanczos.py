r"""Stochastic Lanczos quadrature: a spectral distribution from matrix-vector products alone.

Each random unit probe v gives Ritz values :math:`\theta_k` and weights :math:`w_k` with
:math:`\sum_k w_k f(\theta_k) \approx v^\top f(A) v`, exactly for polynomials of degree below twice
the number of steps (Golub and Meurant). The mean over probes estimates :math:`n^{-1} \mathrm{tr}
f(A)`, their spread its error. Nodes are kept raw: smoothing is for pictures. Nothing narrower than
the gap between Ritz values is resolved, so a peak at 0 is "within resolution", never an atom.

Outliers are best taken out first, exactly: probes are drawn orthogonal to their eigenvectors, and
the few outliers then no longer attract the steps the bulk needs.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray
from scipy.linalg import eigh_tridiagonal
from scipy.sparse.linalg import LinearOperator, eigsh

from freewidth.errors import InvalidInputError, NotConvergedError

Operator = Callable[[NDArray], NDArray]
TOLERANCE = 1e-10  # relative, of the outliers


@dataclass(frozen=True, repr=False)
class Quadrature:
    """Raw nodes and weights of every probe, and the outliers that were taken out.

    Attributes:
        size: dimension n of the matrix.
        outliers: exact eigenvalues, shape (k,).
        nodes: Ritz values, shape (probes, steps), increasing.
        weights: their weights, rows summing to 1, shape (probes, steps).
    """

    size: int
    outliers: NDArray
    nodes: NDArray
    weights: NDArray

    def __repr__(self) -> str:
        probes, steps = self.nodes.shape
        return (
            f"Quadrature(size {self.size}: {probes} probes, {steps} steps, "
            f"{len(self.outliers)} outliers)"
        )

    def expect(self, f: Callable[[NDArray], NDArray]) -> tuple[float, float]:
        r"""Estimate of :math:`n^{-1} \mathrm{tr} f(A)` and its standard error over probes."""
        rest = 1 - len(self.outliers) / self.size
        per_probe = rest * (self.weights * f(self.nodes)).sum(axis=1)
        if len(self.outliers):
            per_probe = per_probe + f(self.outliers).sum() / self.size
        return float(per_probe.mean()), float(per_probe.std(ddof=1) / np.sqrt(len(per_probe)))

    def cdf(self, x: ArrayLike) -> tuple[NDArray, NDArray]:
        """Estimated distribution function at ``x`` and its standard error over probes."""
        x = np.atleast_1d(np.asarray(x, dtype=float))
        rows = []
        for nodes, weights in zip(self.nodes, self.weights, strict=True):
            steps = np.concatenate([[0.0], np.cumsum(weights)])
            rows.append(steps[np.searchsorted(nodes, x, side="right")])
        below = np.searchsorted(np.sort(self.outliers), x, side="right") / self.size
        per_probe = below + (1 - len(self.outliers) / self.size) * np.array(rows)
        return per_probe.mean(axis=0), per_probe.std(axis=0, ddof=1) / np.sqrt(len(per_probe))

    def quantile(self, p: ArrayLike) -> NDArray:
        """Quantiles of the mean over probes."""
        k, probes = len(self.outliers), len(self.nodes)
        x = np.concatenate([self.outliers, self.nodes.ravel()])
        bulk = (1 - k / self.size) / probes * self.weights.ravel()
        w = np.concatenate([np.full(k, 1 / self.size), bulk])
        order = np.argsort(x)
        level = np.cumsum(w[order])
        at = np.searchsorted(level, np.asarray(p, dtype=float) * level[-1])
        return x[order][np.minimum(at, len(x) - 1)]


def quadrature(
    apply: Operator,
    size: int,
    rng: np.random.Generator,
    probes: int = 10,
    steps: int = 80,
    deflate: int = 0,
    *,
    dtype: DTypeLike = np.float64,
) -> Quadrature:
    """Lanczos with full reorthogonalisation from ``probes`` random vectors.

    ``apply`` takes vectors as rows, shape (k, size). The ``deflate`` eigenvalues of largest
    modulus are found first and projected out. ``dtype`` is the precision of vectors and matrix.

    Raises:
        InvalidInputError: fewer than two probes (no standard error), or more steps than dimensions.
        NotConvergedError: the outliers were not found.
    """
    if probes < 2:
        raise InvalidInputError(f"{probes} probe has no standard error; take at least two")
    if not 1 <= steps <= size - deflate:
        raise InvalidInputError(f"{steps} steps in {size - deflate} dimensions; take fewer")
    values, vectors = _extremes(apply, size, rng, deflate)
    start = rng.standard_normal((probes, size))
    start -= (start @ vectors) @ vectors.T
    start /= np.linalg.norm(start, axis=1, keepdims=True)
    alpha, beta = _tridiagonal(apply, start.astype(dtype), vectors.astype(dtype), steps)
    nodes, weights = np.empty_like(alpha), np.empty_like(alpha)
    for i in range(probes):
        nodes[i], basis = eigh_tridiagonal(alpha[i], beta[i])
        weights[i] = basis[0] ** 2
    return Quadrature(size, np.sort(values), nodes, weights)


def _extremes(
    apply: Operator, size: int, rng: np.random.Generator, count: int
) -> tuple[NDArray, NDArray]:
    """The ``count`` eigenvalues of largest modulus, and their eigenvectors as columns."""
    if not count:
        return np.empty(0), np.empty((size, 0))
    operator = LinearOperator(
        (size, size), matvec=lambda v: apply(v.reshape(1, -1))[0], dtype=np.float64
    )
    try:
        return eigsh(operator, k=count, which="LM", v0=rng.standard_normal(size), tol=TOLERANCE)
    except ArithmeticError as error:
        raise NotConvergedError(
            f"{count} eigenvalues of largest modulus of a {size} x {size} matrix: {error}; "
            f"deflate fewer, so that the last is separated from the bulk"
        ) from error


def _tridiagonal(
    apply: Operator, start: NDArray, deflated: NDArray, steps: int
) -> tuple[NDArray, NDArray]:
    """Diagonals of the Lanczos matrices of all probes at once: (probes, steps), (., steps - 1)."""
    probes, size = start.shape
    basis = np.zeros((probes, steps, size), start.dtype)
    alpha, beta = np.zeros((probes, steps)), np.zeros((probes, max(steps - 1, 0)))
    v = start
    for k in range(steps):
        basis[:, k] = v
        w = apply(v)
        alpha[:, k] = np.einsum("ij,ij->i", v, w)
        if k == steps - 1:
            break
        for _ in range(2):  # twice is enough (Kahan and Parlett)
            w -= (w @ deflated) @ deflated.T
            known = basis[:, : k + 1]
            w -= np.einsum("ikj,ik->ij", known, np.einsum("ikj,ij->ik", known, w))
        beta[:, k] = np.linalg.norm(w, axis=1)
        v = (w / np.maximum(beta[:, k : k + 1], np.finfo(float).tiny)).astype(start.dtype)
    return alpha, beta
