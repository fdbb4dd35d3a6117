r"""All singular values of a long product, each to high relative accuracy.

Multiplied out in floating point, J keeps only singular values above 1e-16 of the largest. Held as
:math:`J = Q\,\mathrm{diag}(d)\,T`, Q orthonormal, d graded, T well conditioned, it keeps all:
rounding then only ever multiplies J by matrices close to the identity (stratification, as for
imaginary-time products: Loh et al. 1989). As there (Tomas, Chang, Scalettar and Bai 2012), a few
layers are multiplied before each QR; columns, which d has sorted, are not pivoted. What that may
cost is known afterwards, from the condition of the multiplied layers: where it is too much, they
are taken one by one.

One QR of :math:`(\mathrm{diag}(d)\,T)^*` gives R with graded columns, and :math:`RR^*` has entries
of order :math:`d_{\max(i,j)}^2`. Householder's reduction of such a matrix to tridiagonal form,
largest entries first as in LAPACK, leaves every off-diagonal column graded, and with it each
eigenvalue its relative accuracy; the usual symmetric eigensolver then gives all of them, whatever
their ratio. That is seen, not proved; so every spectrum is held to
:math:`\prod_i\lambda_i = \prod_i R_{ii}^2`, which an eigenvalue that is off by 1e-9 breaks.

What fails either test even so is left to :mod:`freewidth.sample._jacobi`.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from freewidth.ensembles import Dense, Weights
from freewidth.sample._forward import Factors
from freewidth.sample._jacobi import jacobi_singular_values
from freewidth.sample._product import block, restricted, rotates
from freewidth.sample._streams import first

EPS = float(np.finfo(float).eps)
PROMISE = 1e-8  # relative error of a singular value
# Multiplying layers out costs at most EPS kappa / 4 (seen: up to EPS kappa / 5, mostly a tenth of
# that, n from 64 to 1024), kappa the condition number of their product.
CONDITION = 4 * PROMISE / EPS
TYPICAL = 6  # of weights without structure: kappa(diag(s) W) is mostly up to six times the width
SMALLEST = 1e-140  # of the largest singular value: squares are far from the end of the range
AGREEMENT = 1e-9  # of the product of all eigenvalues, twice
WIDE = 1.2  # columns for each row from where fewer pay for a QR
LOWEST = -1000  # exponent of slopes: powers of two that leave the range help nobody
TURNS = 3  # of power iteration


class Layer(NamedTuple):
    """W, the slopes that are not 0 over a power of two, and the mask of those."""

    weights: Weights
    slopes: NDArray
    alive: NDArray


class Graded(NamedTuple):
    """diag(d) T of a product Q diag(d) T without its rows of zeros."""

    d: NDArray
    t: NDArray


class Growing(NamedTuple):
    """J = C diag(d) T: C are the layers since the last QR times its Q, form is diag(d) T.

    Attributes:
        c: those layers, or Q alone.
        form: nothing before the first QR: J is C.
        alive: the mask of the rows of J that C has.
        sizes: rows after each of those layers.
        condition: what they are likely to have.
    """

    c: NDArray
    form: Graded | None
    alive: NDArray
    sizes: tuple[int, ...]
    condition: float


def graded_singular_values(draw: Callable[[], Factors]) -> NDArray:
    r"""Non-zero singular values of one network's J, decreasing; ``draw`` gives its factors.

    As many as the number of non-zero slopes of the narrowest layer allows. Each is right to 1e-8
    of itself, whatever the ratio of the largest to the smallest, as long as their squares stay
    within the range of double precision; one infinite value if not. ``draw`` is called again where
    layers have to be taken one by one, and where Jacobi's rotations have to do it.

    Raises:
        NotConvergedError: Jacobi's rotations did not converge.
    """
    with np.errstate(all="ignore"):  # what is not finite is found
        for most in (CONDITION, 1.0):
            values = _stratified(draw(), most)
            if values is not None:
                return values
    return jacobi_singular_values(draw())


def _stratified(factors: Factors, most: float) -> NDArray | None:
    """The same, or None where the fast way does not reach.

    Layers are multiplied out as long as their product's condition is likely to stay below ``most``.
    """
    product: Growing | None = None
    shift = 0
    for weights, slopes in first(factors):
        alive = slopes != 0
        if not alive.any():
            return np.empty(0)
        if not np.all(np.isfinite(slopes)):
            return None
        exponent = max(math.frexp(np.max(np.abs(slopes)))[1], LOWEST)
        shift += exponent
        layer = Layer(weights, slopes[alive] * math.ldexp(1.0, -exponent), alive)
        if product and not _together(product, layer, most):
            product = _orthonormal(product)
            if product is None:
                return None
        product = _times(layer, product)
    assert product, "a network has a layer"
    *_, form = _graded(product)
    values = _eigenvalues(form) if form else None
    return None if values is None else np.ldexp(values, shift)


def _together(product: Growing, layer: Layer, most: float) -> bool:
    """Whether a layer may well be multiplied to those before it; a wrong guess costs time alone.

    Not behind a bottleneck: the rank of their product would be below its size.
    """
    if not product.sizes:
        return True
    ends = min(layer.slopes.size, product.c.shape[1])
    return min(product.sizes) >= ends and product.condition * _likely_condition(layer) <= most


def _likely_condition(layer: Layer) -> float:
    """What one layer is likely to add to the condition number."""
    slopes = np.abs(layer.slopes)
    spread = math.sqrt(slopes.max() / slopes.min())
    return spread if layer.weights.isometry else max(spread, TYPICAL * min(layer.weights.shape))


def _times(layer: Layer, product: Growing | None) -> Growing:
    """One layer more."""
    likely = _likely_condition(layer)
    size = layer.slopes.size
    if product is None:
        c = _first(layer)
        c *= layer.slopes[:, None]
        return Growing(c, None, layer.alive, (size,), likely)
    c = _columns(layer, product.c, product.alive)
    return Growing(c, product.form, layer.alive, (*product.sizes, size), product.condition * likely)


def _orthonormal(product: Growing) -> Growing | None:
    """The same with Q in the place of C, which is lost; None where C is too ill-conditioned."""
    from scipy.linalg import get_lapack_funcs  # takes longer to load than small networks to sample

    factors, tau, form = _graded(product)
    if form is None:
        return None
    (gqr,) = get_lapack_funcs(("orgqr" if np.isrealobj(factors) else "ungqr",), (factors,))
    q = gqr(factors[:, : len(tau)], tau, lwork=64 * len(factors), overwrite_a=True)[0]
    return Growing(q, form, product.alive, (), 1.0)


def _graded(product: Growing) -> tuple[NDArray, NDArray, Graded | None]:
    """The QR of C diag(d), and diag(d) T of the whole where C is not too ill-conditioned.

    C and the old T are overwritten.
    """
    c, old, *_ = product
    d = old.d if old else np.ones(c.shape[1])
    c *= d
    factors, tau = _qr(c)
    r = factors[: len(tau)]
    if not _condition(r, d) <= CONDITION:
        return factors, tau, None
    new = np.abs(np.diagonal(r)).copy()
    t = _triangular_times(r, old.t) if old else np.triu(r)
    t /= new[:, None]
    return factors, tau, Graded(new, t)


def _first(layer: Layer) -> NDArray:
    """W[rows] but for an isometry on its right, which no singular value sees."""
    weights, slopes, rows = layer
    if rotates(weights):
        return np.eye(len(slopes), dtype=slopes.dtype, order="F")
    c = weights.dense()[rows]
    if WIDE * c.shape[0] > c.shape[1]:
        return np.array(c, order="F")
    factors, tau = _qr(np.array(c.conj().T, order="F"))
    return np.asfortranarray(np.triu(factors[: len(tau)]).conj().T)


def _columns(layer: Layer, x: NDArray, columns: NDArray) -> NDArray:
    """``(slopes W)[rows][:, columns] @ x``, a new array in the order of LAPACK."""
    weights, slopes, rows = layer
    if isinstance(weights, Dense):
        y = (x.T @ block(weights.array, rows, columns).T).T
    else:
        y = np.asfortranarray(restricted(weights, x, rows, columns))
    y *= slopes[:, None]
    return y


def _qr(c: NDArray) -> tuple[NDArray, NDArray]:
    """Householder's QR of C, overwritten, as LAPACK keeps it."""
    from scipy.linalg import get_lapack_funcs

    geqrf, size = get_lapack_funcs(("geqrf", "geqrf_lwork"), (c,))
    factors, tau, _, _ = geqrf(c, lwork=int(size(*c.shape)[0].real), overwrite_a=True)
    return factors, tau


