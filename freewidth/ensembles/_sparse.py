r"""Sparse weights :math:`W = B\circ X/\sqrt{pn}`, B Bernoulli(p), for any p(n)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from freewidth.arguments import checked
from freewidth.arrays import Device, outline
from freewidth.ensembles._base import Ensemble
from freewidth.ensembles._weights import Dense, Entry, Streams
from freewidth.kinds import IID

if TYPE_CHECKING:
    from scipy.sparse import csr_array

GAUSSIAN = 3.0  # E X^4
MARGIN = 5.0  # standard deviations by which gaps are drawn in excess: more are hardly ever needed


@dataclass(frozen=True)
class Sparse:
    """One real compressed-row matrix per network, or with ``single`` one without a stack."""

    matrices: "tuple[csr_array, ...]"
    single: bool = False
    isometry = False

    def __getitem__(self, index: int) -> "Sparse":
        return Sparse((self.matrices[index],), single=True)

    def __matmul__(self, x: NDArray) -> NDArray:
        return self.times(x)

    def __repr__(self) -> str:
        return outline(self)

    @property
    def shape(self) -> tuple[int, int]:
        rows, columns = self.matrices[0].shape
        return rows, columns

    def times(self, x: NDArray) -> NDArray:
        if self.single:
            return self.matrices[0] @ x
        return np.stack([w @ xi for w, xi in zip(self.matrices, x, strict=True)])

    def adjoint_times(self, y: NDArray) -> NDArray:
        if self.single:
            return self.matrices[0].T @ y
        return np.stack([w.T @ yi for w, yi in zip(self.matrices, y, strict=True)])

    def dense(self) -> NDArray:
        if self.single:
            return self.matrices[0].toarray()
        return np.stack([w.toarray() for w in self.matrices])

    def on(self, device: Device) -> Dense:
        return Dense(device.put(self.dense()))


@checked
def sparse(
    label: str,
    source: str,
    density: Callable[[int], float],
    entry: Entry = np.random.Generator.standard_normal,
    fourth_moment: float = GAUSSIAN,
    no_law: str = "",
) -> Ensemble:
    r"""The ensemble whose entries are kept with probability p = min(1, density(n)).

    n is the fan-in, X = ``entry(rng, shape)`` has mean 0, variance 1 and the ``fourth_moment``
    said, that of another entry than the Gaussian one as well. Standardised entries have
    :math:`\mathbb E|X|^k` of order :math:`p^{1-k/2}`: no moment above the second is bounded in n,
    and the i.i.d. law holds iff :math:`pn\to\infty`; else ``no_law`` says that it does not.
    """

    def kept(columns: int) -> float:
        return min(1.0, density(columns))

    def hold(rngs: Streams, rows: int, columns: int) -> Sparse:
        p = kept(columns)
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
        fourth_moment_at=lambda columns: fourth_moment / kept(columns),
        density=kept,
        no_law=no_law,
    )


def _matrix(
    rng: np.random.Generator, rows: int, columns: int, p: float, entry: Entry
) -> "csr_array":
    from scipy.sparse import csr_array  # takes longer to load than small networks to sample

    at = _kept(rng, rows * columns, p)
    values = entry(rng, (at.size,)) / np.sqrt(p * columns)
    starts = np.searchsorted(at, columns * np.arange(rows + 1))
    return csr_array((values, at % columns, starts), shape=(rows, columns))


def _kept(rng: np.random.Generator, count: int, p: float) -> NDArray:
    """Positions below ``count``, each kept with probability p: geometric gaps between them."""
    last, found = -1, []
    while last < count:
        expected = (count - last) * p
        gaps = rng.geometric(p, size=int(expected + MARGIN * np.sqrt(expected)) + 1)
        found.append(last + np.cumsum(gaps))
        last = found[-1][-1]
    at = np.concatenate(found)
    return at[at < count]
