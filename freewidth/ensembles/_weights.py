"""The forms in which a weight matrix W can be held, and what a network does with it.

All forms answer to the same names: ``shape``; ``isometry``, whether W or W* is one by construction;
``times(x)`` for W x and ``adjoint_times(y)`` for
W* y (one column or several); ``dense()`` for the matrix itself. Masks ``rows`` and ``columns``
restrict W to some of its rows and columns, which is how a network with dead units is multiplied.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import get_blas_funcs, get_lapack_funcs

PANEL = 64  # columns per block reflector; part of the order of draws, so no tuning parameter


@dataclass(frozen=True)
class Dense:
    """W as the plain array ``array``, shape (rows, columns)."""

    array: NDArray
    isometry = False

    @property
    def shape(self) -> tuple[int, int]:
        return self.array.shape

    def times(
        self, x: NDArray, rows: NDArray | None = None, columns: NDArray | None = None
    ) -> NDArray:
        kept = self.array
        if columns is not None and not columns.all():
            kept = kept[:, columns] if rows is None else kept[np.ix_(rows, columns)]
        elif rows is not None and not rows.all():
            kept = kept[rows]
        return kept @ x

    def adjoint_times(self, y: NDArray) -> NDArray:
        return self.array.conj().T @ y

    def dense(self) -> NDArray:
        return self.array


@dataclass(frozen=True)
class Reflectors:
    r"""The first ``columns`` columns of :math:`Q = H_1 H_2 \cdots H_k\,\mathrm{diag}(s)`.

    The reflectors come in panels, each the product :math:`I - U T U^*` of up to ``PANEL`` of them
    (U unit columns, T upper triangular); Q has ``rows`` rows. Applying W costs as many operations
    as the product with a dense matrix, and W itself is never formed. With ``wide`` the matrix held
    is the transpose.
    """

    panels: tuple[tuple[NDArray, NDArray], ...]
    signs: NDArray
    rows: int
    wide: bool = False
    isometry = True

    @property
    def shape(self) -> tuple[int, int]:
        tall = (self.rows, self.signs.size)
        return tall[::-1] if self.wide else tall

    def times(
        self, x: NDArray, rows: NDArray | None = None, columns: NDArray | None = None
    ) -> NDArray:
        if columns is not None and not columns.all():
            full = np.zeros((self.shape[1], *x.shape[1:]), dtype=x.dtype)
            full[columns] = x
            x = full
        # W x = Q^T x = conj(Q* conj(x)) if wide
        y = _backward(self, x.conj()).conj() if self.wide else _forward(self, x)
        return y if rows is None or rows.all() else y[rows]

    def adjoint_times(self, y: NDArray) -> NDArray:
        return _forward(self, y.conj()).conj() if self.wide else _backward(self, y)

    def dense(self) -> NDArray:
        """The matrix itself; skips the zeros of the identity it starts from."""
        q = np.zeros((self.rows, self.signs.size), dtype=self.signs.dtype)
        np.fill_diagonal(q, self.signs)
        for k in reversed(range(len(self.panels))):
            u, t = self.panels[k]
            corner = q[k * PANEL :, k * PANEL :]
            corner -= u @ (t @ (u.conj().T @ corner))
        return q.T if self.wide else q


def haar(rng: np.random.Generator, rows: int, columns: int, dtype: type = float) -> Reflectors:
    r"""Haar orthogonal (or unitary) weights as random reflectors.

    Householder's QR of a Gaussian matrix meets, in column k, a vector that is again Gaussian and
    independent of what came before: so draw those vectors and skip the factorisation (Stewart
    1980). The signs make the diagonal of R positive, without which Q is not Haar (Mezzadri 2007).
    """
    size, count = max(rows, columns), min(rows, columns)
    panels, signs = [], np.empty(count, dtype=dtype)
    (invert,) = get_lapack_funcs(("trtri",), dtype=dtype)
    for first in range(0, count, PANEL):
        shape = (size - first, min(PANEL, count - first))
        u = _gaussian(rng, shape, dtype)
        top, at = u[: shape[1]], np.arange(shape[1])
        top[np.triu_indices(shape[1], 1)] = 0
        norm = np.sqrt(np.einsum("ij,ij->j", u.conj(), u).real)
        head = np.abs(top[at, at])
        phase = np.where(head > 0, top[at, at] / np.where(head > 0, head, 1), 1)
        top[at, at] += phase * norm
        u /= np.sqrt(2 * norm * (norm + head))
        gram = np.triu(u.conj().T @ u, 1)
        gram[at, at] = 0.5  # so that I - U T U* is the product of the I - 2 u u*
        panels.append((u, invert(gram)[0]))
        signs[first : first + shape[1]] = -phase
    return Reflectors(tuple(panels), signs, size, wide=rows < columns)


def _gaussian(rng, shape, dtype):
    if np.issubdtype(dtype, np.complexfloating):
        return rng.standard_normal((*shape, 2)).view(complex)[..., 0] / np.sqrt(2)
    return rng.standard_normal(shape)


def _forward(weights, x):
    """Q[:, :columns] x."""
    signs = weights.signs
    y = np.empty((weights.rows, *x.shape[1:]), dtype=np.result_type(x, signs))
    np.multiply(signs.reshape(-1, *(1,) * (x.ndim - 1)), x, out=y[: signs.size])
    y[signs.size :] = 0
    for k in reversed(range(len(weights.panels))):
        u, t = weights.panels[k]
        _subtract(u, t @ (u.conj().T @ y[k * PANEL :]), y[k * PANEL :])
    return y


def _backward(weights, y):
    """Q[:, :columns]* y."""
    x = np.array(y, dtype=np.result_type(y, weights.signs), order="C")
    for k, (u, t) in enumerate(weights.panels):
        _subtract(u, t.conj().T @ (u.conj().T @ x[k * PANEL :]), x[k * PANEL :])
    signs = weights.signs.conj()
    return signs.reshape(-1, *(1,) * (x.ndim - 1)) * x[: signs.size]


def _subtract(u, y, out):
    """``out -= u @ y`` in place: one pass over memory where NumPy's expression makes three."""
    if out.ndim == 1 or not out.flags.c_contiguous:  # gemm would update a copy
        out -= u @ y
        return
    (gemm,) = get_blas_funcs(("gemm",), (u, out))
    gemm(-1.0, y.T, u.T, 1.0, out.T, overwrite_c=True)
