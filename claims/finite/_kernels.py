"""Conjugate kernels: their limit laws, and statistics of sampled spectra against them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import cast

import numpy as np
from numpy.typing import NDArray

from claims.finite._experiments import error
from freewidth.compare import Probes, one_eigenvalue
from freewidth.limits.conjugate_kernel import ConjugateKernel, shares
from freewidth.sample import Draws
from freewidth.stats import Evidence, at_infinite_width

ORDERS = (1, 2, 3, 4)
LEVELS = (0.1, 0.25, 0.5, 0.75, 0.9)  # at which F is taken
HEIGHT = 0.25  # imaginary part of z over the mean, where G is taken at the middle three of them
BESIDE = -0.5  # over the mean: z on the negative axis
LINEAR = "a linear network of the same mean square"
UNLINEAR = "a Marchenko-Pastur law"


def ratios(draws: Draws, errors: bool = True) -> tuple[float, float]:
    """n/m and n/n_0, with the errors there are or without."""
    wrong = [error(draws, name) if errors else 1.0 for name in ("rows", "inner")]
    return wrong[0] / setting(draws, "columns"), wrong[1] / setting(draws, "inner")


def equivalent(draws: Draws, activation: str, errors: bool = True) -> ConjugateKernel:
    """The law of the Gaussian equivalent, with the errors there are or without."""
    q = setting(draws, "q") * (error(draws, "q") if errors else 1.0)
    return ConjugateKernel(*_shares(activation, q), *ratios(draws, errors))


def setting(draws: Draws, name: str) -> float:
    """A number among the settings."""
    return cast(float, draws.settings[name])


_shares = lru_cache(maxsize=256)(shares)


def others(law: ConjugateKernel) -> dict[str, ConjugateKernel]:
    """The laws with the same mean in which f is all linear, or not at all."""
    return {LINEAR: replace(law, theta2=law.theta1), UNLINEAR: replace(law, theta2=0.0)}


@dataclass(frozen=True)
class Statistics:
    """Moments, F at quantiles of a law, G above its bulk and on the negative axis."""

    law: ConjugateKernel

    @cached_property
    def probes(self) -> Probes:
        """The first three kinds."""
        points = self.law.quantile(self.law.atom + (1 - self.law.atom) * np.array(LEVELS))
        above = points[1:-1] + 1j * HEIGHT * self.law.theta1
        return Probes(ORDERS, tuple(points.tolist()), tuple(above.tolist()))

    @property
    def beside(self) -> float:
        """Where G is taken on the negative axis."""
        return BESIDE * self.law.theta1

    @property
    def names(self) -> list[str]:
        """One per statistic."""
        return [*self.probes.names, f"G({self.beside:.3g})"]

    def observe(self, eigenvalues: NDArray) -> NDArray:
        """Of each network, shape (R, K)."""
        inverse = (1 / (self.beside - eigenvalues)).mean(axis=1, keepdims=True)
        return np.concatenate([self.probes.observe(eigenvalues), inverse], axis=1)

    def expect(self, law: ConjugateKernel) -> NDArray:
        """Their limits under a law, shape (K,)."""
        g = law.stieltjes(np.array([*self.probes.resolvents, self.beside]))
        cdf = law.cdf(np.array(self.probes.points))
        return np.concatenate(
            [law.moments(max(ORDERS)), cdf, g[:-1].real, g[:-1].imag, g[-1:].real]
        )


@lru_cache(maxsize=256)  # its quantiles are sought once
def statistics_for(law: ConjugateKernel) -> Statistics:
    """The statistics suited to a law."""
    return Statistics(law)


def of_spectra(
    statistics: Statistics,
    by_width: Mapping[int, NDArray],
    law: ConjugateKernel,
    rivals: Mapping[str, ConjugateKernel],
    power: float = 1.0,
) -> list[Evidence]:
    """Statistics of eigenvalues, extrapolated to infinite width, against their limits."""
    return at_infinite_width(
        statistics.names,
        {n: statistics.observe(values) for n, values in by_width.items()},
        statistics.expect(law),
        {name: statistics.expect(rival) for name, rival in rivals.items()},
        power=power,
        steps={
            n: one_eigenvalue(statistics.names, values.shape[1]) for n, values in by_width.items()
        },
    )
