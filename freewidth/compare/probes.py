r"""What is measured on a spectrum: finitely many linear statistics with known limits.

Each is :math:`n^{-1}\sum_i f(\lambda_i)`: moments, the distribution function at quantiles of the
law, and the resolvent at points above the law's bulk. Its limit is :math:`\int f\,d\nu`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import fsum

import numpy as np
from numpy.typing import NDArray

from freewidth.arguments import LawLike, Spectra, Whole, checked
from freewidth.compare.distances import resolvent

LEVELS = (0.1, 0.25, 0.5, 0.75, 0.9)  # of the continuous part
HEIGHTS = (0.25, 0.5, 0.75)  # levels above which the resolvent is taken
LIGHT = 1e-9  # ASSUME: a continuous part lighter than this carries no eigenvalue
SHARE = "F("  # how names of shares of eigenvalues begin
ETA = 0.2  # imaginary part over the law's mean: wide enough that G_n fluctuates like 1/n


@checked
@dataclass(frozen=True, repr=False)
class Probes:
    """A fixed list of K linear statistics, chosen from one law.

    Attributes:
        moments: orders k of the moments m_k.
        points: x at which the distribution function is taken, none of them an atom.
        resolvents: complex z at which the resolvent is taken.
    """

    moments: tuple[int, ...]
    points: tuple[float, ...]
    resolvents: tuple[complex, ...]

    @classmethod
    @checked
    @lru_cache(maxsize=256)  # one law serves all ensembles of a kind, and every way to draw D
    def of(cls, law: LawLike, moments: tuple[int, ...] = (1, 2, 3, 4)) -> "Probes":
        """The probes suited to a law: at fixed levels of its continuous part."""
        mean = float(law.moments(1)[0])
        atoms = sorted(law.atoms)
        share = 1 - fsum(mass for _, mass in atoms)
        if share < LIGHT:
            return cls(moments, (), tuple(x + (1 + 1j) * ETA * mean for x, _ in atoms))
        levels = sorted({*LEVELS, *HEIGHTS})
        at = dict(zip(levels, continuous_quantiles(law, levels), strict=True))
        return cls(
            moments,
            tuple(at[level] for level in LEVELS),
            tuple(at[level] + 1j * ETA * mean for level in HEIGHTS),
        )

    def __repr__(self):
        return f"Probes({', '.join(self.names)})"

    @property
    def names(self) -> tuple[str, ...]:
        """One name per statistic, in the order of :meth:`observe` and :meth:`expect`."""
        return (
            *(f"m_{k}" for k in self.moments),
            *(f"{SHARE}{x:.3g})" for x in self.points),
            *(f"Re G({_text(z)})" for z in self.resolvents),
            *(f"Im G({_text(z)})" for z in self.resolvents),
        )

    @checked
    def observe(self, eigenvalues: Spectra) -> NDArray:
        """The statistics of each network, shape (R, K), for eigenvalues of shape (R, n)."""
        values = np.asarray(eigenvalues, dtype=float)
        columns = [(values**k).mean(axis=-1) for k in self.moments]
        columns += [(values <= x).mean(axis=-1) for x in self.points]
        if self.resolvents:
            g = resolvent(values, self.resolvents)
            columns += [*np.moveaxis(g.real, -1, 0), *np.moveaxis(g.imag, -1, 0)]
        return np.stack(columns, axis=-1)

    @checked
    def expect(self, law: LawLike) -> NDArray:
        """Their limits under a law, shape (K,)."""
        moments, cdf, g = np.zeros(0), np.zeros(0), np.zeros(0, complex)
        if self.moments:
            moments = law.moments(max(self.moments))[np.array(self.moments) - 1]
        if self.points:
            cdf = law.cdf(np.array(self.points))
        if self.resolvents:
            g = law.stieltjes(np.array(self.resolvents))
        return np.concatenate([moments, cdf, g.real, g.imag])


@checked
def one_eigenvalue(names: Sequence[str], count: Whole) -> NDArray:
    """By what one of ``count`` eigenvalues moves each statistic, 0 for those that are no share."""
    return np.array([1 / count if name.startswith(SHARE) else 0.0 for name in names])


def continuous_quantiles(law: LawLike, levels: Sequence[float]) -> list[float]:
    """The points below which shares ``levels`` of the law's continuous mass lie."""
    atoms = sorted(law.atoms)
    share = 1 - fsum(mass for _, mass in atoms)
    passed = np.zeros(len(levels))
    for position, mass in atoms:
        below = law.cdf(position) - mass  # of all mass; of the atoms, as much as lies further left
        passed[below - passed < np.asarray(levels) * share] += mass
    return law.quantile(np.asarray(levels) * share + passed).tolist()


def _text(z):
    return f"{z.real:.3g}+{z.imag:.2g}i"
