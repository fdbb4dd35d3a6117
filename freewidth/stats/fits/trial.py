"""One family of laws tried on the networks of one case: fits, held-out fits, and chance."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from freewidth.arguments import Keys, Stored, checked
from freewidth.stats.fits._bootstrap import bootstrap
from freewidth.stats.fits._fit import Fit, fit
from freewidth.stats.fits.distance import bulk, clean, kolmogorov
from freewidth.symmetric.laws import Tables


@checked
@dataclass(frozen=True, repr=False)
class Trial:
    """How well a family describes the spectra of several networks of one kind.

    Attributes:
        case: which networks, which matrix, when.
        size: dimension of the matrix.
        outliers: how many eigenvalues of largest modulus were removed.
        fits: one per network.
        held_out: distance of network j to the law fitted to network i, shape (R, R); the diagonal
            is the fitted distance.
        null: distances of matrices drawn from the law fitted to the first network, fitted anew.
    """

    case: Mapping[str, object]
    size: int
    outliers: int
    fits: tuple[Fit, ...]
    held_out: NDArray
    null: NDArray

    def __repr__(self) -> str:
        case = ", ".join(map(str, self.case.values()))
        return (
            f"Trial({self.family} on {case}: {len(self.fits)} matrices of size {self.size}, "
            f"{self.outliers} outliers removed, mean distance {self.fitted.mean():.3g})"
        )

    @property
    def family(self) -> str:
        """Name in ``MATRIXLAWS``."""
        return self.fits[0].family

    @property
    def fitted(self) -> NDArray:
        """Distance of each network to the law fitted to itself."""
        return np.diag(self.held_out)

    @property
    def others(self) -> NDArray:
        """Mean distance of the other networks to the law fitted to each, shape (R,)."""
        count = len(self.fits)
        total = self.held_out.sum(axis=1) - self.fitted
        return total / (count - 1) if count > 1 else np.full(count, np.nan)

    def params(self) -> dict:
        """Everything but arrays, as plain data."""
        return {
            "case": dict(self.case),
            "size": self.size,
            "outliers": self.outliers,
            "fits": [asdict(each) for each in self.fits],
        }

    def arrays(self) -> dict[str, NDArray]:
        """The arrays, by name."""
        return {"held_out": self.held_out, "null": self.null}

    @classmethod
    @checked
    def restore(
        cls,
        params: Annotated[Mapping, Keys(("case", "size", "outliers", "fits"))],
        arrays: Annotated[Mapping[str, Stored], Keys(("held_out", "null"))],
    ) -> "Trial":
        """Inverse of :meth:`params` and :meth:`arrays`."""
        fits = tuple(map(Fit.restore, params["fits"]))
        found: dict[str, Any] = {**params, "fits": fits, **arrays}
        return cls(**found)


@checked
def attempt(
    case: Mapping[str, object],
    spectra: Sequence[NDArray],
    family: str,
    tables: Tables,
    removed: Sequence[float],
    draws: int,
    rng: np.random.Generator,
) -> Trial:
    """Fit a family to each spectrum, with the number of outliers removed that suits it best.

    ``removed`` are the shares of eigenvalues that may be removed; the one with the least mean
    distance is taken, in the family's favour.
    """
    cleaned = [clean(values) for values in spectra]
    size = len(cleaned[0])
    candidates = [_fitted(cleaned, round(share * size), family, tables) for share in removed]
    outliers, kept, fits = min(candidates, key=_mean)
    held_out = np.array([[kolmogorov(v, each.law(tables)) for v in kept] for each in fits])
    null = bootstrap(fits[0], tables, size, outliers, draws, rng) if draws else np.empty(0)
    return Trial(case, size, outliers, fits, held_out, null)


Candidate = tuple[int, list[NDArray], tuple[Fit, ...]]  # outliers, what is left, its fits


def _fitted(spectra: Sequence[NDArray], outliers: int, family: str, tables: Tables) -> Candidate:
    kept = [bulk(values, outliers) for values in spectra]
    return outliers, kept, tuple(fit(values, family, tables) for values in kept)


def _mean(candidate: Candidate) -> float:
    return float(np.mean([each.distance for each in candidate[-1]]))
