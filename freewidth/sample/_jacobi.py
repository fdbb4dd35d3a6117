r"""The slow and careful way to all singular values of a product, for layers of any condition.

One column-pivoted QR per layer keeps :math:`J = Q\,\mathrm{diag}(d)\,T` (stratification, as for
imaginary-time products: Loh et al. 1989), its rows sorted so that badly scaled slopes cost no
accuracy (Cox and Higham 1998). One-sided Jacobi rotations (Drmac and Veselic 2008, LAPACK's
``gejsv``) take the singular values. :mod:`freewidth.sample._graded` comes here when it must.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from freewidth.errors import NotConvergedError
from freewidth.sample._forward import Factors
from freewidth.sample._product import restricted
from freewidth.sample._streams import first

BLOCK = 64  # columns that LAPACK's QR takes at a time, given the work space


class Graded(NamedTuple):
    """J = Q diag(d) T without its rows of zeros, and the mask of the others."""

    q: NDArray
    d: NDArray
    t: NDArray
    alive: NDArray


def jacobi_singular_values(factors: Factors) -> NDArray:
    r"""Non-zero singular values of one network's J, decreasing.

    As many as the number of non-zero slopes of the narrowest layer allows. Each is right to about
    :math:`10^{-15} \sum_l \kappa(W_l)` relative, whatever the ratio of the largest to the smallest,
    as long as their squares stay within the range of double precision; one infinite value if not.

    Raises:
        NotConvergedError: Jacobi's rotations did not converge.
    """
    form: Graded | None = None
    for weights, slopes in first(factors):
        alive = slopes != 0
        if not alive.any():
            return np.empty(0)
        if form is None:
            c = weights.dense()[alive]
        else:
            c = restricted(weights, form.q, alive, form.alive) * form.d
        c = slopes[alive, None] * c
        if not np.all(np.isfinite(c)):
            return np.array([np.inf])
        q, d, m = _pivoted_qr(c)
        form = Graded(q, d, m if form is None else m @ form.t, alive)
    assert form is not None, "a network has a layer"
    return _jacobi(form.d, form.t)


def _pivoted_qr(c: NDArray) -> tuple[NDArray, NDArray, NDArray]:
    """C = Q diag(d) M with orthonormal Q, decreasing normal d > 0 and rows of M of order one."""
    from scipy.linalg import get_lapack_funcs  # takes longer to load than small networks to sample

    geqp3, gqr = get_lapack_funcs(("geqp3", "orgqr" if np.isrealobj(c) else "ungqr"), (c,))
    order = np.argsort(-np.max(np.abs(c), axis=1), kind="stable")
    work = BLOCK * (c.shape[1] + 1)
    factors, pivots, tau, _, _ = geqp3(np.asfortranarray(c[order]), lwork=work, overwrite_a=True)
    rank = min(c.shape)
    d = np.abs(np.diagonal(factors))[:rank].copy()
    normal = np.append(d >= np.finfo(float).tiny, False)
    rank = int(np.argmin(normal))  # falls short only where entries underflow
    m = np.empty((rank, c.shape[1]), dtype=c.dtype)
    m[:, pivots - 1] = np.triu(factors[:rank]) / d[:rank, None]
    q = np.empty((c.shape[0], rank), dtype=c.dtype)
    q[order] = gqr(factors[:, :rank], tau[:rank], lwork=work)[0]
    return q, d[:rank], m


def _jacobi(d: NDArray, t: NDArray) -> NDArray:
    """Singular values of diag(d) T."""
    from scipy.linalg import get_lapack_funcs

    if np.iscomplexobj(t):  # in real form each appears twice
        t = np.block([[t.real, -t.imag], [t.imag, t.real]])
        return _jacobi(np.concatenate([d, d]), t)[::2]
    (gejsv,) = get_lapack_funcs(("gejsv",), (t,))
    columns = np.asfortranarray((d[:, None] * t).T)
    values, _, _, work, _, info = gejsv(
        columns, joba=0, jobu=3, jobv=3, jobr=0, jobp=0, overwrite_a=True
    )
    if info:
        raise NotConvergedError(
            f"Jacobi's rotations on a {columns.shape} product did not converge in 30 sweeps "
            f"(LAPACK gejsv, info={info}); take another network or method='svd'"
        )
    return values * (work[0] / work[1])
