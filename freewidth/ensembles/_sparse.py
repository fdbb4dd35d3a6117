r"""Sparse weights :math:`W = B\circ X/\sqrt{pn}`, B Bernoulli(p), for any p(n)."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from freewidth.arrays import Device
from freewidth.ensembles._base import Ensemble
from freewidth.ensembles._weights import Dense, Streams
from freewidth.kinds import IID

Entry = Callable[[np.random.Generator, tuple[int, ...]], NDArray]


@dataclass(frozen=True)
class Sparse:
    """One compressed-row matrix per network, or a single one."""

    matrices: tuple | object
    isometry = False

    def __getitem__(self, index: int) -> "Sparse":
        return Sparse(self.matrices[index])

    @property
    def shape(self) -> tuple[int, int]:
        return (self.matrices[0] if isinstance(self.matrices, tuple) else self.matrices).shape

    def times(self, x: NDArray) -> NDArray:
        if isinstance(self.matrices, tuple):
            return np.stack([w @ xi for w, xi in zip(self.matrices, x, strict=True)])
        return self.matrices @ x

    def adjoint_times(self, y: NDArray) -> NDArray:
        if isinstance(self.matrices, tuple):
            return np.stack([w.T @ yi for w, yi in zip(self.matrices, y, strict=True)])
        return self.matrices.T @ y

    def dense(self) -> NDArray:
        if isinstance(self.matrices, tuple):
            return np.stack([w.toarray() for w in self.matrices])
        return self.matrices.toarray()

    def on(self, device: Device) -> Dense:
        return Dense(device.put(self.dense()))


def sparse(
    label: str,
    source: str,
    density: Callable[[int], float],
    entry: Entry = np.random.Generator.standard_normal,
) -> Ensemble:
    r"""The ensemble whose entries are kept with probability p = min(1, density(n)).

    n is the fan-in, X = ``entry(rng, shape)`` has mean 0 and variance 1. Standardised entries have
    :math:`\mathbb E|X|^k` of order :math:`p^{1-k/2}`: no moment above the second is bounded in n,
    and the i.i.d. law holds iff :math:`pn\to\infty`.
    """

    def hold(rngs: Streams, rows: int, columns: int) -> Sparse:
        p = min(1.0, density(columns))
        return Sparse(tuple(_matrix(rng, rows, columns, p, entry) for rng in rngs))

    return Ensemble(
        label=label,
        source=source,
        kind=IID,
        sample=lambda rng, rows, columns: hold([rng], rows, columns).dense()[0],
        finite_moments=2,
        fourth_moment=np.inf,
        third_moment=np.nan,
        hold=hold,
    )


def _matrix(rng, rows, columns, p, entry):
    from scipy.sparse import csr_array  # takes longer to load than small networks to sample

    at = _kept(rng, rows * columns, p)
    values = entry(rng, (at.size,)) / np.sqrt(p * columns)
    starts = np.searchsorted(at, columns * np.arange(rows + 1))
    return csr_array((values, at % columns, starts), shape=(rows, columns))


def _kept(rng, count, p):
    """Positions below ``count``, each kept with probability p: geometric gaps between them."""
    last, found = -1, []
    while last < count:
        expected = (count - last) * p
        gaps = rng.geometric(p, size=int(expected + 5 * np.sqrt(expected)) + 1)
        found.append(last + np.cumsum(gaps))
        last = found[-1][-1]
    at = np.concatenate(found)
    return at[at < count]
