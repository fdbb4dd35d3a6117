"""The forms in which weights W can be held; all do what :class:`Weights` says."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from freewidth.arrays import Array, Device, adjoint, conj, namespace, outline, single

if TYPE_CHECKING:
    from freewidth.ensembles._sparse import Sparse

Streams: TypeAlias = Sequence[np.random.Generator]
Entry: TypeAlias = Callable[[np.random.Generator, tuple[int, ...]], NDArray]


class Weights(Protocol):
    """A stack of matrices W, one per network, in a form that may be cheaper than an array.

    ``weights[i]`` is one of them; x and y below have shape (..., size, k).
    """

    @property
    def isometry(self) -> bool:
        """Whether W or W* is an isometry by construction."""

    @property
    def shape(self) -> tuple[int, int]:
        """Of one matrix."""

    def __getitem__(self, index: int) -> "Weights": ...

    def __matmul__(self, x: Array) -> Array: ...

    def times(self, x: Array) -> Array:
        """W x."""

    def adjoint_times(self, y: Array) -> Array:
        """W* y."""

    def dense(self) -> Array:
        """The matrices themselves, shape (networks, rows, columns)."""

    def on(self, device: Device) -> "Weights":
        """The same on another device."""


@dataclass(frozen=True)
class Dense:
    """W as the plain array ``array``, shape (..., rows, columns)."""

    array: NDArray
    isometry = False

    def __getitem__(self, index: int) -> "Dense":
        return Dense(self.array[index])

    @property
    def shape(self) -> tuple[int, int]:
        rows, columns = self.array.shape[-2:]
        return rows, columns

    def __matmul__(self, x: NDArray) -> NDArray:
        return self.times(x)

    def __repr__(self) -> str:
        return outline(self)

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
        columns = self.signs.shape[-1]
        return (columns, self.rows) if self.wide else (self.rows, columns)

    def __matmul__(self, x: NDArray) -> NDArray:
        return self.times(x)

    def __repr__(self) -> str:
        return outline(self)

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


@dataclass(frozen=True)
class Single:
    """Weights held in single precision: half the memory. What they give is in double precision."""

    held: "Dense | Reflectors | Sparse"

    def __getitem__(self, index: int) -> "Single":
        return Single(self.held[index])

    @property
    def isometry(self) -> bool:
        return self.held.isometry

    @property
    def shape(self) -> tuple[int, int]:
        return self.held.shape

    def __matmul__(self, x: NDArray) -> NDArray:
        return self.times(x)

    def __repr__(self) -> str:
        return outline(self)

    def times(self, x: NDArray) -> NDArray:
        return _double(self.held.times(HALF.put(x)))

    def adjoint_times(self, y: NDArray) -> NDArray:
        return _double(self.held.adjoint_times(HALF.put(y)))

    def dense(self) -> NDArray:
        return _double(self.held.dense())

    def on(self, device: Device) -> "Dense | Reflectors | Sparse":
        return self.held.on(device)


HALF = single(None)
PIECE = 2**25  # numbers that are drawn at once


def _double(x: NDArray) -> NDArray:
    return x.astype(complex if np.iscomplexobj(x) else float)


def in_pieces(entry: Entry, rngs: Streams, rows: int, columns: int) -> Single | None:
    """Independent entries over the square root of the number of columns, never all in double.

    None if the entries are others when they are drawn a few rows at a time.
    """
    if not _sequential(entry):
        return None
    several = max(1, PIECE // columns)
    dtype = HALF.put(entry(np.random.default_rng(0), (1, 1))).dtype
    array = np.empty((len(rngs), rows, columns), dtype=dtype)
    for i, rng in enumerate(rngs):
        for start in range(0, rows, several):
            shape = (min(several, rows - start), columns)
            array[i, start : start + several] = entry(rng, shape) / np.sqrt(columns)
    return Single(Dense(array))


def _sequential(entry: Entry) -> bool:
    """Whether drawing rows one after the other gives what drawing them at once does."""
    rng = np.random.default_rng(0)
    rows = [entry(rng, (count, 5)) for count in (1, 2, 3)]
    return np.array_equal(np.concatenate(rows), entry(np.random.default_rng(0), (6, 5)))


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


def divided(entry: Entry) -> Callable[..., Dense]:
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

    Householder's QR of a Gaussian matrix reflects, in column k, a vector that is Gaussian and
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


def _panel(u: NDArray) -> tuple[tuple[NDArray, NDArray], NDArray]:
    """Reflectors that take the Gaussian columns of u (below the diagonal) to the axes; signs."""
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


def _inverse(t: NDArray) -> NDArray:
    """Of upper triangular matrices, in place; five times faster than ``np.linalg.inv`` here."""
    from scipy.linalg import get_lapack_funcs  # takes longer to load than small networks to sample

    (trtri,) = get_lapack_funcs(("trtri",), (t,))
    for i in np.ndindex(t.shape[:-2]):
        t[i] = trtri(t[i])[0]
    return t


def _forward(weights: Reflectors, x: Array) -> Array:
    """Q[:, :columns] x."""
    y = _extended(weights.signs, x, weights.rows)
    for u, t in reversed(weights.panels):
        part = y[..., weights.rows - u.shape[-2] :, :]
        _subtract(u, t @ (adjoint(u) @ part), part)
    return y


def _backward(weights: Reflectors, y: Array) -> Array:
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


def _extended(signs: Array, x: Array, rows: int) -> Array:
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


def _subtract(u: Array, y: Array, out: Array) -> None:
    """``out -= u @ y`` in place: one pass over memory where NumPy's expression makes three."""
    if out.shape[-1] == 1 or not isinstance(out, np.ndarray):
        out -= u @ y
        return
    from scipy.linalg import get_blas_funcs

    (gemm,) = get_blas_funcs(("gemm",), (u, out))
    for i in np.ndindex(out.shape[:-2]):
        gemm(-1.0, y[i].T, u[i].T, 1.0, out[i].T, overwrite_c=True)
