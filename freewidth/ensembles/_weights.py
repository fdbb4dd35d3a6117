"""The forms in which weights W can be held, and what a network does with them.

Every form holds a stack of matrices, one per network: ``weights[i]`` is one of them. They answer to
the same names: ``shape`` of one matrix; ``isometry``, whether W or W* is one by construction;
``times(x)`` for W x and ``adjoint_times(y)`` for W* y, x and y of shape (..., size, k); ``dense()``
for the matrices themselves; ``on(device)`` for the same elsewhere.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import get_blas_funcs, get_lapack_funcs

from freewidth.arrays import Device, adjoint, conj, namespace

Streams = Sequence[np.random.Generator]


@dataclass(frozen=True)
class Dense:
    """W as the plain array ``array``, shape (..., rows, columns)."""

    array: NDArray
    isometry = False

    def __getitem__(self, index: int) -> "Dense":
        return Dense(self.array[index])

    @property
    def shape(self) -> tuple[int, int]:
        return self.array.shape[-2:]

    def times(self, x: NDArray) -> NDArray:
        return self.array @ x

    def adjoint_times(self, y: NDArray) -> NDArray:
        return adjoint(self.array) @ y

    def dense(self) -> NDArray:
        return self.array

    def on(self, device: Device) -> "Dense":
        return Dense(device.put(self.array))


@dataclass(frozen=True)
class Reflectors:
    r"""The first columns of :math:`Q = H_1 H_2 \cdots H_k\,\mathrm{diag}(s)`, one per sign s.

    The reflectors come in panels, each the product :math:`I - U T U^*` of a few dozen of them (unit
    columns U, upper triangular T); Q has ``rows`` rows. Applying W costs as many operations
    as the product with a dense matrix, and W itself is never formed. With ``wide`` the matrix held
    is the transpose.
    """

    panels: tuple[tuple[NDArray, NDArray], ...]
    signs: NDArray
    rows: int
    wide: bool = False
    isometry = True

    def __getitem__(self, index: int) -> "Reflectors":
        panels = tuple((u[index], t[index]) for u, t in self.panels)
        return replace(self, panels=panels, signs=self.signs[index])

    @property
    def shape(self) -> tuple[int, int]:
        tall = (self.rows, self.signs.shape[-1])
        return tall[::-1] if self.wide else tall

    def times(self, x: NDArray) -> NDArray:
        # if wide, W x = Q^T x = conj(Q* conj(x))
        return conj(_backward(self, conj(x))) if self.wide else _forward(self, x)

    def adjoint_times(self, y: NDArray) -> NDArray:
        return conj(_forward(self, conj(y))) if self.wide else _backward(self, y)

    def dense(self) -> NDArray:
        """The matrices themselves; skips the zeros of the identity that Q is applied to."""
        xp, signs = namespace(self.signs), self.signs
        eye = xp.eye(self.rows, signs.shape[-1], dtype=signs.dtype, device=signs.device)
        q = eye * signs[..., None, :]
        for u, t in reversed(self.panels):
            k = self.rows - u.shape[-2]
            corner = q[..., k:, k:]
            q[..., k:, k:] = corner - u @ (t @ (adjoint(u) @ corner))
        return q.mT if self.wide else q

    def on(self, device: Device) -> "Reflectors":
        panels = tuple((device.put(u), device.put(t)) for u, t in self.panels)
        return replace(self, panels=panels, signs=device.put(self.signs))


def stacked(sample: Callable[[np.random.Generator, int, int], NDArray]) -> Callable[..., Dense]:
    """The function (rngs, rows, columns) that draws one dense matrix per random generator."""

    def hold(rngs: Streams, rows: int, columns: int) -> Dense:
        first = sample(rngs[0], rows, columns)
        if len(rngs) == 1:
            return Dense(first[None])
        array = np.empty((len(rngs), rows, columns), dtype=first.dtype)
        array[0] = first
        for i, rng in enumerate(rngs[1:], start=1):
            array[i] = sample(rng, rows, columns)
        return Dense(array)

    return hold


def divided(
    entry: Callable[[np.random.Generator, tuple[int, ...]], NDArray],
) -> Callable[..., Dense]:
    """The same for matrices of entries over the square root of the number of columns."""

    def hold(rngs: Streams, rows: int, columns: int) -> Dense:
        drawn = entry(rngs[0], (rows, columns))
        array = np.empty((len(rngs), rows, columns), dtype=np.result_type(drawn, float))
        for i, rng in enumerate(rngs):
            drawn = entry(rng, (rows, columns)) if i else drawn
            np.divide(drawn, np.sqrt(columns), out=array[i])
        return Dense(array)

    return hold


def haar(rngs: Streams, rows: int, columns: int, dtype: type = float) -> Reflectors:
    r"""Haar orthogonal (or unitary) weights as random reflectors, one matrix per generator.

    Householder's QR of a Gaussian matrix meets, in column k, a vector that is again Gaussian and
    independent of what came before: so draw those vectors and skip the factorisation (Stewart
    1980). The signs make the diagonal of R positive, without which Q is not Haar (Mezzadri 2007).
    """
    size, count = max(rows, columns), min(rows, columns)
    panels, signs = [], []
    several = panel_width(size)
    for first in range(0, count, several):
        shape = (size - first, min(several, count - first))
        panel, sign = _panel(np.stack([normal(rng, shape, dtype) for rng in rngs]))
        panels.append(panel)
        signs.append(sign)
    return Reflectors(tuple(panels), np.concatenate(signs, axis=-1), size, wide=rows < columns)


def panel_width(size: int) -> int:
    """Reflectors per panel: what is fastest, fixed for good since it orders the draws."""
    return 32 if size <= 256 else 64


def normal(rng: np.random.Generator, shape: tuple[int, ...], dtype: type = float) -> NDArray:
    """Standard normal numbers; complex ones have independent parts of variance 1/2."""
    if np.issubdtype(dtype, np.complexfloating):
        return rng.standard_normal((*shape, 2)).view(complex)[..., 0] * np.sqrt(0.5)
    return rng.standard_normal(shape)


def _panel(u):
    """Reflectors that turn the Gaussian columns of u (below the diagonal) to the axes."""
    width = u.shape[-1]
    at = np.arange(width)
    u[..., :width, :] *= np.tri(width)
    norm = np.sqrt(np.einsum("...ij,...ij->...j", u.conj(), u).real)
    head = u[..., at, at]
    size = np.abs(head)
    sign = np.where(size > 0, head / np.where(size > 0, size, 1), 1)
    u[..., at, at] = head + sign * norm
    u /= np.sqrt(2 * norm * (norm + size))[..., None, :]
    gram = adjoint(u) @ u
    gram *= np.tri(width).T
    gram[..., at, at] = 0.5  # so that I - U T U* is the product of all I - 2 u u*
    return (u, _inverse(gram)), -sign


def _inverse(t):
    """Of upper triangular matrices, in place; five times faster than ``np.linalg.inv`` here."""
    (trtri,) = get_lapack_funcs(("trtri",), (t,))
    for i in np.ndindex(t.shape[:-2]):
        t[i] = trtri(t[i])[0]
    return t


def _forward(weights, x):
    """Q[:, :columns] x."""
    y = _extended(weights.signs, x, weights.rows)
    for u, t in reversed(weights.panels):
        part = y[..., weights.rows - u.shape[-2] :, :]
        _subtract(u, t @ (adjoint(u) @ part), part)
    return y


def _backward(weights, y):
    """Q[:, :columns]* y."""
    xp = namespace(weights.signs)
    dtype = xp.result_type(y, weights.signs)
    # in C order, which _subtract needs to work in place
    x = np.array(y, dtype=dtype, order="C") if xp is np else xp.astype(y, dtype, copy=True)
    for u, t in weights.panels:
        part = x[..., weights.rows - u.shape[-2] :, :]
        _subtract(u, adjoint(t) @ (adjoint(u) @ part), part)
    signs = conj(weights.signs)
    return signs[..., None] * x[..., : signs.shape[-1], :]


def _extended(signs, x, rows):
    """signs * x, followed by zeros: a new array in C order, with ``rows`` rows."""
    xp, count = namespace(signs), signs.shape[-1]
    shape = (*x.shape[:-2], rows, x.shape[-1])
    if xp is np:
        y = np.empty(shape, dtype=np.result_type(x, signs))
        np.multiply(signs[..., None], x, out=y[..., :count, :])
    else:
        y = xp.empty(shape, dtype=xp.result_type(x, signs), device=x.device)
        y[..., :count, :] = signs[..., None] * x
    y[..., count:, :] = 0
    return y


def _subtract(u, y, out):
    """``out -= u @ y`` in place: one pass over memory where NumPy's expression makes three."""
    if out.shape[-1] == 1 or not isinstance(out, np.ndarray):
        out -= u @ y
        return
    (gemm,) = get_blas_funcs(("gemm",), (u, out))
    for i in np.ndindex(out.shape[:-2]):
        gemm(-1.0, y[i].T, u[i].T, 1.0, out[i].T, overwrite_c=True)