def _triangular_times(r: NDArray, t: NDArray) -> NDArray:
    """R T for R upper triangular, or wide and trapezoidal; what lies below is not looked at."""
    from scipy.linalg import get_blas_funcs

    if r.shape[0] < r.shape[1]:
        return np.asfortranarray(np.triu(r) @ t)
    (trmm,) = get_blas_funcs(("trmm",), (r,))
    return trmm(1.0, r, t, overwrite_b=True)


def _condition(r: NDArray, d: NDArray) -> float:
    """About the condition number of R diag(1/d), R upper triangular, of a wide one its square part.

    From below, by power iteration; what lies below the diagonal is not looked at.
    """
    from scipy.linalg import get_blas_funcs

    rank = len(r)
    square, d = r[:, :rank], d[:rank, None]
    if not (np.all(np.isfinite(np.diagonal(r))) and np.all(np.diagonal(r))):
        return math.inf
    trmm, trsm = get_blas_funcs(("trmm", "trsm"), (r,))
    start = np.random.default_rng(0).standard_normal((rank, 2)).astype(r.dtype)
    largest = _norm(
        lambda x: trmm(1.0, square, x / d), lambda y: trmm(1.0, square, y, trans_a=2) / d, start
    )
    smallest = _norm(
        lambda x: d * trsm(1.0, square, x), lambda y: trsm(1.0, square, d * y, trans_a=2), start
    )
    return largest * smallest


def _norm(
    apply: Callable[[NDArray], NDArray], adjoint: Callable[[NDArray], NDArray], x: NDArray
) -> float:
    """The norm of an operator from below, by power iteration from the columns of x."""
    for _ in range(TURNS):
        x = adjoint(apply(x / np.linalg.norm(x, axis=0)))
    return math.sqrt(np.linalg.norm(x, axis=0).max())


def _eigenvalues(form: Graded) -> NDArray | None:
    """Singular values of diag(d) T, decreasing; None where they contradict the determinant."""
    order = np.argsort(-form.d, kind="stable")
    rows = form.t[order]
    rows *= form.d[order, None]
    factors, tau = _qr(rows.conj().T)
    r = np.triu(factors[: len(tau)])
    del rows, factors  # memory
    diagonal = np.abs(np.diagonal(r))
    if not (np.all(np.isfinite(r)) and diagonal.min() > SMALLEST * diagonal.max()):
        return None
    scale = 2.0 ** math.floor(math.log2(diagonal.max()))
    r /= scale
    values = np.linalg.eigvalsh(r @ r.conj().T)[::-1]
    if not values[-1] > 0:
        return None
    gap = math.fsum(np.log(values)) - 2 * math.fsum(np.log(diagonal / scale))
    return np.sqrt(values) * scale if abs(gap) < AGREEMENT else None
